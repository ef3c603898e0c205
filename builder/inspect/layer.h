// The layers of container images: what they unpack to, and the file system that they make together (OCI image
// specification, v1.1: layer.md). Reads files that are hostile: bounded in members and unpacked bytes;
// nothing is ever written. Unaware of manifests.
#pragma once

#include "base/digest.h"
#include "inspect/oci.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::oci {

struct Member {
    enum class Kind { file, directory, symlink, hardlink, other };  // other: devices, pipes
    std::string path;  // relative, without "./" before or "/" behind it; "." is the root
    Kind kind = Kind::file;
    unsigned mode = 0;  // permission bits, with setuid, setgid and sticky
    std::int64_t uid = 0, gid = 0;
    std::uint64_t size = 0;
    Digest content{};          // of a file
    std::string target{};      // of a symlink (as it stands), of a hardlink (as a path here)
    std::uint64_t device = 0;  // of `other`: its type and numbers
    bool operator==(const Member&) const = default;
};

// By path; a path that is in no layer but below one that is, is absent.
using FileSystem = std::map<std::string, Member>;

// The uncompressed bytes, piece by piece. Throws Error (mismatch) "WHAT cannot be used: …" where the file is
// damaged, not compressed in that way, or unpacks to more than 64 GiB.
void unpack(const std::filesystem::path& file, Compression compression, const std::string& what,
            const std::function<void(std::string_view)>& take);
// Its digest: what an image's config calls the diff_id.
Digest diff_id(const std::filesystem::path& file, Compression compression, const std::string& what);
// By the first bytes of the file, for docker archives, which do not say it.
Compression compression_of(const std::filesystem::path& file);

// Members in the order in which they come; extended headers, times and user names are left out. Throws the
// same, also where a path leaves the root.
std::vector<Member> read_layer(const std::filesystem::path& file, Compression compression,
                               const std::string& what);

// Puts a layer on top, whiteouts applied: ".wh.NAME" takes away what lies below, ".wh..wh..opq" all of it.
void put_on(FileSystem& files, const std::vector<Member>& layer);

}  // namespace verbatim::oci
