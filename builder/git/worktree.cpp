#include "git/worktree.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "git/database.h"
#include "git/owned.h"

#include <git2.h>

#include <algorithm>
#include <memory>

namespace verbatim::git {

namespace {

using CommitPointer = std::unique_ptr<git_commit, Freed<git_commit_free>>;
using TreePointer = std::unique_ptr<git_tree, Freed<git_tree_free>>;
using DiffPointer = std::unique_ptr<git_diff, Freed<git_diff_free>>;
using ConfigPointer = std::unique_ptr<git_config, Freed<git_config_free>>;

CommitPointer commit_of(git_repository* repository, const std::string& id) {
    git_oid oid;
    git_commit* raw = nullptr;
    if (git_oid_fromstr(&oid, id.c_str()) != 0 || git_commit_lookup(&raw, repository, &oid) != 0)
        fail("read the commit " + id);
    return CommitPointer(raw);
}

TreePointer tree_of(git_repository* repository, const std::string& commit) {
    git_tree* raw = nullptr;
    if (git_commit_tree(&raw, commit_of(repository, commit).get()) != 0) fail("read the tree of " + commit);
    return TreePointer(raw);
}

ConfigPointer config_of(git_repository* repository) {
    git_config *all = nullptr, *local = nullptr;
    if (git_repository_config(&all, repository) != 0) fail("read the repository's config");
    const ConfigPointer owned(all);
    if (git_config_open_level(&local, all, GIT_CONFIG_LEVEL_LOCAL) != 0) fail("read the repository's config");
    return ConfigPointer(local);
}

}  // namespace

WorkTree::WorkTree(const std::filesystem::path& folder) {
    const Library library;
    git_repository* raw = nullptr;
    const bool opened = git_repository_open_ext(&raw, folder.c_str(), 0, nullptr) == 0;
    const Repository repository(raw);
    if (!opened || git_repository_workdir(raw) == nullptr)
        throw Error(Failure::usage, folder.string() + " is no git work tree")
            .next("verbatim source RELEASE COMPONENT --out DIR   (makes one to work in)");
    folder_ = git_repository_workdir(raw);
    repository_ = git_repository_path(raw);
}

std::string WorkTree::head() const {
    const Library library;
    git_oid oid;
    if (git_reference_name_to_id(&oid, open_repository(repository_).get(), "HEAD") != 0) fail("read HEAD");
    return hex(oid);
}

std::vector<std::string> WorkTree::commits_since(const std::string& base) const {
    const Library library;
    const Repository repository = open_repository(repository_);
    std::vector<std::string> commits;
    std::string at = head();
    while (at != base) {
        throw_if_interrupted();
        const CommitPointer commit = commit_of(repository.get(), at);
        const unsigned parents = git_commit_parentcount(commit.get());
        if (parents > 1)
            throw Error(Failure::usage,
                        "the commit " + at.substr(0, 12) + " is a merge, which no patch can be")
                .next("rebase what it merges onto " + base.substr(0, 12));
        commits.push_back(at);
        // Where the history is shallow, a parent has an id and no object.
        git_commit* parent = nullptr;
        const bool ends = parents == 0 || git_commit_parent(&parent, commit.get(), 0) != 0;
        const CommitPointer owned(parent);
        if (ends && (parents == 0 || base != hex(*git_commit_parent_id(commit.get(), 0))))
            throw Error(Failure::usage, "HEAD does not descend from " + base)
                .note("That is the commit that this work tree was made with, or that was exported last.")
                .next("rebase your commits onto it");
        at = hex(*git_commit_parent_id(commit.get(), 0));
    }
    std::reverse(commits.begin(), commits.end());
    return commits;
}

std::string WorkTree::diff(const std::string& from_commit, const std::string& to_commit) const {
    const Library library;
    const Repository repository = open_repository(repository_);
    const TreePointer from = tree_of(repository.get(), from_commit),
                      to = tree_of(repository.get(), to_commit);
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.flags = GIT_DIFF_SHOW_BINARY;
    options.id_abbrev = GIT_OID_HEXSZ;
    git_diff* raw = nullptr;
    if (git_diff_tree_to_tree(&raw, repository.get(), from.get(), to.get(), &options) != 0)
        fail("compare " + from_commit + " with " + to_commit);
    const DiffPointer diff(raw);
    git_buf buffer = GIT_BUF_INIT;
    if (git_diff_to_buf(&buffer, diff.get(), GIT_DIFF_FORMAT_PATCH) != 0) fail("write the difference");
    const std::string text(buffer.ptr, buffer.size);
    git_buf_dispose(&buffer);
    return text;
}

std::string WorkTree::setting(const std::string& name) const {
    const Library library;
    const Repository repository = open_repository(repository_);
    const ConfigPointer config = config_of(repository.get());
    git_buf value = GIT_BUF_INIT;
    const int error = git_config_get_string_buf(&value, config.get(), name.c_str());
    if (error == GIT_ENOTFOUND) return {};
    if (error != 0) fail("read the repository's setting " + name);
    const std::string text(value.ptr, value.size);
    git_buf_dispose(&value);
    return text;
}

void WorkTree::set(const std::string& name, const std::string& value) const {
    const Library library;
    const Repository repository = open_repository(repository_);
    if (git_config_set_string(config_of(repository.get()).get(), name.c_str(), value.c_str()) != 0)
        fail("write the repository's setting " + name);
}

}  // namespace verbatim::git
