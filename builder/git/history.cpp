#include "git/history.h"

#include "base/budget.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "git/database.h"
#include "git/owned.h"

#include <git2.h>

#include <algorithm>
#include <map>
#include <memory>

namespace verbatim::git {

namespace {

constexpr std::size_t most_changes = 2'000'000;

// What FOLDER/*/NAME was at each commit; without a name, the folders FOLDER/* and FOLDER. Most commits leave
// the folder alone, so it is known by its tree.
class FilesOverTime {
  public:
    FilesOverTime(git_repository* repository, std::string folder, std::string name)
        : repository_(repository), folder_(std::move(folder)), name_(std::move(name)) {}

    using Files = std::map<std::string, std::string>;  // X → id of blob or tree

    const Files& at(const git_commit* commit) {
        const std::string& tree = folder_of(commit);
        const auto [known, fresh] = files_.try_emplace(tree);
        if (fresh && !tree.empty()) known->second = read(tree);
        return known->second;
    }

    // The id of the folder's tree; empty where there is none.
    const std::string& folder_of(const git_commit* commit) {
        const auto [known, fresh] = folders_.try_emplace(hex(*git_commit_id(commit)));
        if (fresh) known->second = id_below(tree_of(commit).get(), folder_, GIT_OBJECT_TREE);
        return known->second;
    }

  private:
    static Owned<git_tree, git_tree_free> tree_of(const git_commit* commit) {
        git_tree* tree = nullptr;
        if (git_commit_tree(&tree, commit) != 0) fail("read the tree of " + hex(*git_commit_id(commit)));
        return Owned<git_tree, git_tree_free>(tree);
    }

    static std::string id_below(const git_tree* tree, const std::string& path, git_object_t type) {
        git_tree_entry* entry = nullptr;
        const int error = git_tree_entry_bypath(&entry, tree, path.c_str());
        if (error == GIT_ENOTFOUND) return {};
        if (error != 0) fail("read " + path);
        const Owned<git_tree_entry, git_tree_entry_free> found(entry);
        return git_tree_entry_type(entry) == type ? hex(*git_tree_entry_id(entry)) : std::string();
    }

    Files read(const std::string& id) {
        git_tree* opened = nullptr;
        const git_oid oid = oid_of(id);
        if (git_tree_lookup(&opened, repository_, &oid) != 0) fail("read the tree " + id);
        const Owned<git_tree, git_tree_free> tree(opened);
        Files files;
        if (name_.empty()) files[""] = id;
        for (std::size_t i = 0; i < git_tree_entrycount(tree.get()); ++i) {
            budget_.entry(git_tree_entry_name(git_tree_entry_byindex(tree.get(), i)));
            const git_tree_entry* entry = git_tree_entry_byindex(tree.get(), i);
            if (git_tree_entry_type(entry) != GIT_OBJECT_TREE) continue;
            const std::string between = git_tree_entry_name(entry);
            const std::string found = name_.empty()
                                          ? hex(*git_tree_entry_id(entry))
                                          : id_below(tree.get(), between + "/" + name_, GIT_OBJECT_BLOB);
            if (!found.empty()) files[between] = found;
        }
        return files;
    }

    git_repository* repository_;
    std::string folder_, name_;
    Budget budget_{"the history of " + folder_, {5'000'000, 256, 4095, std::uint64_t{1} << 30U, 0}};
    std::map<std::string, std::string> folders_;  // commit → tree
    std::map<std::string, Files> files_;          // tree → files
};

std::string value_or_empty(const FilesOverTime::Files& files, const std::string& between) {
    const auto found = files.find(between);
    return found == files.end() ? std::string() : found->second;
}

// What one commit changed in comparison with all of its parents.
void add_changes(const git_commit* commit, FilesOverTime& over_time, std::vector<FileChange>& found) {
    std::vector<FilesOverTime::Files> before;
    for (unsigned i = 0; i < git_commit_parentcount(commit); ++i) {
        git_commit* read = nullptr;
        if (git_commit_parent(&read, commit, i) != 0) fail("read a parent of " + hex(*git_commit_id(commit)));
        const Owned<git_commit, git_commit_free> parent(read);
        if (over_time.folder_of(parent.get()) == over_time.folder_of(commit)) return;
        before.push_back(over_time.at(parent.get()));
    }
    const FilesOverTime::Files& after = over_time.at(commit);
    std::map<std::string, std::string> all(after.begin(), after.end());
    for (const auto& files : before)
        for (const auto& [between, id] : files) all.try_emplace(between);
    for (const auto& [between, id] : all) {
        const bool as_before = std::any_of(
            before.begin(), before.end(),
            [&, b = between, i = id](const auto& files) { return value_or_empty(files, b) == i; });
        if (!as_before) found.push_back({hex(*git_commit_id(commit)), git_commit_time(commit), between, id});
        if (found.size() > most_changes)
            throw Error(Failure::mismatch, "the history has more than " + counted(most_changes, "change") +
                                               " of what is looked for");
    }
}

// Calls `take` on each commit that `to` has in its history and `from` (empty: nothing) has not, newest first.
template <typename Take>
void walk(git_repository* repository, const std::string& from, const std::string& to,
          const std::string& doing, Take take) {
    git_revwalk* made = nullptr;
    if (git_revwalk_new(&made, repository) != 0) fail(doing);
    const Owned<git_revwalk, git_revwalk_free> walk(made);
    git_revwalk_sorting(walk.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
    const git_oid last = oid_of(to);
    if (git_revwalk_push(walk.get(), &last) != 0) fail(doing);
    if (!from.empty()) {
        const git_oid first = oid_of(from);
        if (git_revwalk_hide(walk.get(), &first) != 0) fail(doing);
    }
    git_oid id;
    int error = 0;
    while ((error = git_revwalk_next(&id, walk.get())) == 0) {
        throw_if_interrupted();
        git_commit* read = nullptr;
        if (git_commit_lookup(&read, repository, &id) != 0) fail(doing);
        const Owned<git_commit, git_commit_free> commit(read);
        take(commit.get());
    }
    if (error != GIT_ITEROVER) fail(doing);
}

}  // namespace

CommitsBetween commits_between(const std::filesystem::path& folder, const std::string& from,
                               const std::string& to, std::size_t most) {
    const Library library;
    const std::string doing = "list the commits from " + from.substr(0, 12) + " to " + to.substr(0, 12);
    const auto repository = open_repository(folder);
    CommitsBetween found;
    walk(repository.get(), from, to, doing, [&](git_commit* commit) {
        if (git_commit_parentcount(commit) > 1) return;
        ++found.count;
        if (found.newest.size() >= most) return;
        const char* subject = git_commit_summary(commit);
        found.newest.push_back({hex(*git_commit_id(commit)), subject != nullptr ? subject : ""});
    });
    return found;
}

std::vector<FileChange> changes_of_files(const std::filesystem::path& folder, const std::string& commit,
                                         const std::string& below, const std::string& name) {
    const Library library;
    const auto repository = open_repository(folder);
    FilesOverTime over_time(repository.get(), below, name);
    std::vector<FileChange> found;
    walk(repository.get(), "", commit, "read the history of " + below + " up to " + commit.substr(0, 12),
         [&](const git_commit* one) { add_changes(one, over_time, found); });
    return found;
}

std::vector<FileChange> changes_of_folders(const std::filesystem::path& folder, const std::string& commit,
                                           const std::string& below) {
    return changes_of_files(folder, commit, below, "");
}

}  // namespace verbatim::git
