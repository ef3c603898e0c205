// How much a tree of git's comes to when it is written out, found without doing it: the same object may stand
// in it at a thousand places, and in each of these again.
#pragma once

#include "base/budget.h"
#include "git/database.h"

#include <string>

namespace verbatim::git {

// Each object is looked at once. Throws Error (mismatch) "WHAT has folders nested …" where they are deeper
// than `bounds` allow, and as require_within() does for the rest; Error (unavailable) where an object is
// missing.
Amounts require_tree_within(const Database& objects, const std::string& tree, const Amounts& bounds,
                            const std::string& what);

}  // namespace verbatim::git
