// What happened between two commits of a repository on disk, for a person to read. Nothing is built from it.
#pragma once

#include <cstddef>
#include <cstdint>
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

// A commit after which FOLDER/X/NAME is another file than in each of its parents.
struct FileChange {
    std::string commit;     // 40 digits
    std::int64_t time = 0;  // of its committer, seconds since 1970
    std::string between;    // the X: "1-36" of projects/etcd-io/etcd/1-36/CHECKSUMS
    std::string id;         // of the blob or tree; empty: it is gone
};

// Every change of the files `name` in the folders right below `folder`, in the history of `commit`, newest
// first. Merges that take over what one of their parents has are no change. Throws Error (unavailable) where
// the repository does not hold all of the history; Error (interrupted).
std::vector<FileChange> changes_of_files(const std::filesystem::path& repository, const std::string& commit,
                                         const std::string& folder, const std::string& name);

// The same for what lies right below `folder`: each folder X with `id` its tree, and `folder` itself as the X
// "".
std::vector<FileChange> changes_of_folders(const std::filesystem::path& repository, const std::string& commit,
                                           const std::string& folder);

}  // namespace verbatim::git
