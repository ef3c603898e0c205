// Which Runs may share Go's compiler cache. It maps action ids to files that the Go command trusts without
// looking, so that only commands may write to it that run nothing but the pinned toolchain. Pure.
#pragma once

#include "plan/action.h"

namespace verbatim {

// True where the command is the pinned `go build` and, by its flags and environment, starts only programs of
// the toolchain and of the builder root: no cgo, no -toolexec, no external linker, nothing of upstream's. A
// flag or variable that is not known to be harmless answers no: then the Run is built cold, which is always
// right.
bool may_share_compiler_cache(const RunCommand& run);

}  // namespace verbatim
