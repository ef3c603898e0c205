#include "git/owned.h"

#include "git/database.h"

#include <array>

namespace verbatim::git {

Repository open_repository(const std::filesystem::path& folder) {
    git_repository* opened = nullptr;
    if (git_repository_open_ext(&opened, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
        fail("open the git repository " + folder.string());
    return Repository(opened);
}

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

}  // namespace verbatim::git
