// A Debian package's files put into a tree: usr-merged, without documentation, hard links resolved. The
// archive is hostile until parsed, though its SHA-256 was checked before. Unaware of pins and mirrors.
#pragma once

#include "store/store.h"

#include <array>
#include <set>
#include <string>
#include <string_view>

namespace verbatim {

// The folders that usr-merge makes links of.
inline constexpr std::array<const char*, 6> merged_folders = {"bin",   "sbin",  "lib",
                                                              "lib32", "lib64", "libx32"};

// Where a package's path comes to lie: "./bin/sh" → "usr/bin/sh". Empty for what is left out.
std::string merged_path(const std::string& path);
// Adds the files of `deb`, the bytes of a package, to `tree`; returns the paths of all that it holds. Throws
// Error (mismatch), naming `name`, where it cannot be read or used.
std::set<std::string> unpack_deb(std::string_view deb, const std::string& name, Store& store,
                                 TreeBuilder& tree);

}  // namespace verbatim
