// The hunks of a file's part of a diff: "@@ -3,4 +3,5 @@" and the lines that the counts announce. Unaware of
// what they are applied to.
#pragma once

#include "patch/diff_header.h"
#include "patch/diff_lines.h"

#include <cstddef>
#include <string_view>

namespace verbatim::patch {

bool is_hunk_header(std::string_view line);

// Reads the hunks that stand at line `at` into the change, and moves `at` behind them. Throws Error
// (mismatch) where the lines are not what a hunk announces.
void read_hunks(const DiffLines& lines, std::size_t& at, DiffHeader& header);

}  // namespace verbatim::patch
