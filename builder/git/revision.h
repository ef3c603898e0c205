// Revisions of a git repository: which commit one names, and the files of a folder as of one. Unaware of what
// they mean.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace verbatim::git {

struct Revision {
    std::string commit;                        // that it names
    std::map<std::string, std::string> files;  // path below the folder → content
};

// `revision` is whatever git calls one: a commit, a branch, v1, HEAD~2, main@{yesterday}. Of the files below
// `folder` those that `wanted` takes by their paths; links and submodules are left out. Throws Error (usage)
// where the folder is in no repository or there is no such revision, Error (unavailable) where the repository
// lacks an object, Error (mismatch) where what is wanted is more than 256 MiB.
Revision read_revision(const std::filesystem::path& folder, const std::string& revision,
                       const std::function<bool(const std::string& path)>& wanted);

// The commit that `revision` names in the repository at `folder` itself, bare or not: a commit's id, a
// branch, a tag. Nothing where there is none.
std::optional<std::string> commit_named(const std::filesystem::path& folder, const std::string& revision);

}  // namespace verbatim::git
