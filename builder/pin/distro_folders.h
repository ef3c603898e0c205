// What a distro repository says of a branch at one of its commits: the folders projects/ORG/REPO/BRANCH with
// GIT_TAG, GOLANG_VERSION, CHECKSUMS and patches. Read in a mirror; nothing is checked against a pin, since
// there is none yet.
#pragma once

#include "catalog/release.h"
#include "fetch/context.h"
#include "git/database.h"
#include "patch/patch_file.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct DistroFolder {
    std::string project;                         // "etcd-io/etcd"
    std::optional<std::string> git_tag, golang;  // trimmed; none: there is no such file
    std::optional<ObjectId> checksums, patches;
};

class DistroRevision {
  public:
    // `revision`: a commit, a branch or a tag. Throws Error (usage) where the repository has no such
    // revision, Error (unavailable) where it cannot be had.
    DistroRevision(const std::string& url, const std::string& revision, FetchContext& context);

    [[nodiscard]] const ObjectId& commit() const { return commit_; }
    [[nodiscard]] const std::string& url() const { return url_; }
    // The repository on disk that it is read in.
    [[nodiscard]] const std::filesystem::path& mirror() const { return mirror_; }
    // Sorted by project. Throws Error (unavailable) where the mirror lacks one of their objects.
    [[nodiscard]] std::vector<DistroFolder> folders(const std::string& branch) const;
    // Those of projects/PROJECT/BRANCH/patches, in the order in which they are applied.
    [[nodiscard]] std::vector<patch::PatchFile> series(const std::string& project, const std::string& branch,
                                                       const ObjectId& patches) const;
    // Of release/BRANCH/production/RELEASE: 7 of "1-36-7", the newest that the distro has released. None
    // where there is no such file, or no number in it.
    [[nodiscard]] std::optional<std::int64_t> release_number(const std::string& branch) const;

  private:
    [[nodiscard]] std::vector<git::TreeItem> items(const std::string& tree, const std::string& path) const;
    [[nodiscard]] std::string text(const git::TreeItem& file, const std::string& path) const;

    std::string url_, name_, commit_;
    std::filesystem::path mirror_;
    git::Database objects_;
};

}  // namespace verbatim
