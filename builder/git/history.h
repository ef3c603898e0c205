// What happened between two commits of a repository on disk, for a person to read. Nothing is built from it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace verbatim::git {

struct CommitLine {
    std::string id;       // 40 digits
    std::string subject;  // from outside: not yet printable()
};

struct CommitsBetween {
    std::size_t count = 0;           // merges left out
    std::vector<CommitLine> newest;  // the first so many of them, newest first
};

// The commits that `to` has in its history and `from` has not. Throws Error (unavailable) where the
// repository does not hold all of it, a shallow one for instance; Error (interrupted).
CommitsBetween commits_between(const std::filesystem::path& repository, const std::string& from,
                               const std::string& to, std::size_t most);

}  // namespace verbatim::git
