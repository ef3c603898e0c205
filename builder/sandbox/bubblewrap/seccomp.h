// Which system calls a sandboxed process may make: those that compilers, git and shells need. Unaware of how
// the filter is put in force.
#pragma once

#include "base/files.h"

namespace verbatim::bubblewrap {

// The filter as a BPF program in an anonymous file, read from its beginning: what bubblewrap's --seccomp
// takes. Made by libseccomp for the architecture that this program runs on. Throws Error (unavailable) where
// it cannot be made.
FileDescriptor seccomp_program();

}  // namespace verbatim::bubblewrap
