// A Debian package's files put into a tree: usr-merged, without documentation, hard links resolved. The
// archive is hostile until parsed, though its SHA-256 was checked before.
#pragma once

#include "store/store.h"

#include <filesystem>
#include <string>

namespace verbatim {

// Where a package's path comes to lie: "./bin/sh" → "usr/bin/sh". Empty for what is left out.
std::string merged_path(const std::string& path);
// Adds the files of `deb` to `tree`. Throws Error (mismatch), naming `name`, where it cannot be read.
void unpack_deb(const std::filesystem::path& deb, const std::string& name, Store& store, TreeBuilder& tree);

}  // namespace verbatim
