#include "git/revision.h"

#include "base/budget.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "git/database.h"
#include "git/owned.h"

#include <git2.h>

#include <memory>

namespace fs = std::filesystem;

namespace verbatim::git {

namespace {

constexpr std::size_t byte_limit = 256U << 20U;
constexpr int depth_limit = 64;

using AnyObject = Owned<git_object, git_object_free>;
using Tree = Owned<git_tree, git_tree_free>;
using Blob = Owned<git_blob, git_blob_free>;

Repository repository_of(const fs::path& folder) {
    git_repository* opened = nullptr;
    if (git_repository_open_ext(&opened, folder.c_str(), GIT_REPOSITORY_OPEN_CROSS_FS, nullptr) != 0 ||
        git_repository_workdir(opened) == nullptr) {
        git_repository_free(opened);
        throw Error(Failure::usage, folder.string() + " lies in no git repository")
            .note("A revision after \"@\" is one of the repository that holds the project.");
    }
    return Repository(opened);
}

class Reader {
  public:
    Reader(git_repository* repository, const std::function<bool(const std::string&)>& wanted,
           std::map<std::string, std::string>& files)
        : repository_(repository), wanted_(wanted), files_(files) {}

    void read(const git_tree* tree, const std::string& folder, int depth) {
        if (depth > depth_limit) return;
        for (std::size_t i = 0; i < git_tree_entrycount(tree); ++i) {
            const git_tree_entry* entry = git_tree_entry_byindex(tree, i);
            const std::string path = folder + git_tree_entry_name(entry);
            budget_.entry(path);
            const git_filemode_t mode = git_tree_entry_filemode(entry);
            if (mode == GIT_FILEMODE_TREE) {
                git_tree* below = nullptr;
                if (git_tree_lookup(&below, repository_, git_tree_entry_id(entry)) != 0) fail("read " + path);
                const Tree owned(below);
                read(below, path + "/", depth + 1);
            } else if (mode != GIT_FILEMODE_LINK && mode != GIT_FILEMODE_COMMIT && wanted_(path)) {
                add(path, git_tree_entry_id(entry));
            }
        }
    }

  private:
    void add(const std::string& path, const git_oid* id) {
        git_blob* read = nullptr;
        if (git_blob_lookup(&read, repository_, id) != 0) fail("read " + path);
        const Blob blob(read);
        const auto size = static_cast<std::size_t>(git_blob_rawsize(read));
        bytes_ += size;
        if (bytes_ > byte_limit)
            throw Error(Failure::mismatch, "the definitions of this revision are more than 256 MiB");
        files_[path].assign(static_cast<const char*>(git_blob_rawcontent(read)), size);
    }

    git_repository* repository_;
    const std::function<bool(const std::string&)>& wanted_;
    std::map<std::string, std::string>& files_;
    std::size_t bytes_ = 0;
    Budget budget_{"the project's folder as of this revision"};
};

}  // namespace

Revision read_revision(const fs::path& folder, const std::string& name,
                       const std::function<bool(const std::string&)>& wanted) {
    const Library library;
    const Repository repository = repository_of(folder);
    git_object* found = nullptr;
    git_object* peeled = nullptr;
    const bool there = git_revparse_single(&found, repository.get(), name.c_str()) == 0;
    const AnyObject any(found);
    if (!there || git_object_peel(&peeled, found, GIT_OBJECT_COMMIT) != 0)
        throw Error(Failure::usage,
                    "the repository of the project has no revision \"" + printable(name) + "\"")
            .note("Looked in " + fs::path(git_repository_workdir(repository.get())).string() + ".")
            .next("git log --oneline   (there; what may stand after \"@\")");
    const AnyObject commit(peeled);
    Revision revision{hex(*git_object_id(peeled)), {}};
    git_object* root = nullptr;
    if (git_object_peel(&root, peeled, GIT_OBJECT_TREE) != 0) fail("read the tree of " + revision.commit);
    Tree tree(reinterpret_cast<git_tree*>(root));
    const fs::path inside =
        fs::canonical(folder).lexically_relative(fs::canonical(git_repository_workdir(repository.get())));
    if (inside != ".") {
        git_tree_entry* entry = nullptr;
        if (git_tree_entry_bypath(&entry, tree.get(), inside.c_str()) != 0) return revision;
        const Owned<git_tree_entry, git_tree_entry_free> owned(entry);
        git_tree* below = nullptr;
        if (git_tree_lookup(&below, repository.get(), git_tree_entry_id(entry)) != 0) return revision;
        tree.reset(below);
    }
    Reader(repository.get(), wanted, revision.files).read(tree.get(), "", 0);
    return revision;
}

std::optional<std::string> commit_named(const fs::path& folder, const std::string& name) {
    const Library library;
    git_repository* opened = nullptr;
    if (git_repository_open_ext(&opened, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
        fail("open the git repository " + folder.string());
    const Repository repository(opened);
    git_object* found = nullptr;
    git_object* peeled = nullptr;
    if (git_revparse_single(&found, repository.get(), name.c_str()) != 0) return std::nullopt;
    const AnyObject any(found);
    if (git_object_peel(&peeled, found, GIT_OBJECT_COMMIT) != 0) return std::nullopt;
    const AnyObject commit(peeled);
    return hex(*git_object_id(peeled));
}

}  // namespace verbatim::git
