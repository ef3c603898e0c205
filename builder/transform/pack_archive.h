// Transform: a tree → one archive of it, the same bits everywhere (docs/formats/archives.md): pax tar with
// gzip, or zip. What is not in a tree (times, owners, modes) is fixed here. Unaware of what the files are.
#pragma once

#include "base/digest.h"
#include "store/store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace verbatim {

enum class ArchiveFormat { tar_gz, zip };

// By the end of an archive's name: ".tar.gz", ".tgz", ".zip".
std::optional<ArchiveFormat> archive_format_of(std::string_view name);

// Packs all of `tree`, and puts the archive into the store; gives the tree that holds it as the one file
// `name`, a contained path. `mtime`: seconds since 1970, the time of every member; from 0 to 2^31 - 1 for a
// zip, to 2^33 - 1 for a tar. In pieces, through a file of the store's scratch: an archive may be larger than
// the memory. Throws Error (damaged) where a blob is absent or not what it was; Error (definition) for a name
// or a time that cannot be, and for a member's name that the format cannot hold: for both what is not UTF-8,
// for zip also what is_contained_path() refuses; Error (store) where the disk is full, Error (interrupted).
Digest pack_archive(const Digest& tree, ArchiveFormat format, const std::string& name, std::int64_t mtime,
                    Store& store);

}  // namespace verbatim
