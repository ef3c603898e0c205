#include "base/process.h"

#include "base/error.h"
#include "base/files.h"
#include "base/guardian.h"
#include "base/interrupt.h"
#include "base/text.h"

#include <boost/process/v2.hpp>
#include <boost/process/v2/stdio.hpp>

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace bp = boost::process::v2;

namespace verbatim {

namespace {

// Boost.Process calls this in the child, between fork and exec: rlimits, and a session of its own so that a
// Ctrl-C in the terminal reaches us alone and we end the child in order.
struct ChildSetup {
    pid_t parent;
    const ProcessSpec* spec;
    unsigned turn;  // of children that get some processors only
    const char* const*
        environment;  // process_environment is declared but not defined in Boost 1.81's headers

    template <typename Launcher>
    boost::system::error_code on_setup(Launcher& launcher, const bp::filesystem::path&, const char* const*&) {
        launcher.env = environment;
        // Boost closes what is above the highest of these, which else is a pipe of its own: above or below
        // ours, as other threads open and close files.
        launcher.fd_whitelist.insert(launcher.fd_whitelist.end(), spec->inherited.begin(),
                                     spec->inherited.end());
        return {};
    }

    template <typename Launcher>
    boost::system::error_code on_exec_setup(Launcher&, const bp::filesystem::path&, const char* const*&) {
        ::setpgid(0, 0);
        // Killed ourselves, by whatever, we leave no child: it goes with the thread that waits for it.
        if (spec->guarded) {
            if (const int error = stand_guard(parent)) return {error, boost::system::system_category()};
        } else {
            if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return {errno, boost::system::system_category()};
            if (::getppid() != parent) ::_exit(127);
        }
        ::umask(spec->umask);
        if (const int error = set_kernel_view()) return {error, boost::system::system_category()};
        for (const int group : spec->joined)
            if (::write(group, "0", 1) != 1) return {errno, boost::system::system_category()};
        ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);  // whatever we hold open, the child gets 0, 1 and 2
        for (const int descriptor : spec->inherited)
            if (::fcntl(descriptor, F_SETFD, 0) != 0) return {errno, boost::system::system_category()};
        for (const auto& [resource, value] : spec->limits) {
            const rlimit limit{value, value};
            if (::setrlimit(resource, &limit) != 0) return {errno, boost::system::system_category()};
        }
        return {};
    }

    // What the kernel shows the child; 0 or an error of errno.
    [[nodiscard]] int set_kernel_view() const {
        if (spec->personality != 0 && ::personality(spec->personality) < 0) return errno;
        if (spec->processors == 0) return 0;
        cpu_set_t all, some;
        if (::sched_getaffinity(0, sizeof all, &all) != 0) return errno;
        CPU_ZERO(&some);
        // From another one each time, so that several such children do not share the first.
        const auto count = static_cast<unsigned>(CPU_COUNT(&all)),
                   wanted = static_cast<unsigned>(spec->processors);
        unsigned nth = 0;
        for (int one = 0; one < CPU_SETSIZE; ++one) {
            if (!CPU_ISSET(one, &all)) continue;
            if ((nth + count - turn % count) % count < wanted) CPU_SET(one, &some);
            ++nth;
        }
        return ::sched_setaffinity(0, sizeof some, &some) == 0 ? 0 : errno;
    }
};

struct Pipe {
    FileDescriptor read, write;
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw Error(Failure::store, "cannot make a pipe");
        read = FileDescriptor(ends[0]);
        write = FileDescriptor(ends[1]);
    }
};

// Takes what is in the pipe without waiting; false at its end. Who writes without end gets no more than its
// share of our time: limits are looked at in between.
bool drain(int fd, const ProcessSpec& spec) {
    std::array<char, 1 << 16> buffer;
    for (int pieces = 0; pieces < 64; ++pieces) {
        const ssize_t n = ::read(fd, buffer.data(), buffer.size());
        if (n == 0) return false;
        if (n < 0) return errno == EAGAIN || errno == EINTR;
        if (spec.on_output) spec.on_output({buffer.data(), static_cast<std::size_t>(n)});
    }
    return true;
}

// A file without a name: the child reads as much of it as it likes, and nobody has to feed it meanwhile.
FileDescriptor input_of(const ProcessSpec& spec) {
    if (spec.input.empty()) return FileDescriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    FileDescriptor file(::memfd_create("input", MFD_CLOEXEC));
    std::string_view rest = spec.input;
    while (file.valid() && !rest.empty()) {
        const ssize_t n = ::write(file.get(), rest.data(), rest.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw Error(Failure::store, "cannot keep what a program is to read");
        rest.remove_prefix(static_cast<std::size_t>(n));
    }
    if (!file.valid() || ::lseek(file.get(), 0, SEEK_SET) != 0)
        throw Error(Failure::store, "cannot keep what a program is to read");
    return file;
}

// Whether a child reads and writes: all that it ever did is in its proc file (proc(5)), where the kernel
// counts.
class Movement {
  public:
    Movement(pid_t child, std::chrono::seconds limit)
        : file_("/proc/" + std::to_string(child) + "/io"), limit_(limit) {}

    bool has_ended() {
        if (limit_.count() == 0) return false;
        const auto now = std::chrono::steady_clock::now();
        if (now - looked_ < std::chrono::milliseconds(200)) return false;
        looked_ = now;
        const auto bytes = count();
        if (!bytes) return false;
        // A runtime that waits wakes itself now and then, by a few bytes.
        constexpr std::uint64_t next_to_nothing = 1024;
        if (*bytes >= at_ + next_to_nothing) {
            at_ = *bytes;
            last_ = now;
        }
        return now - last_ > limit_;
    }

  private:
    [[nodiscard]] std::optional<std::uint64_t> count() const {
        std::ifstream in(file_);
        std::string name;
        std::uint64_t value = 0, sum = 0;
        bool found = false;
        while (in >> name >> value)
            if (name == "rchar:" || name == "wchar:") {
                sum += value;
                found = true;
            }
        return found ? std::optional(sum) : std::nullopt;
    }

    std::string file_;
    std::chrono::seconds limit_;
    std::uint64_t at_ = 0;
    std::chrono::steady_clock::time_point looked_{}, last_ = std::chrono::steady_clock::now();
};

// What is asked may be costly, and must not slow the child down: a fiftieth of the time is for it.
class Objections {
  public:
    explicit Objections(const ProcessSpec& spec) : spec_(spec) {}

    std::optional<std::string> ask() {
        using Clock = std::chrono::steady_clock;
        const auto asked = Clock::now();
        if (!spec_.objection || asked < next_) return std::nullopt;
        auto objection = spec_.objection();
        const auto now = Clock::now();
        next_ = now + std::clamp<std::chrono::nanoseconds>(50 * (now - asked), std::chrono::milliseconds(250),
                                                           std::chrono::seconds(3));
        return objection;
    }

  private:
    const ProcessSpec& spec_;
    std::chrono::steady_clock::time_point next_;
};

}  // namespace

