// Which system calls a sandboxed process may make: those that compilers, git and shells need. Unaware of how
// the filter is put in force.
#pragma once

#include "base/files.h"

namespace verbatim::bubblewrap {

// Memory that no rlimit of a process counts: anonymous files (memfd), shared anonymous mappings, System V's
// objects, and mappings that grow like a stack. A memory control group counts them all.
enum class SharedMemory { allowed, refused };

// The filter as a BPF program in an anonymous file, read from its beginning: what bubblewrap's --seccomp
// takes. Made by libseccomp for the architecture that this program runs on. Throws Error (unavailable) where
// it cannot be made.
FileDescriptor seccomp_program(SharedMemory shared_memory);

}  // namespace verbatim::bubblewrap
