// Go's compiler cache as a value. Its files hold the times of their making, and more than compiled packages;
// in normal form it is the packages alone, without times, so that two makings give the same tree. What shares
// it trusts it (plan/standard_library.h), so each file is checked against its name. Unaware of how it was
// made.
#pragma once

#include "base/digest.h"
#include "store/store.h"

#include <string>

namespace verbatim {

// The packages of a GOCACHE (cmd/go/internal/cache) for a platform, in normal form:
//   XX/<action id>-a   "v1 <action id> <output id> <size> <time>\n" with time 0
//   XX/<output id>-d   what the compiler made: the id is its SHA-256, and its build id names the action
// Entries for what compilers printed, for tests, vet, links and indices are left out, and so is all else.
// Throws Error (mismatch) where an entry is not what its name says or is of another platform, where the
// packages are of several Go releases, or where there is none.
Digest normal_standard_library(const Digest& cache, const std::string& os, const std::string& arch,
                               Store& store);

// Throws Error (mismatch) where the tree is not in normal form.
void check_standard_library(const Digest& tree, const std::string& os, const std::string& arch, Store& store);

}  // namespace verbatim
