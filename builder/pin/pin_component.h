// One component of a lock, pinned anew: what upstream has at a tag, and the commit that its patches come to
// there.
#pragma once

#include "catalog/catalog.h"
#include "fetch/context.h"
#include "git/database.h"
#include "patch/patch_file.h"
#include "pin/distro_folders.h"

#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct PatchedCommitFound {
    std::optional<ObjectId> commit;
    std::string problem;  // where there is none: why, in words
};

// What the series comes to on the commit; `objects` are upstream's. Throws Error (interrupted) alone.
PatchedCommitFound find_patched_commit(const ObjectId& commit, const std::vector<patch::PatchFile>& series,
                                       const std::string& committer, const git::Database& objects);

// Patches of our own, patches/PROJECT/BRANCH/*.patch in the project's folder, in the order in which they are
// applied.
std::vector<patch::PatchFile> own_series(const Catalog& catalog, const std::string& project,
                                         const std::string& branch);

struct ComponentAsked {
    std::string project;
    std::string tag;  // empty: as it is
    std::string go;   // empty: as it is
};

struct ComponentPinned {
    ComponentPin was, is;
    std::vector<std::string> remarks;  // what a person should know of it
};

// Throws Error (usage) where the lock has no such component, NoSuchTag, Error (unavailable) where upstream
// cannot be had.
ComponentPinned pin_component(const Catalog& catalog, const Release& lock, const ComponentAsked& asked,
                              FetchContext& context);

}  // namespace verbatim
