// Rules: from what differs between two binaries, the causes. Pure; a rule sees facts only, never files.
#pragma once

#include "cause/cause.h"
#include "inspect/build_info.h"
#include "inspect/executable_difference.h"

#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct BinarySide {
    std::string platform;           // "ELF, amd64", for people
    std::optional<BuildInfo> info;  // nothing: Go did not build it, or its information cannot be read
};

struct BinaryPair {
    BinarySide was, is;
    ExecutableDifference difference;
};

// The most telling first; none where nothing differs that a rule knows. Texts call the two A and B.
std::vector<Cause> binary_causes(const BinaryPair& pair);

// What build information says, side by side: name, and the value of each side (nothing: it says none).
struct SideBySide {
    std::string name;
    std::optional<std::string> was, is;
    bool operator==(const SideBySide&) const = default;
};
std::vector<SideBySide> side_by_side(const BinaryPair& pair);

}  // namespace verbatim
