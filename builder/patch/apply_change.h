// One mail's changes of files on a tree, all or none, as `git apply --index` makes them: first each is
// checked against the tree as it was (or against what an earlier diff of the mail has made of the file), then
// what goes is removed, then what stays or comes is put. Unaware of commits.
#pragma once

#include "patch/diff.h"
#include "patch/new_objects.h"
#include "patch/tree_editor.h"
#include "patch/work.h"

#include <vector>

namespace verbatim::patch {

// Throws PatchRefused, or Error (mismatch) where a path may stand in no checkout.
void apply_changes(TreeEditor& tree, const Mail& mail, const std::vector<FileChange>& changes,
                   NewObjects& objects, Work& work);

}  // namespace verbatim::patch
