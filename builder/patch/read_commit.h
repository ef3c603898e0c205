// A commit object's text, taken apart and put together (git's Documentation: "commit" in gitformat). Pure.
#pragma once

#include "patch/mail.h"

#include <string>
#include <string_view>
#include <vector>

namespace verbatim::patch {

struct CommitText {
    std::string tree;
    std::vector<std::string> parents;
    std::string author, committer;  // as they stand in their lines
    std::string message;
};

// Other headers (encoding, signature) are left out. Throws Error (mismatch) naming `id` where one is missing.
CommitText read_commit_text(std::string_view data, const std::string& id);

// "NAME <MAIL> SECONDS +HHMM". Throws Error (mismatch) naming `id`.
Signature read_signature(const std::string& line, const std::string& id);

}  // namespace verbatim::patch
