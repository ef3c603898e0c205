// What an archive holds and how it was packed: tar (all dialects), tar.gz, zip. Archives are hostile: bounded
// in count, sizes and paths, read as a stream, nothing is unpacked. Unaware of what they are compared with.
#pragma once

#include "base/digest.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct ArchiveMember {
    enum class Kind { file, directory, symlink };
    std::string path;  // as it is written there, "./" in front and '/' behind included
    Kind kind = Kind::file;
    std::uint32_t mode = 0;  // the lowest 12 bits
    std::int64_t uid = 0, gid = 0;
    std::string uname, gname;  // empty where the archive names none, as in a zip
    std::int64_t mtime =
        0;  // seconds since 1970; for a zip that only has wall-clock time, as if it were ours
    std::int64_t nanoseconds = 0;  // of mtime
    std::uint64_t size = 0;        // of a file, in bytes
    Digest content;                // of a file
    std::string link;              // a symlink's target
    std::string hard_link;         // a file given as the name of an earlier member: that name
    std::map<std::string, std::string> attributes;  // extended ones (tar), security.capability among them
};

// RFC 1952, of the first member of a gzip file.
struct GzipHeader {
    std::uint32_t mtime = 0;  // seconds since 1970; 0: none
    int level = 0;            // 2: the best, 4: the fastest, 0: between
    int system = 0;           // 3: Unix, 255: unknown (as Go's library has it)
    std::string name;         // of the file that was compressed

    bool operator==(const GzipHeader&) const = default;
};

struct ArchiveListing {
    enum class Format { tar, zip };
    Format format = Format::tar;
    std::string dialect;  // of a tar: "v7", "ustar", "pax" or "GNU"; of a zip, and without members: empty
    std::vector<ArchiveMember> members;  // in the archive's order
    std::optional<GzipHeader> gzip;
    Digest archive;          // of the file as it is
    Digest stream;           // of what it is without gzip
    std::uint64_t size = 0;  // of the file, in bytes
};

struct ArchiveLimits {
    std::uint64_t members = 1'000'000;
    std::uint64_t unpacked = 16ULL << 30U;  // bytes: of all files together, and of the tar
    std::uint64_t ratio = 200;  // unpacked to packed; what unpacks to less than 64 MiB is never too dense
    std::uint64_t path = 4096;  // bytes: of a member's path, and of a link's target
    std::uint64_t names = 256ULL << 20U;  // bytes: of all paths, links, owners and attributes together
};

// Throws Error (mismatch), which calls the archive `name`, where it is none of these, is damaged or cut
// short, breaks a limit, is compressed more than once, has a member that is neither file, folder nor link or
// that leaves its folder, one path twice, a hard link to nothing, a file with holes, or other bytes after its
// end; Error (store) where the file cannot be read.
ArchiveListing list_archive(const std::filesystem::path& file, const std::string& name,
                            const ArchiveLimits& limits = {});

// Without what tar's -C . puts in front, and without the slash of a folder: "./a/" → "a", "./" → "".
std::string plain_path(std::string_view path);

// Nothing where the bytes begin no gzip file, or end within its header.
std::optional<GzipHeader> parse_gzip_header(std::string_view bytes);

}  // namespace verbatim
