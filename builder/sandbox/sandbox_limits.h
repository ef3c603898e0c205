// What one Run may use of this machine. Changes no bit, so it is a setting and no part of an action; the time
// limit is the action's own.
#pragma once

#include <cstdint>

namespace verbatim {

struct SandboxLimits {
    std::uint64_t memory_bytes = 0;  // of all its processes together, page cache aside
    std::uint64_t processes = 0;     // and threads, at once
    std::uint64_t disk_bytes = 0;    // that it may write, in its folders together
    std::uint64_t log_bytes = 64U << 20U;
};

// Where a limit is 0 it is chosen: three quarters of the memory; enough processes for a compiler on every
// core; 32 GiB.
SandboxLimits machine_sandbox_limits(const SandboxLimits& asked = {});

// Processes and threads of this user now: an rlimit on them counts these, too.
std::uint64_t threads_of_this_user();

// Whether the kernel holds this user to such an rlimit: it excepts the machine's root, but not the root of a
// user namespace.
bool process_rlimit_binds();

}  // namespace verbatim
