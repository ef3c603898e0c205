#include "sandbox/bubblewrap/bubblewrap.h"

#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "sandbox/bubblewrap/control_group.h"
#include "sandbox/bubblewrap/disk_use.h"
#include "sandbox/bubblewrap/ending.h"
#include "sandbox/bubblewrap/reversed_folder.h"
#include "sandbox/bubblewrap/seccomp.h"
#include "sandbox/bubblewrap/staging.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <optional>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

// Takes a command's output up to a bound, so that a build that prints without end fills no disk.
class Log {
  public:
    Log(const fs::path& file, std::uint64_t limit) : out_(file), limit_(limit) {}
    void take(std::string_view piece) {
        if (written_ > limit_) return;
        written_ += piece.size();
        write(piece);
        if (written_ > limit_)
            write("\n[the output is longer than " + human_size(limit_) + "; the rest was left out]\n");
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
    std::uint64_t limit_, written_ = 0;
};

std::string failure_text(const ProcessResult& result, const RunCommand& command,
                         const bubblewrap::ControlGroup& group, const SandboxLimits& limits) {
    if (result.timed_out)
        return "took longer than " + human_duration(std::chrono::seconds(command.time_limit_seconds));
    if (result.objection) return *result.objection;
    // bubblewrap reports a signal of its child as a shell does.
    const int signal = result.signal != 0       ? result.signal
                       : result.exit_code > 128 ? result.exit_code - 128
                                                : 0;
    std::string text = signal != 0 ? fmt::format("was ended by signal {}", signal)
                                   : fmt::format("exited with {}", result.exit_code);
    if (group.ran_out_of_memory())
        text += ", out of memory: the limit is " + human_size(limits.memory_bytes) + " (--memory-limit)";
    else if (group.ran_out_of_processes())
        text += ", out of processes: the limit is " + std::to_string(limits.processes) + " (--process-limit)";
    else if (signal == SIGKILL && !group.limits_memory())
        text += " (out of memory?)";
    return text;
}

// Go's runtime and mapped files take addresses that are no memory.
constexpr std::uint64_t more_addresses = 8ULL << 30U;

// What control groups cannot do here, rlimits do as well as they can: they count a process, or a user, at a
// time. RLIMIT_DATA knows private memory only, so addresses are limited as well, and the filter of system
// calls refuses memory that is nobody's.
std::map<int, std::uint64_t> rlimits(const bubblewrap::ControlGroup& group, const SandboxLimits& limits) {
    std::map<int, std::uint64_t> all = {{RLIMIT_CORE, 0}, {RLIMIT_FSIZE, limits.disk_bytes}};
    if (!group.limits_memory()) {
        all[RLIMIT_DATA] = limits.memory_bytes;
        all[RLIMIT_AS] = limits.memory_bytes + more_addresses;
    }
    if (!group.limits_processes()) all[RLIMIT_NPROC] = limits.processes + threads_of_this_user();
    return all;
}

class StatusPipe {
  public:
    StatusPipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
            throw Error(Failure::store, "cannot make a pipe");
        read_ = FileDescriptor(ends[0]);
        write_ = FileDescriptor(ends[1]);
    }
    [[nodiscard]] int write_end() const { return write_.get(); }
    // All that bubblewrap has said so far: a few short lines.
    const std::string& said() {
        std::array<char, 4096> buffer{};
        const ssize_t n = ::read(read_.get(), buffer.data(), buffer.size());
        said_.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
        return said_;
    }

  private:
    FileDescriptor read_, write_;
    std::string said_;
};

// Ends all of a sandbox, and waits for that on every path: also where we are interrupted, since the store is
// others' as soon as its lock is released.
class Ending {
  public:
    Ending(const bubblewrap::ControlGroup& group, StatusPipe& status) : group_(group), status_(status) {}
    ~Ending() {
        if (done_) return;
        try {
            now();
        } catch (const std::exception&) {
            done_ = true;  // the error that brought us here is the one to tell
        }
    }
    Ending(const Ending&) = delete;
    Ending& operator=(const Ending&) = delete;
    void now() {
        done_ = true;
        group_.end();
        bubblewrap::wait_until_ended(status_.said());
    }

