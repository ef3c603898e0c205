// Transform: the objects of a commit → the tree that a build sees, with a git directory made from object ids
// alone (docs/formats/git-objects.md). No network, no mirror; the same bits for the same pins.
#pragma once

#include "plan/action.h"
#include "store/store.h"

#include <map>
#include <string>
#include <vector>

namespace verbatim {

struct MadeSource {
    Digest tree;
    std::map<std::string, std::string> values;  // patched_commit, commit_time, commit_date
};

// `objects`: packs that hold the commit with all below it, down to the pinned one: what fetch_commit() gave,
// and apply_patches() where there is a patch series.
MadeSource make_source(const MakeSource& source, const std::vector<Digest>& objects, Store& store);

}  // namespace verbatim
