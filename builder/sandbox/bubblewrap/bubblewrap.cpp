#include "sandbox/bubblewrap/bubblewrap.h"

#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "sandbox/bubblewrap/staging.h"

#include <fmt/format.h>

#include <sys/resource.h>
#include <sys/stat.h>

#include <optional>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t log_limit = 64U << 20U;
constexpr std::uint64_t file_limit = 16ULL << 30U;

// Takes a command's output up to a bound, so that a build that prints without end fills no disk.
class Log {
  public:
    explicit Log(const fs::path& file) : out_(file) {}
    void take(std::string_view piece) {
        if (written_ > log_limit) return;
        written_ += piece.size();
        write(piece);
        if (written_ > log_limit)
            write("\n[the output is longer than " + human_size(log_limit) + "; the rest was left out]\n");
    }
    void close() {
        if (!error_) out_.close();
    }
    // The disk was full, say: what the command said is lost then, not what became of it.
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  private:
    void write(std::string_view text) {
        if (error_) return;
        try {
            out_.write(text);
        } catch (const Error& error) {
            error_ = error;
        }
    }
    FileWriter out_;
    std::optional<Error> error_;
    std::uint64_t written_ = 0;
};

std::string failure_text(const ProcessResult& result, const RunCommand& command) {
    if (result.timed_out)
        return "took longer than " + human_duration(std::chrono::seconds(command.time_limit_seconds));
    // bubblewrap reports a signal of its child as a shell does.
    const int signal = result.signal != 0       ? result.signal
                       : result.exit_code > 128 ? result.exit_code - 128
                                                : 0;
    if (signal != 0)
        return fmt::format("was ended by signal {}{}", signal, signal == 9 ? " (out of memory?)" : "");
    return fmt::format("exited with {}", result.exit_code);
}

// Folder by folder from what is the sandbox's outermost: a link in the place of a declared output is refused.
Digest import_output(Store& store, const std::string& name, const OutputFolder& output,
                     const fs::path& host) {
    struct stat info{};
    if (::lstat(host.c_str(), &info) != 0) {
        if (output.optional) return store.put_tree({});
        throw Error(Failure::build,
                    "the command made no folder " + output.at + ", its declared output \"" + name + "\"");
    }
    if (!S_ISDIR(info.st_mode))
        throw Error(Failure::build, "the declared output \"" + name + "\" at " + output.at + " is no folder");
    const fs::path real = fs::canonical(host);
    if (real != host)
        throw Error(Failure::build,
                    "the declared output \"" + name + "\" at " + output.at + " was reached through a link");
    return store.import_directory(host);
}

RunResult run_command(Store& store, const RunCommand& command, const std::map<std::string, Digest>& inputs,
                      const fs::path& log_file) {
    const auto program = find_program("bwrap");
    if (!program)
        throw Error(Failure::unavailable,
                    "bubblewrap (bwrap) is not installed: there is no sandbox to build in")
            .next("install the package bubblewrap, or run `make setup`");
    const TemporaryDirectory work = store.scratch("run-");
    const fs::path real_work = fs::canonical(work.path());
    const bubblewrap::Staged staged = bubblewrap::stage(command, inputs, store, real_work);

    Log log(log_file);
    std::string beginning;  // bubblewrap's own complaints come first
    ProcessSpec spec;
    spec.argv = bubblewrap::arguments(staged.layout, bubblewrap::list_folder);
    spec.argv.insert(spec.argv.begin(), program->string());
    spec.time_limit = std::chrono::seconds(command.time_limit_seconds);
    spec.limits = {{RLIMIT_CORE, 0}, {RLIMIT_FSIZE, file_limit}};
    spec.on_output = [&](std::string_view piece) {
        if (beginning.size() < 4096) beginning += piece.substr(0, 4096);
        log.take(piece);
    };
    const ProcessResult process = run_process(spec);
    log.close();
    if (log.error() && process.succeeded()) throw Error(*log.error());

    RunResult result;
    result.succeeded = process.succeeded();
    if (!result.succeeded) {
        if (beginning.starts_with("bwrap: "))
            throw Error(Failure::unavailable,
                        "the sandbox could not be set up: " + beginning.substr(0, beginning.find('\n')))
                .note("Unprivileged user namespaces may be switched off on this machine.")
                .next("sysctl kernel.unprivileged_userns_clone user.max_user_namespaces");
        result.failure = failure_text(process, command);
        if (log.error()) result.failure += ", and " + log.error()->message();
        return result;
    }
    for (const auto& [name, output] : command.outputs)
        result.outputs[name] = import_output(store, name, output, staged.outputs.at(name));
    return result;
}

}  // namespace

Sandbox bubblewrap_sandbox(Store& store) {
    return [&store](const RunCommand& command, const std::map<std::string, Digest>& inputs,
                    const fs::path& log) { return run_command(store, command, inputs, log); };
}

}  // namespace verbatim