  private:
    const bubblewrap::ControlGroup& group_;
    StatusPipe& status_;
    bool done_ = false;
};

// What the store does not take, what would not fit it, or our stack, is refused before it is read.
void check_content(const std::string& name, const fs::path& folder, const SandboxLimits& limits) {
    const bubblewrap::DiskUse use = bubblewrap::disk_use(folder);
    if (use.apparent > limits.disk_bytes)
        throw Error(Failure::build, "the declared output \"" + name + "\" holds " + human_size(use.apparent) +
                                        ", more than the limit of " + human_size(limits.disk_bytes))
            .next("allow more with --disk-limit, if that is right");
    if (use.depth > bubblewrap::deepest_tree)
        throw Error(Failure::build, "the declared output \"" + name + "\" is more than " +
                                        std::to_string(bubblewrap::deepest_tree) + " folders deep");
    if (!use.odd.empty())
        throw Error(Failure::build, "the declared output \"" + name + "\" holds \"" + printable(use.odd) +
                                        "\", which is neither file, folder nor link");
}

// Folder by folder from what is the sandbox's outermost: a link in the place of a declared output is refused.
// Folder by folder again: what lies behind a link is not the sandbox's, and is left alone.
void remove_inside(const fs::path& folder, const std::string& path) {
    fs::path at = folder;
    for (const std::string& part : split(path, '/')) {
        struct stat info{};
        if (::lstat(at.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return;
        at /= part;
    }
    remove_tree(at);
}

// The declared files of an output, under their names. Found folder by folder, so that no link that the
// command made leads to a file of this machine.
Digest import_files(Store& store, const std::string& name, const OutputFolder& output, const fs::path& host,
                    const SandboxLimits& limits) {
    TreeBuilder tree(store);
    std::uint64_t total = 0;
    for (const auto& [file, path] : output.files) {
        const auto refuse = [&, at = output.at + "/" + path](const std::string& why) {
            return Error(Failure::build, "the command " + why + " " + printable(at) +
                                             ", its declared output \"" + printable(file) + "\"");
        };
        if (!is_contained_path(path)) throw refuse("did not make");
        fs::path at = host;
        struct stat info{};
        for (const std::string& part : split(path, '/')) {
            if (::lstat(at.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) throw refuse("did not make");
            at /= part;
        }
        if (::lstat(at.c_str(), &info) != 0) throw refuse("did not make");
        if (!S_ISREG(info.st_mode)) throw refuse("left what is no file at");
        total += static_cast<std::uint64_t>(info.st_size);
        if (total > limits.disk_bytes)
            throw Error(Failure::build, "the declared output \"" + name + "\" holds more than the limit of " +
                                            human_size(limits.disk_bytes))
                .next("allow more with --disk-limit, if that is right");
        tree.add_blob(file, store.put_file(at), static_cast<std::uint64_t>(info.st_size),
                      (info.st_mode & S_IXUSR) != 0);
    }
    return tree.finish();
}

Digest import_output(Store& store, const std::string& name, const OutputFolder& output, const fs::path& host,
                     const SandboxLimits& limits) {
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
    if (!output.files.empty()) return import_files(store, name, output, host, limits);
    for (const std::string& path : output.without) remove_inside(host, path);
    check_content(name, host, limits);
    return store.import_directory(host);
}

// Where a Run's own files lie, and where the Run sees them; what we do to them ourselves we do where they
// lie.
struct WorkPlace {
    fs::path real, seen;
};

bool is_below(const fs::path& path, const fs::path& folder) {
    return path.string().starts_with(folder.string() + "/");
}

RunResult run_in(const WorkPlace& work, Store& store, const SandboxLimits& limits, const RunCommand& command,
                 const std::map<std::string, Digest>& inputs, const fs::path& log_file) {
    const auto program = find_program("bwrap");
    if (!program)
        throw Error(Failure::unavailable,
                    "bubblewrap (bwrap) is not installed: there is no sandbox to build in")
            .next("install the package bubblewrap, or run `make setup`");
    bubblewrap::Staged staged = bubblewrap::stage(command, inputs, store, work.real);
    for (bubblewrap::Bind& bind : staged.layout.binds)
        if (is_below(bind.host, work.real)) bind.host = work.seen / bind.host.lexically_relative(work.real);
    StatusPipe status;
    bubblewrap::DiskWatch disk(work.real, limits.disk_bytes,
                               [&] { return bubblewrap::first_process(status.said()); });
    // Declared after the folders, so that it is gone first: nothing of the sandbox runs when they are
    // removed.
    const bubblewrap::ControlGroup group(bubblewrap::current_cgroup_places(), limits);
    const FileDescriptor filter = bubblewrap::seccomp_program(
        group.limits_memory() ? bubblewrap::SharedMemory::allowed : bubblewrap::SharedMemory::refused);
    staged.layout.masked = bubblewrap::private_proc_files();
    staged.layout.seccomp = filter.get();
    staged.layout.status = status.write_end();

    Log log(log_file, limits.log_bytes);
    std::string beginning;  // bubblewrap's own complaints come first
    ProcessSpec spec;
    spec.argv = bubblewrap::arguments(staged.layout, bubblewrap::list_folder);
    spec.argv.insert(spec.argv.begin(), program->string());
    spec.time_limit = std::chrono::seconds(command.time_limit_seconds);
    spec.limits = rlimits(group, limits);
    spec.umask = static_cast<unsigned>(command.circumstances.umask);
    spec.processors = command.circumstances.processors;
    if (command.circumstances.old_kernel) spec.personality = UNAME26 | ADDR_NO_RANDOMIZE;
    // bubblewrap's own --die-with-parent begins only when its mounts are made.
    spec.guarded = true;
    spec.inherited = {filter.get(), status.write_end()};
    spec.joined = group.joined();
    spec.objection = [&] { return disk(); };
    spec.on_output = [&](std::string_view piece) {
        if (beginning.size() < 4096) beginning += piece.substr(0, 4096);
        log.take(piece);
    };
    Ending ending(group, status);
    const ProcessResult process = run_process(spec);
    ending.now();
    log.close();
    if (log.error() && process.succeeded()) throw Error(*log.error());

    RunResult result;
    // A build that goes on after the kernel ended part of it may have made anything.
    result.succeeded = process.succeeded() && !group.ran_out_of_memory() && !group.ran_out_of_processes();
    if (!result.succeeded) {
        if (beginning.starts_with("bwrap: "))
            throw Error(Failure::unavailable,
                        "the sandbox could not be set up: " + beginning.substr(0, beginning.find('\n')))
                .note("Unprivileged user namespaces may be switched off on this machine.")
                .next("verbatim doctor   (what this machine lacks, and how to mend it)");
        result.failure = failure_text(process, command, group, limits);
        result.by_limit = process.timed_out || process.objection || group.ran_out_of_memory() ||
                          group.ran_out_of_processes();
        result.disk_full = process.objection && disk.full();
        if (log.error()) result.failure += ", and " + log.error()->message();
        return result;
    }
    for (const auto& [name, output] : command.outputs)
        result.outputs[name] = import_output(store, name, output, staged.outputs.at(name), limits);
    return result;
}

RunResult run_command(Store& store, const SandboxLimits& limits, const RunCommand& command,
                      const std::map<std::string, Digest>& inputs, const fs::path& log) {
    const TemporaryDirectory scratch = store.scratch("run-");
    const fs::path work = fs::canonical(scratch.path());
    if (!command.circumstances.directories_reversed)
        return run_in({work, work}, store, limits, command, inputs, log);
    const fs::path real = work / "real", seen = work / "seen";
    make_directories(real);
    make_directories(seen);
    RunResult result;
    bubblewrap::on_own_thread([&] {
        const bubblewrap::ReversedFolder reversed(real, seen);
        result = run_in({real, seen}, store, limits, command, inputs, log);
    });
    return result;
}

}  // namespace

Sandbox bubblewrap_sandbox(Store& store, const SandboxLimits& limits) {
    return [&store, limits = machine_sandbox_limits(limits)](
               const RunCommand& command, const std::map<std::string, Digest>& inputs, const fs::path& log) {
        return run_command(store, limits, command, inputs, log);
    };
}

}  // namespace verbatim
