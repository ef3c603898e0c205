// Looks for repositories of version control systems in a tree: by name (base/repository_name.h), and for what
// git takes for a bare one, whatever it is called. Unaware of where the tree comes from.
#pragma once

#include "store/store.h"

#include <optional>
#include <string>

namespace verbatim {

struct RepositorySearch {
    bool top_git = true;  // ".git" at the very top counts; not where Verbatim made the source, with its own
    bool bare = true;     // bare repositories count; not where upstream may have some as data of its tests
};

// The path of the first one ("." for the tree itself); nothing where there is none.
std::optional<std::string> find_repository(const Store& store, const Digest& tree,
                                           const RepositorySearch& search = {});

}  // namespace verbatim
