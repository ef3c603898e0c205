// Hunks × a text → the changed text, or where it fails: the rules of `git apply`, which allows lines to have
// moved, but none of them to differ. Pure.
//
// Those rules, as git 2.39 has them: a hunk is looked for where its header says, then alternately one line
// further down and up, and so on. A hunk that begins in the first line is found there or nowhere, and one
// that ends without context only at the end, as a diff would otherwise have context. No line that an earlier
// hunk has made or kept is touched again.
#pragma once

#include "patch/diff.h"
#include "patch/work.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace verbatim::patch {

struct HunkFailure {
    std::size_t hunk = 0;               // from 1
    std::vector<std::string> expected;  // with their '\n'
    std::vector<std::string> found;     // where the header says, in the text as it was before any hunk
    std::optional<std::uint64_t> nearest;
    std::size_t nearest_matching = 0;
};

std::variant<std::string, HunkFailure> apply_hunks(std::string_view text, const std::vector<Hunk>& hunks,
                                                   Work& work);

// The hunks that lead back, found wherever they stand, also those that begin or end a text: for who asks
// whether a change is there already.
std::vector<Hunk> reversed(std::vector<Hunk> hunks);

// With their '\n'; the last one perhaps without.
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace verbatim::patch
