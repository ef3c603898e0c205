// A child process, run to its end: argv (never a shell), an exact environment, output captured, time limited,
// ended with its children where the user interrupts. The only door to Boost.Process.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct ProcessSpec {
    std::vector<std::string> argv;                   // argv[0]: a path, or a name that find_program() finds
    std::map<std::string, std::string> environment;  // all that the child gets
    std::filesystem::path directory;                 // empty: ours
    std::string input;                               // its standard input; it need not read it
    std::chrono::seconds time_limit{0};              // 0: none
    // Ended where it reads and writes next to nothing for so long, files, pipes and sockets together; 0:
    // never. For programs that speak to a server which may say nothing. It counts the child alone, not its
    // children.
    std::chrono::seconds silence_limit{0};
    // stdout and stderr, merged, as they come; not called where empty (then nothing is kept either).
    std::function<void(std::string_view)> on_output;
    // rlimits of the child, by RLIMIT_* number.
    std::map<int, std::uint64_t> limits;
    std::vector<int> inherited;  // descriptors that the child gets beside 0, 1 and 2, under the same numbers
    // Descriptors that the child writes "0" into before it becomes the program: so it enters the control
    // groups whose cgroup.procs these are, and no child of its own is ever outside.
    std::vector<int> joined;
    unsigned umask = 022;
    int processors = 0;             // on how many of ours it may run, others each time; 0: on all of them
    unsigned long personality = 0;  // personality(2); 0: ours
    bool guarded = false;           // what the child starts must not outlive us either (base/guardian.h)
    // Asked a few times a second while the child runs; the child is ended where there is an answer.
    std::function<std::optional<std::string>()> objection;
};

struct ProcessResult {
    int exit_code = 0;                     // where it exited
    int signal = 0;                        // where a signal ended it
    bool timed_out = false;                // where we did
    bool silent = false;                   // where we did because of silence_limit
    std::optional<std::string> objection;  // where we did because of this
    [[nodiscard]] bool succeeded() const {
        return exit_code == 0 && signal == 0 && !timed_out && !silent && !objection;
    }
};

// Throws Error (unavailable) where the program cannot be started, Error (interrupted) after the child was
// ended.
ProcessResult run_process(const ProcessSpec& spec);

// The absolute path of a program in our PATH. Entries of it that are empty or relative are passed over: what
// lies in the current folder is somebody else's. A name with a slash is a path already.
std::optional<std::filesystem::path> find_program(const std::string& name);
// Our PATH, or another, without such entries: for a child that looks for programs of its own.
std::string absolute_search_path();
std::string absolute_entries(std::string_view path);

}  // namespace verbatim
