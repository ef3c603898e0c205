#include "git/history.h"

#include "base/interrupt.h"
#include "git/database.h"
#include "git/owned.h"

#include <git2.h>

#include <array>
#include <memory>

namespace verbatim::git {

namespace {

git_oid oid_of(const std::string& id) {
    git_oid oid;
    if (git_oid_fromstr(&oid, id.c_str()) != 0) fail("read the object id " + id);
    return oid;
}

std::string hex(const git_oid& oid) {
    std::array<char, GIT_OID_HEXSZ + 1> text{};
    git_oid_tostr(text.data(), text.size(), &oid);
    return text.data();
}

}  // namespace

CommitsBetween commits_between(const std::filesystem::path& folder, const std::string& from,
                               const std::string& to, std::size_t most) {
    const Library library;
    const std::string doing = "list the commits from " + from.substr(0, 12) + " to " + to.substr(0, 12);
    git_repository* opened = nullptr;
    if (git_repository_open_ext(&opened, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
        fail("open the git repository " + folder.string());
    const Owned<git_repository, git_repository_free> repository(opened);
    git_revwalk* made = nullptr;
    if (git_revwalk_new(&made, repository.get()) != 0) fail(doing);
    const Owned<git_revwalk, git_revwalk_free> walk(made);
    git_revwalk_sorting(walk.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
    const git_oid first = oid_of(from), last = oid_of(to);
    if (git_revwalk_push(walk.get(), &last) != 0 || git_revwalk_hide(walk.get(), &first) != 0) fail(doing);
    CommitsBetween found;
    git_oid id;
    int error = 0;
    while ((error = git_revwalk_next(&id, walk.get())) == 0) {
        throw_if_interrupted();
        git_commit* read = nullptr;
        if (git_commit_lookup(&read, repository.get(), &id) != 0) fail(doing);
        const Owned<git_commit, git_commit_free> commit(read);
        if (git_commit_parentcount(commit.get()) > 1) continue;
        ++found.count;
        if (found.newest.size() >= most) continue;
        const char* subject = git_commit_summary(commit.get());
        found.newest.push_back({hex(id), subject != nullptr ? subject : ""});
    }
    if (error != GIT_ITEROVER) fail(doing);
    return found;
}

}  // namespace verbatim::git
