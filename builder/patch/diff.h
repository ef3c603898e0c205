// Diffs as `git apply` (git 2.39) reads them: file changes with hunks or binary data. Pure; hostile input:
// every count is bounded by what is really there.
#pragma once

#include "patch/mail.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace verbatim::patch {

struct HunkLine {
    char kind = ' ';       // ' ' stands in both, '-' in the old, '+' in the new
    std::string text;      // with its '\n', which the last one lacks after "\ No newline at end of file"
    std::size_t line = 0;  // of the patch file
};

struct Hunk {
    std::uint64_t old_start = 0, old_count = 0, new_start = 0, new_count = 0;
    std::uint64_t leading = 0, trailing = 0;  // lines of context before the first change and after the last
    std::vector<HunkLine> lines;
    std::size_t line = 0;  // of "@@" in the patch file
};

// One side of a binary patch, unpacked from base 85 and zlib.
struct BinaryData {
    enum class Kind { literal, delta } kind = Kind::literal;
    std::string data;      // the new content, or a delta in git's pack format
    std::size_t line = 0;  // of the patch file
};

struct FileChange {
    enum class Kind { modify, create, remove, rename, copy } kind = Kind::modify;
    std::string old_path, new_path;            // empty where there is none
    std::uint32_t old_mode = 0, new_mode = 0;  // 0 where the diff does not say
    std::string old_blob, new_blob;            // from "index A..B": perhaps abbreviated, perhaps empty
    std::vector<Hunk> hunks;
    bool binary = false;                         // also of "Binary files … differ", which brings no data
    std::optional<BinaryData> forward, reverse;  // of a binary patch
    // A traditional diff that only adds lines and does not say of which kind it is: to an empty file, or,
    // where there is none, a new one.
    bool creates_if_absent = false;
    std::size_t line = 0;  // of its header in the patch file
};

// Throws Error (mismatch), at the line of the patch file, where git apply would refuse to read it. And, other
// than git, for a binary patch that is corrupt (git apply skips it and all that follows, and calls that a
// success), a header that names a file where it says that there is none, a name with a NUL byte, a mode that
// is no file's, and what is beyond the bounds of bounds.h.
std::vector<FileChange> parse_diff(const Mail& mail);

}  // namespace verbatim::patch
