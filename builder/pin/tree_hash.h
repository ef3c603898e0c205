// The hashes of a transparent log: of records, of nodes, and of the subtrees that a tree of some size is made
// of; and how its tiles are named. Pure. Source: RFC 6962, section 2.1; golang.org/x/mod/sumdb/tlog (tiles of
// height 8); https://go.dev/design/25530-sumdb.
#pragma once

#include "base/digest.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

inline constexpr unsigned tile_height = 8;
inline constexpr std::uint64_t tile_width = 1U << tile_height;  // hashes of a full tile
// More than any log will have; keeps sums far from overflow.
inline constexpr std::uint64_t tree_size_limit = std::uint64_t{1} << 50U;

Digest record_hash(std::string_view record);
Digest node_hash(const Digest& left, const Digest& right);

// A perfect subtree: the node `index` of `level`, above records index·2^level … (index+1)·2^level - 1.
struct Subtree {
    unsigned level = 0;
    std::uint64_t index = 0;
    bool operator==(const Subtree&) const = default;
};
// What a tree of that many records is made of, from the left, the largest first.
std::vector<Subtree> subtrees(std::uint64_t size);
// The tree's hash, by those of its subtrees in that order. Of no records: SHA-256 of nothing.
Digest tree_hash(const std::vector<Digest>& subtrees);
// Of 2^n hashes side by side, the hash of the subtree above them.
Digest fold(std::vector<Digest> hashes);

// A tile holds hashes index·256 … of the nodes of level·8.
struct TileName {
    unsigned level = 0;
    std::uint64_t index = 0;
    std::uint64_t width = tile_width;  // less than that: a partial one, at the tree's right edge
};
// "tile/8/0/x222/487.p/181"
std::string tile_path(const TileName& tile);

}  // namespace verbatim
