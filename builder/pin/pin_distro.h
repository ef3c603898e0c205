// A release's lock from its distro repository: every component that the distro has a folder for and this
// project a definition, with what upstream has at the tag that the folder names.
#pragma once

#include "catalog/catalog.h"
#include "fetch/context.h"
#include "pin/distro_folders.h"
#include "pin/lock_change.h"

#include <optional>
#include <string>
#include <vector>

namespace verbatim {

// What was made of one component.
struct ComponentNote {
    enum class State {
        pinned,       // from the distro; it may be as it was
        kept,         // in the lock that was there, and the distro has no folder for it: stays as it is
        left_out,     // the distro has a folder, and it is in no lock of ours
        unbuildable,  // an input is not public
    };
    std::string project;
    State state = State::pinned;
    std::vector<std::string> remarks;  // why, and what a person should know
};

struct DistroPinned {
    LockChange change;  // of the lock that was there, or of an empty one
    std::vector<ComponentNote> notes;
    bool complete = true;  // false: an upstream could not be had: its component is as it was, or left out
};

// `was`: the lock that is there; none: there is none yet. `committer` is needed where a component is patched;
// else it is empty. Throws Error (usage) where the distro has nothing of that branch, or a committer is
// wanting; Error (unavailable) where the distro or an upstream cannot be had.
DistroPinned pin_distro(const Catalog& catalog, const std::string& branch, const std::optional<Release>& was,
                        const std::string& committer, const DistroRevision& distro, FetchContext& context);

// The newest patch release of a Go minor ("1.25") of those; nothing where there is none. Pure.
std::optional<std::string> newest_of_minor(const std::vector<std::string>& releases,
                                           const std::string& minor);

}  // namespace verbatim
