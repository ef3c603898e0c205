// go.sum: which modules a build may need, and the h1 of each. Pure; the text is hostile until parsed.
#pragma once

#include "base/position.h"

#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct GoSumLine {
    std::string module, version;
    bool go_mod = false;  // of the go.mod alone, else of the zip
    std::string h1;
    Position at;
};

// Throws Error (mismatch) with the position of a line that is none. Lines with other hashes than h1 are left
// out, as are those that the Go command passes over.
std::vector<GoSumLine> parse_go_sum(const std::string& name, std::string_view text);

}  // namespace verbatim
