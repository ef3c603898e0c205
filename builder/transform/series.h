// Transform: a patch series on a pinned commit → the patched commit's objects (docs/formats/git-objects.md).
// No network, no mirror, no work tree; the same bits for the same pins.
#pragma once

#include "patch/series.h"
#include "plan/action.h"
#include "store/store.h"

#include <optional>
#include <string>
#include <vector>

namespace verbatim {

// Trees that hold a series' patches; none where there are no such patches.
struct SeriesTrees {
    std::optional<Digest> distro, own;
};

struct PatchedCommit {
    Digest objects;  // objects.pack and objects.idx: what is new
    std::string commit;
    std::size_t patches = 0;
};

// The patch files in the order in which they are applied: the distro's, then our own, each in bytewise order
// of names.
std::vector<patch::PatchFile> read_series(const ApplySeries& series, const SeriesTrees& trees,
                                          const Store& store);

// "Prow Bot <prow@amazonaws.com>", as the lock has it.
patch::Committer parse_committer(const std::string& text);

// `objects`: what fetch_commit() gave. Throws what patch::apply_series() throws, and Error (mismatch) where
// another commit comes out than the pinned one.
PatchedCommit apply_patches(const ApplySeries& series, const Digest& objects, const SeriesTrees& trees,
                            Store& store);

}  // namespace verbatim
