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
    std::vector<std::string> argv;  // argv[0]: an absolute path, or a name looked up in our own PATH
    std::map<std::string, std::string> environment;  // all that the child gets
    std::filesystem::path directory;                 // empty: ours
    std::chrono::seconds time_limit{0};              // 0: none
    // stdout and stderr, merged, as they come; not called where empty (then nothing is kept either).
    std::function<void(std::string_view)> on_output;
    // rlimits of the child, by RLIMIT_* number.
    std::map<int, std::uint64_t> limits;
};

struct ProcessResult {
    int exit_code = 0;       // where it exited
    int signal = 0;          // where a signal ended it
    bool timed_out = false;  // where we did
    [[nodiscard]] bool succeeded() const { return exit_code == 0 && signal == 0 && !timed_out; }
};

// Throws Error (unavailable) where the program cannot be started, Error (interrupted) after the child was
// ended.
ProcessResult run_process(const ProcessSpec& spec);

// The absolute path of a program in our PATH.
std::optional<std::filesystem::path> find_program(const std::string& name);

}  // namespace verbatim
