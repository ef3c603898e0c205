// The text of a commit as `git commit-tree` writes it. Pure.
#pragma once

#include "patch/series.h"

#include <string>
#include <string_view>

namespace verbatim::patch {

struct CommitParts {
    std::string tree, parent;
    Signature author, committer;
    std::string message;
};

// Throws Error (mismatch) where git would not write it: no name, a NUL byte in the message.
std::string commit_text(const CommitParts& parts);

// Without what git takes off both ends of names and addresses (blanks and most punctuation) and out of their
// middle ('<', '>', newlines).
std::string clean_identity(std::string_view text);

// Bytes that are no UTF-8 are taken for Latin 1, each for itself, as git does before it writes a commit.
std::string as_utf8(std::string_view text);

}  // namespace verbatim::patch
