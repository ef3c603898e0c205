// The sandbox adapter for this machine: bubblewrap (user, mount, pid, network, IPC, UTS namespaces).
#pragma once

#include "sandbox/sandbox.h"

namespace verbatim {

Sandbox bubblewrap_sandbox(Store& store);

}  // namespace verbatim
