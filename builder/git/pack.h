// A pack file that depends on nothing but which objects it holds: sorted by id, each whole, not compressed.
// Format: git's gitformat-pack; see docs/formats/git-objects.md.
#pragma once

#include "git/object.h"

#include <filesystem>
#include <functional>
#include <set>
#include <string>

namespace verbatim::git {

// Writes objects.pack and, by libgit2's indexer, objects.idx into `folder` (created). `read` is asked for
// each object in the order of ids.
void write_pack(const std::set<std::string>& ids, const std::function<Object(const std::string& id)>& read,
                const std::filesystem::path& folder);

// The name that git gives to a pack: "pack-" and the hash at its end.
std::string pack_name(std::string_view pack);

}  // namespace verbatim::git
