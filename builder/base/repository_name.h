// Names by which a version control system finds a repository. The go command asks such a system for its
// stamps, and what a repository's configuration names is started then: so no tree from outside holds one.
// Pure; unaware of trees.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace verbatim {

// One path component: a root name of a system in the go command's list (cmd/go/internal/vcs: .git, .hg, .svn,
// .bzr, .fslckout, _FOSSIL_), in any letter case, or what NTFS or HFS+ take for one.
bool is_repository_name(std::string_view component);

// The path as far as its first such component; nothing where it has none.
std::optional<std::string> repository_on(std::string_view path);

}  // namespace verbatim
