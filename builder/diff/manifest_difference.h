// Two Release manifests, or two release trees with their manifests → how the releases differ. Pure. A
// manifest knows digests, tags and commits, but no patches and no toolchain: why bits differ is told as far
// as tags and commits tell it; tree_difference.h knows more.
#pragma once

#include "attest/release_manifest.h"
#include "diff/lock_difference.h"

#include <map>
#include <string>
#include <vector>

namespace verbatim {

struct ManifestSide {
    std::string name;  // as it was asked for
    ReleaseManifest manifest;
    // Of a tree: what lies below its artifacts/, path → sha256, without the sums beside each file.
    std::map<std::string, Digest> files;
    std::map<std::string, Digest> docs{};                    // of a tree: "docs/index.md" → sha256
    std::optional<std::map<std::string, Digest>> layouts{};  // of images/: repository → its index
    std::optional<LockSide> lock{};                          // what it was made from, where the tree says
    std::map<std::string, std::string> released_as{};        // project of the lock → component here
};

// The components that both have with a commit, which is another.
struct CommitPair {
    std::string component, was, is;
};
std::vector<CommitPair> with_other_commits(const ManifestSide& was, const ManifestSide& is);

// `kind` is manifest: assets are compared by the digests that the manifests have; or tree: files by their
// own, and images by the layouts, or where a tree has no images/, by the manifest. `commits` by component.
ReleaseDifference manifest_difference(SideKind kind, const ManifestSide& was, const ManifestSide& is,
                                      const std::map<std::string, CommitsChange>& commits);

}  // namespace verbatim
