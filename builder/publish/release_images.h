// The images of a release that lies in a folder, as its manifest has them.
#pragma once

#include "attest/release_layout.h"
#include "base/digest.h"

#include <filesystem>
#include <string>
#include <vector>

namespace verbatim {

struct ReleaseImage {
    std::string repository, tag;   // "etcd-io/etcd", "v3.6.12-eks-1-36-7"
    Digest digest;                 // of its index
    std::filesystem::path layout;  // an OCI layout
};

// Which release is meant: `channel` may be empty where the folder holds one, `number` 0 for the latest that
// the channel's manifest names. Throws Error (usage) where there is no such release.
ReleaseLayout find_release(const std::filesystem::path& folder, const std::string& channel,
                           std::int64_t number);

// Throws Error (usage) where it is withdrawn: with the reason, and what to push instead.
void refuse_withdrawn(const std::filesystem::path& folder, const ReleaseLayout& layout);

// In the order of their repositories. Throws Error (mismatch) where a layout is missing, or is not of the
// digest that the manifest says.
std::vector<ReleaseImage> release_images(const std::filesystem::path& folder, const ReleaseLayout& layout);

}  // namespace verbatim
