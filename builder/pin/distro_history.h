// What a distro repository said of a component, over all of its history: GIT_TAG, GOLANG_VERSION, CHECKSUMS
// and patches of each folder projects/ORG/REPO/BRANCH, and of projects/ORG/REPO itself, where they lay before
// there were branches. Nothing is checked against a pin.
#pragma once

#include "catalog/release.h"
#include "git/database.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

// As of a commit after which one of the four is another than before.
struct FolderState {
    std::string branch;                          // "1-36"; empty: the folder without branch
    ObjectId commit;                             // that made it so
    std::int64_t time = 0;                       // of its committer, seconds since 1970
    std::optional<std::string> git_tag, golang;  // none: there is no such file, or it is no single word
    std::optional<ObjectId> checksums, patches;

    // Do the pins say the same, whatever is claimed?
    [[nodiscard]] bool same_pins(const FolderState& other) const {
        return git_tag == other.git_tag && golang == other.golang && patches == other.patches;
    }
};

// Oldest first, branches of one commit in their own order; of what was done on two lines of history at once,
// either may come first. Throws Error (unavailable) where the repository does not
// hold all of the history, Error (interrupted).
std::vector<FolderState> folder_states(const std::filesystem::path& repository, const ObjectId& commit,
                                       const std::string& project);

}  // namespace verbatim