std::string absolute_entries(std::string_view path) {
    std::vector<std::string> entries = split(path, ':');
    std::erase_if(entries, [](const std::string& entry) { return !entry.starts_with('/'); });
    return join(entries, ":");
}

std::string absolute_search_path() {
    const char* variable = std::getenv("PATH");
    return absolute_entries(variable != nullptr ? variable : "");
}

std::optional<std::filesystem::path> find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) return std::filesystem::path(name);
    if (name.empty()) return std::nullopt;
    for (const std::string& entry : split(absolute_search_path(), ':')) {
        if (entry.empty()) continue;  // of an empty PATH
        std::filesystem::path file = std::filesystem::path(entry) / name;
        std::error_code error;
        if (std::filesystem::is_regular_file(file, error) && ::access(file.c_str(), X_OK) == 0) return file;
    }
    return std::nullopt;
}

ProcessResult run_process(const ProcessSpec& spec) {
    static std::atomic<unsigned> next_turn = 0;
    throw_if_interrupted();
    const auto program = find_program(spec.argv.at(0));
    if (!program)
        throw Error(Failure::unavailable,
                    "the program " + spec.argv[0] + " is not installed (not found in PATH)");
    std::vector<std::string> environment;
    for (const auto& [name, value] : spec.environment) environment.push_back(name + "=" + value);
    std::vector<const char*> environment_pointers;
    for (const auto& variable : environment) environment_pointers.push_back(variable.c_str());
    environment_pointers.push_back(nullptr);
    const std::vector<std::string> arguments(spec.argv.begin() + 1, spec.argv.end());
    Pipe pipe;
    ::fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK);
    const FileDescriptor input = input_of(spec);

    boost::asio::io_context context;
    boost::system::error_code error;
    bp::default_process_launcher launcher;
    const std::string directory = spec.directory.empty() ? "." : spec.directory.string();
    bp::process child = launcher(context, error, bp::filesystem::path(program->string()), arguments,
                                 bp::process_stdio{input.get(), pipe.write.get(), pipe.write.get()},
                                 bp::process_start_dir(directory),
                                 ChildSetup{::getpid(), &spec, next_turn++, environment_pointers.data()});
    if (error)
        throw Error(Failure::unavailable, "cannot start " + program->string() + ": " + error.message());
    pipe.write.reset();
    const pid_t pid = child.id();

    ProcessResult result;
    const auto begin = std::chrono::steady_clock::now();
    // A guardian ends all that is below it and goes last, so that nothing is left when it has gone.
    const auto stop_child = [&](bool at_once) {
        if (spec.guarded && !at_once) {
            ::kill(pid, end_all);
            return;
        }
        ::kill(-pid, SIGKILL);
        ::kill(pid, SIGKILL);
    };
    Objections objections(spec);
    Movement movement(pid, spec.silence_limit);
    bool open = true;
    bool stopping = false;
    auto stopped_at = begin;
    while (true) {
        if (open) {
            pollfd waiting{pipe.read.get(), POLLIN, 0};
            ::poll(&waiting, 1, 50);
            open = drain(pipe.read.get(), spec);
        } else {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        if (!child.running(error)) break;
        const bool late =
            spec.time_limit.count() > 0 && std::chrono::steady_clock::now() - begin > spec.time_limit;
        if (!stopping) result.objection = objections.ask();
        if (!stopping) result.silent = movement.has_ended();
        if (!stopping && (late || result.silent || result.objection || interrupted())) {
            stopping = true;
            stopped_at = std::chrono::steady_clock::now();
            result.timed_out = late;
            stop_child(false);
        }
        if (stopping && std::chrono::steady_clock::now() - stopped_at > std::chrono::seconds(5))
            stop_child(true);
    }
    // The last of its output; where we ended it, until all that held the pipe are gone.
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(stopping ? 10 : 0);
    while (drain(pipe.read.get(), spec) && std::chrono::steady_clock::now() < patience)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const int status = child.native_exit_code();
    if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
    if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
    if (interrupted() && !spec.guarded) ::kill(-pid, SIGKILL);
    throw_if_interrupted();
    return result;
}

}  // namespace verbatim
