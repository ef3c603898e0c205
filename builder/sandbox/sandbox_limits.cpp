#include "sandbox/sandbox_limits.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace verbatim {

SandboxLimits machine_sandbox_limits(const SandboxLimits& asked) {
    SandboxLimits limits = asked;
    const auto of_system = [](int name) { return static_cast<std::uint64_t>(std::max(1L, ::sysconf(name))); };
    if (limits.memory_bytes == 0)
        limits.memory_bytes = of_system(_SC_PHYS_PAGES) * of_system(_SC_PAGESIZE) / 4 * 3;
    // The Go command starts a compiler a core, each with some threads a core.
    if (limits.processes == 0) limits.processes = 2048 + 128 * of_system(_SC_NPROCESSORS_ONLN);
    if (limits.disk_bytes == 0) limits.disk_bytes = 32ULL << 30U;
    return limits;
}

std::uint64_t threads_of_this_user() {
    std::uint64_t threads = 0;
    std::error_code error;
    for (std::filesystem::directory_iterator at("/proc", error), end; !error && at != end;
         at.increment(error)) {
        if (at->path().filename().string().find_first_not_of("0123456789") != std::string::npos) continue;
        struct stat info{};
        // A folder has a link for itself, one for its name, and one from each folder in it: a thread each.
        if (::stat((at->path() / "task").c_str(), &info) == 0 && info.st_uid == ::getuid() &&
            info.st_nlink > 2)
            threads += info.st_nlink - 2;
    }
    return threads;
}

bool process_rlimit_binds() {
    if (::getuid() != 0) return true;
    // "0 0 4294967295": our ids, whose they are outside, how many.
    std::ifstream map("/proc/self/uid_map");
    std::uint64_t inside = 0, outside = 0;
    return static_cast<bool>(map >> inside >> outside) && inside == 0 && outside != 0;
}

}  // namespace verbatim
