// Where a file's part of a diff begins, and what its header says: "diff --git" with git's extended headers,
// or the "---" and "+++" of a traditional one. What stands between is skipped. Unaware of hunks.
#pragma once

#include "patch/diff.h"
#include "patch/diff_lines.h"

#include <cstddef>
#include <optional>

namespace verbatim::patch {

// How many folders to strip off names: one ("a/", "b/"); none from the first traditional header on whose
// names have no folder. It holds for the rest of the mail.
struct Stripping {
    int folders = 1;
    bool known = false;
};

struct DiffHeader {
    FileChange change;        // names, modes, kind, ids, line
    bool may_create = false;  // a traditional header, which does not always say that the file is new
    std::size_t next = 0;     // the line after it
};

// The next header from line `from` on; nothing where there is none. Throws Error (mismatch) where git apply
// takes something for a header, or for a hunk without one, and cannot read it.
std::optional<DiffHeader> find_header(const DiffLines& lines, std::size_t from, Stripping& stripping);

}  // namespace verbatim::patch
