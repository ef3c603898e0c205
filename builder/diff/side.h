// What a person named to be compared → what it is: a lock with all that its plan needs, a Release manifest,
// or a release tree. Reads disk and the project's own repository; asks no network.
#pragma once

#include "base/files.h"
#include "catalog/catalog.h"
#include "diff/lock_difference.h"
#include "diff/manifest_difference.h"

#include <filesystem>
#include <optional>
#include <string>

namespace verbatim {

struct DiffInput {
    std::string name;  // as it was asked for
    SideKind kind = SideKind::lock;
    LockSide lock;                      // of a lock
    std::filesystem::path definitions;  // of a lock: the folder with its projects/, patches/, toolchains/
    std::optional<TemporaryDirectory> as_of;  // where these are of a revision: holds them
    ManifestSide manifest;                    // of a manifest or a tree
};

// `asked`: a branch that the project has a lock of; a file, which is a lock or a Release manifest; a folder
// that holds a release tree; BRANCH@REVISION or FILE@REVISION, the lock and its definitions as of a revision
// of the project's repository. Files are looked up from `here`. Throws Error (usage) where there is no such
// thing, Error (definition) where it cannot be read.
DiffInput read_side(const std::string& asked, const Catalog& catalog, const std::filesystem::path& here);

// As what the two are compared: a manifest and a tree by their manifests. Throws Error (usage) where one is a
// lock and the other is none.
SideKind common_kind(const DiffInput& was, const DiffInput& is);

// The plan of a lock for this host, with what a release of it publishes; where it cannot be made, why. Fills
// `plan`, `plan_problem`, `own_patches`, `products`, `products_problem`.
void plan_lock(LockSide& lock, const Catalog& definitions);

}  // namespace verbatim
