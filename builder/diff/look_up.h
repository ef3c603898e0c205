// What two locks do not say themselves: the commits between tags, and what their patches are; read in mirrors
// of the repositories. What cannot be had is said in a line, and is no error: the rest of the answer is as
// right.
#pragma once

#include "diff/lock_difference.h"
#include "diff/manifest_difference.h"
#include "fetch/context.h"

#include <filesystem>

namespace verbatim {

// The definitions that a side was planned with: where project sources and our own patches are read.
struct DefinitionFolders {
    std::filesystem::path was, is;
};

constexpr std::size_t commits_shown = 20;

// Throws only what ends all: Error (interrupted), Error (store).
LookedUp look_up(const LockSide& was, const LockSide& is, const DefinitionFolders& folders,
                 FetchContext& context);

// For manifests: a component's upstream is the project whose repository has its name.
std::map<std::string, CommitsChange> look_up_commits(const std::vector<CommitPair>& pairs,
                                                     const std::filesystem::path& definitions,
                                                     FetchContext& context);

}  // namespace verbatim
