// Paths that git lets into an index (verify_path of git 2.39 with its defaults on Linux): within the tree,
// not into ".git", nor into what Windows' NTFS takes for it. Pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace verbatim::patch {

// A symbolic link may not be ".gitmodules" either: git would follow it.
bool is_safe_path(std::string_view path, std::uint32_t mode);

// As long as file systems allow, and its parts too.
bool is_short_path(std::string_view path);

}  // namespace verbatim::patch
