// The store's dealings with the disk: copy while hashing, write trees out, hash folders. Private to the room.
#pragma once

#include "base/digest.h"
#include "store/store.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

namespace verbatim::disk {

struct Modes {
    unsigned file, executable;
};

// A new file with mode 0444, by way of a temporary one in `temporary`.
void write_new(const std::filesystem::path& temporary, const std::filesystem::path& to,
               std::string_view content);
// Copies a regular file (never through a link) and tells the digest of what was copied.
Digest copy_hashing(const std::filesystem::path& from, const std::filesystem::path& to, unsigned mode);
// Is there a file that can be read, and has that content?
bool hashes_to(const std::filesystem::path& file, const Digest& digest);
// rename(2); where the target is there already, what was to be moved stays.
void move(const std::filesystem::path& from, const std::filesystem::path& to);
// Waits until all that was written to this file system is on disk.
void sync(const std::filesystem::path& within);

void write_tree(const Store& store, const Digest& tree, const std::filesystem::path& to, std::int64_t mtime,
                Modes modes);

// The tree digest of a folder: `file` is asked for each regular file's digest, `bytes` for those of links and
// trees.
Digest digest_directory(const std::filesystem::path& directory,
                        const std::function<Digest(const std::filesystem::path&)>& file,
                        const std::function<Digest(std::string_view)>& bytes);

}  // namespace verbatim::disk
