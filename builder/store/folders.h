// What lies in a store's folders, by name: what is ours, what a killed run left, what somebody else put
// there. Private to the room; looks at names and sizes, never into files.
#pragma once

#include "base/digest.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <vector>

namespace verbatim::folders {

struct Listing {
    std::map<Digest, std::filesystem::path> named;  // as the store names them
    std::vector<std::filesystem::path> unfinished;  // written beside their place, never renamed into it
    std::vector<std::filesystem::path> strange;     // not ours
};

// A folder, and no link to one.
bool is_real(const std::filesystem::path& path);
// Of blobs/: a real folder, named by two digits.
bool is_shard(const std::filesystem::path& path);
// What vanishes meanwhile is not in it; a folder that is absent is empty.
Listing blobs(const std::filesystem::path& root);
Listing outcomes(const std::filesystem::path& root);
Listing shared_trees(const std::filesystem::path& root);
Listing logs(const std::filesystem::path& root);
Listing modules(const std::filesystem::path& root);
// Of tmp/: nothing there is named by a digest.
Listing temporary(const std::filesystem::path& root);
std::vector<std::filesystem::path> below(const std::filesystem::path& folder);

struct Amount {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;  // as the disk has them: whole blocks
    void operator+=(const Amount& other) { files += other.files, bytes += other.bytes; }
};
// Of a file, or of all in a folder; never through links.
Amount amount(const std::filesystem::path& path);
// Seconds since 1970; 0 where it is gone.
std::int64_t changed_at(const std::filesystem::path& path);

}  // namespace verbatim::folders
