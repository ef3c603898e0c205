// A Debian archive's own words about its packages: the Release file that its key signs, and the Packages
// lists that the Release file has the sums of. Formats: wiki.debian.org/DebianRepository/Format,
// deb-control(5). Pure.
#pragma once

#include "base/digest.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct DebianReleaseFile {
    struct Index {
        Digest sha256;
        std::uint64_t size = 0;
    };
    std::string suite, codename, date;     // as they stand there
    std::map<std::string, Index> indexes;  // "main/binary-amd64/Packages.xz"
};

// Throws Error (mismatch) where it has no SHA256, or lines that are none.
DebianReleaseFile parse_release_file(const std::string& name, std::string_view text);

struct PackageOffer {
    std::string name, version, path;
    Digest sha256;
    std::uint64_t size = 0;
    // Each group is met where the root has one of its packages; "a | b (>= 1)" is {"a", "b"}.
    std::vector<std::vector<std::string>> needs;  // Pre-Depends and Depends
    std::vector<std::string> provides;
};

// The packages named, by name; a name may be there in several versions. Throws Error (mismatch) where the
// list or one of these packages is not as the format has it.
std::multimap<std::string, PackageOffer> parse_packages(const std::string& name, std::string_view text,
                                                        const std::vector<std::string>& wanted);

}  // namespace verbatim
