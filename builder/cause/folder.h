// Two folders: what is in one only, and which files differ. Private to the room.
#pragma once

#include "cause/explanation.h"

#include <filesystem>
#include <string>
#include <vector>

namespace verbatim {

struct FolderComparison {
    std::vector<MemberDifference> members;  // by path
    std::vector<Cause> causes;
    std::vector<std::string> other_bytes;  // paths of files that are in both and differ
};

// Links are not followed. Throws Error (store) where something cannot be read, and Error (mismatch) where
// there is more than a million of files.
FolderComparison compare_folders(const std::filesystem::path& was, const std::filesystem::path& is);

}  // namespace verbatim
