// What libgit2 allocates, given back to it, and the steps that every user of it begins with. Private to the
// room.
#pragma once

#include <git2.h>

#include <filesystem>
#include <memory>
#include <string>

namespace verbatim::git {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* object) const {
        Free(object);
    }
};
template <typename T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;
using Repository = Owned<git_repository, git_repository_free>;

// The repository in this very folder. Throws Error (unavailable).
Repository open_repository(const std::filesystem::path& folder);

// Throws Error (unavailable) where the text is no id of 40 digits.
git_oid oid_of(const std::string& id);
std::string hex(const git_oid& oid);

}  // namespace verbatim::git
