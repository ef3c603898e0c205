// Git's index (gitformat-index, version 2) with all stat fields zero: git then compares contents, and no time
// or inode of a machine gets into it. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace verbatim::git {

struct IndexEntry {
    std::uint32_t mode = 0;
    std::string path;
    std::string id;
};

// The file's bytes; sorts the entries.
std::string write_index(std::vector<IndexEntry> entries);

}  // namespace verbatim::git
