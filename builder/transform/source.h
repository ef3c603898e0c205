// Transform: the objects of a commit → the tree that a build sees, with a git directory made from object ids
// alone (docs/formats/git-objects.md). No network, no mirror; the same bits for the same pins.
#pragma once

#include "plan/action.h"
#include "store/store.h"

#include <map>
#include <string>

namespace verbatim {

struct MadeSource {
    Digest tree;
    std::map<std::string, std::string> values;  // patched_commit, commit_time, commit_date
};

// `objects`: what fetch_commit() gave.
MadeSource make_source(const MakeSource& source, const Digest& objects, Store& store);

}  // namespace verbatim
