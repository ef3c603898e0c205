// What one diff of a mail comes to, once it is known which files there are: the checks that `git apply` makes
// before it writes anything, and the content that it would write.
#pragma once

#include "patch/apply_hunks.h"
#include "patch/diff.h"
#include "patch/new_objects.h"
#include "patch/series.h"
#include "patch/tree_editor.h"
#include "patch/work.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace verbatim::patch {

struct Planned {
    const FileChange* change = nullptr;
    FileChange::Kind kind = FileChange::Kind::modify;
    std::string old_path, new_path;
    std::uint32_t old_mode = 0, new_mode = 0;
    // The new content: as an object that is there, a submodule's commit for instance, or as bytes.
    std::string id;
    std::shared_ptr<const std::string> content;
};

// Symbolic links that a mail makes, keeps or takes away, as far as its diffs say so: no file may be put below
// one that stays.
class Links {
  public:
    explicit Links(const std::vector<FileChange>& changes);
    [[nodiscard]] bool is_beyond_one(TreeEditor& tree, std::string_view path, Work& work) const;

  private:
    std::set<std::string, std::less<>> kept_, removed_;
};

class Planner {
  public:
    Planner(TreeEditor& tree, const Mail& mail, const std::vector<FileChange>& changes, NewObjects& objects,
            Work& work);
    // In the order of the diffs. The result lives as long as this does. Throws PatchRefused, or Error
    // (mismatch) where a path may stand in no checkout.
    const Planned& plan(const FileChange& change);

  private:
    // What has become of a path in this mail, or will.
    struct State {
        enum { made, goes, gone } is = goes;
        const Planned* by = nullptr;
    };

    void check_paths(const Planned& plan) const;
    void find_old(Planned& plan);
    void check_creation(Planned& plan) const;
    void check_modes(Planned& plan) const;
    void find_content(Planned& plan);
    void record(const Planned& plan);
    [[nodiscard]] bool goes_or_is_gone(const std::string& path) const;
    [[nodiscard]] std::string bytes_of(const Planned& plan) const;
    [[nodiscard]] std::string bytes_of(std::uint32_t mode, const std::string& id) const;
    std::string hunks_applied(const Planned& plan, const std::string& before);
    std::string binary_applied(const Planned& plan, const std::string& before) const;
    [[nodiscard]] bool reverse_fits(const FileChange& change, const std::string& content) const;
    [[nodiscard]] bool is_applied_already(const Planned& plan);
    [[nodiscard]] PatchRefused refused(const Planned& plan, const std::string& reason,
                                       bool applied_already = false) const;

    TreeEditor& tree_;
    const Mail& mail_;
    NewObjects& objects_;
    Work& work_;
    Links links_;
    std::map<std::string, State> states_;
    std::vector<std::unique_ptr<Planned>> planned_;
    std::size_t bytes_ = 0;
};

bool is_link(std::uint32_t mode);
bool is_submodule(std::uint32_t mode);

}  // namespace verbatim::patch
