// A release tree on disk, as `verbatim release` writes it → its manifest and the digests of its files.
// Hostile until read: links are not followed.
#pragma once

#include "diff/manifest_difference.h"

#include <filesystem>
#include <string>

namespace verbatim {

// `folder` holds kubernetes-BRANCH/kubernetes-BRANCH-eks-N.yaml, and perhaps kubernetes-BRANCH/releases/N/
// with artifacts/, images/ and lock.yaml, and docs/contents/releases/BRANCH/N/. The lock is not planned yet.
// Throws Error (usage) where it holds no manifest, or several; Error (definition) for what is no manifest.
ManifestSide read_release_tree(const std::filesystem::path& folder, const std::string& name);

}  // namespace verbatim
