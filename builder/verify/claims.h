// Claims: digests that somebody published. Read from CHECKSUMS texts (hostile until parsed), or made of files
// at hand.
#pragma once

#include "base/digest.h"
#include "base/position.h"
#include "store/store.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct Claim {
    Digest sha256;
    std::string path;     // "_output/1-36/bin/plugins/linux-amd64/bridge"
    std::string project;  // whose CHECKSUMS it stands in; empty: of files given by the user
    Position at;
};

// Lines `HEX  PATH` as sha256sum writes them (the second blank may be '*'); blank lines are fine; "./" before
// a path is dropped. Throws Error (definition) with line, column and what was expected there.
std::vector<Claim> parse_checksums(const std::string& name, std::string_view text,
                                   const std::string& project);

// All projects/<org>/<repo>/<branch>/CHECKSUMS of a distro's tree (fetch_distro()). `distro` names it:
// "aws/eks-distro@17884462".
std::vector<Claim> distro_claims(const Store& store, const Digest& tree, const std::string& branch,
                                 const std::string& distro);

// A sums file, or a folder: then each file in it is a claim with its own digest. Sums files in a folder are
// left out, and links within it; throws Error (usage) where one leads out of it.
std::vector<Claim> claims_against(const std::filesystem::path& file_or_folder);

}  // namespace verbatim
