// What `verbatim explain` finds out of two files or folders, with what lies in them. A value.
#pragma once

#include "base/digest.h"
#include "cause/binary_causes.h"
#include "cause/cause.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

// A file, folder or link in both, or in one of the two.
struct MemberDifference {
    std::string path;  // as it was found; empty: of the whole
    std::string text;  // one sentence without its full stop; safe for a terminal
};

struct Explanation {
    enum class Subject { binary, archive, image, folder, file, different };
    Subject subject = Subject::file;
    std::string path;   // within the two that were asked for; empty: these themselves
    bool same = false;  // in every bit; of folders: all files, links, and who may execute
    std::optional<Digest> was_sha256, is_sha256;  // of files
    std::vector<SideBySide> facts;                // of binaries: build information
    std::optional<ExecutableDifference> bits;     // of binaries
    std::vector<MemberDifference> members;        // of the others: the first hundred
    std::size_t members_count = 0;                // all of them
    std::vector<Cause> causes;                    // the most telling first, those of the parts too
    std::vector<std::string> notes;               // what could not be looked into; safe for a terminal
    std::vector<Explanation> parts;  // files of both that differ, as far as they were looked into
};

// "binary", "folder"; stable.
std::string_view to_string(Explanation::Subject subject);

// Takes what the parts have as causes and puts the same ones together, with the paths that they are about.
// What a part explains replaces the causes of `own` that only say that this file has other bytes.
std::vector<Cause> joined_causes(std::vector<Cause> own, const std::vector<Explanation>& parts);

}  // namespace verbatim
