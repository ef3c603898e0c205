// What libgit2 leaves in a repository when its process is killed.
#pragma once

#include <filesystem>

namespace verbatim::git {

// Removes locks, half packs and half objects; nothing where the folder is no repository, or none yet. For
// repositories of ours alone, by who holds the lock that keeps all others out: a lock that somebody holds is
// not told from one that nobody does.
void remove_leftovers(const std::filesystem::path& repository);

}  // namespace verbatim::git
