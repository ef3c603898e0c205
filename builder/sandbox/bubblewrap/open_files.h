// What a sandbox's processes hold on the disk by open files alone: a file that was unlinked, or never had a
// name, is in no folder. Looks at /proc; unaware of limits.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace verbatim::bubblewrap {

// The first process of a sandbox and all that come of it: in a process namespace, nobody's parent is outside.
// Empty where it is gone.
std::vector<pid_t> family(pid_t first);

struct UnnamedFiles {
    std::uint64_t bytes = 0;  // really taken, each file once
    bool hidden = false;      // a process that runs does not let us look
};
// Files on `device`, or on any other that is no memory.
UnnamedFiles unnamed_files(const std::vector<pid_t>& processes, dev_t device);

}  // namespace verbatim::bubblewrap
