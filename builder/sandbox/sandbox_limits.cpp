#include "sandbox/sandbox_limits.h"

#include <unistd.h>

#include <algorithm>

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

}  // namespace verbatim
