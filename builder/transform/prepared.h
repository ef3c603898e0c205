// Transform: what a prepare step made of a source → the source that is built from (plan/action.h). Trees
// alone, no disk: nothing that upstream's commands left is followed or opened.
#pragma once

#include "plan/action.h"
#include "store/store.h"

namespace verbatim {

// Throws Error (build) where a declared output is not in `made`.
Digest take_prepared(const TakePrepared& take, const Digest& source, const Digest& made, Store& store);

}  // namespace verbatim
