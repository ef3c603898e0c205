// A directory as a value: names, kinds and digests, sorted bytewise; its own digest is that of its canonical
// encoding (docs/formats/tree.md). No times, owners or modes but "executable".
#pragma once

#include "base/digest.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct TreeEntry {
    enum class Kind : char { file = 'f', executable = 'x', symlink = 'l', directory = 'd' };
    std::string name;  // one path component
    Kind kind = Kind::file;
    Digest digest;           // of the blob; of the link's target as a blob; of the sub-tree's encoding
    std::uint64_t size = 0;  // of the blob in bytes; of a directory: 0

    bool operator==(const TreeEntry&) const = default;
};

struct Tree {
    std::vector<TreeEntry> entries;  // sorted by name, no name twice

    bool operator==(const Tree&) const = default;
    [[nodiscard]] std::string encode() const;
    [[nodiscard]] const TreeEntry* find(std::string_view name) const;
    // Throws Error (store) where the bytes are no encoding of a tree.
    static Tree decode(std::string_view bytes);
};

}  // namespace verbatim
