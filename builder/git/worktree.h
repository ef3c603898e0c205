// A repository with a work tree that a person works in: what was committed there since we made it, and a few
// settings of ours in its config. By libgit2; unaware of patches.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace verbatim::git {

class WorkTree {
  public:
    // `folder` or one above it is a work tree. Throws Error (usage) where it is none.
    explicit WorkTree(const std::filesystem::path& folder);

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    [[nodiscard]] std::string head() const;  // commit id
    // Ids of HEAD's commits that came after `base`, oldest first. Throws Error (usage) where HEAD does not
    // descend from it in a straight line: a merge is no patch.
    [[nodiscard]] std::vector<std::string> commits_since(const std::string& base) const;
    // As git diff --binary --full-index --no-renames writes it.
    [[nodiscard]] std::string diff(const std::string& from_commit, const std::string& to_commit) const;
    // "verbatim.release"; empty where it is not set in this repository.
    [[nodiscard]] std::string setting(const std::string& name) const;
    void set(const std::string& name, const std::string& value) const;

  private:
    std::filesystem::path folder_;      // of the work tree
    std::filesystem::path repository_;  // its .git
};

}  // namespace verbatim::git
