// The sandbox adapter for this machine: bubblewrap (user, mount, pid, network, IPC, UTS namespaces)
// with a filter of system calls, and limits by control groups where this user may make them, else by rlimits.
#pragma once

#include "sandbox/sandbox.h"
#include "sandbox/sandbox_limits.h"

namespace verbatim {

Sandbox bubblewrap_sandbox(Store& store, const SandboxLimits& limits = {});

}  // namespace verbatim
