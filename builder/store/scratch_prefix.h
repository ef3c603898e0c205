// What temporary folders in a store are called: one of a few words, then six characters by mkdtemp(3). What
// killed processes left is known by that, and nothing else is ever taken for theirs. Another word is added
// here, or does not compile.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace verbatim {

// Those that no scratch() names any more are of earlier versions, which may have left some.
inline constexpr std::array<std::string_view, 20> scratch_prefixes = {
    "archive-", "attribute-", "blob-",      "damaged-", "distrusted-",       "explain-", "image-",
    "layer-",   "module-",    "objects-",   "package-", "published-",        "release-", "run-",
    "series-",  "source-",    "toolchain-", "tree-",    "verbatim-explain-", "work-"};

struct ScratchPrefix {
    std::string_view text;

    // NOLINTNEXTLINE(google-explicit-constructor): scratch("run-") is how it is meant
    consteval ScratchPrefix(const char* prefix) : text(prefix) {
        if (std::find(scratch_prefixes.begin(), scratch_prefixes.end(), text) == scratch_prefixes.end())
            throw "a prefix that scratch_prefixes does not list";
    }
};

}  // namespace verbatim
