// A patch file of a series as it was read: bytes, and the name that errors show. Unaware of mail and of
// diffs.
#pragma once

#include <string>

namespace verbatim::patch {

struct PatchFile {
    // What a person knows it by: "projects/coredns/coredns/1-36/patches/0001-fix.patch of
    // aws/eks-distro@17884462".
    std::string name;
    std::string content;
};

}  // namespace verbatim::patch
