// A tree is made of perfect subtrees (tree_hash.h). Those of levels 8t … 8t+7 cover exactly the partial tile
// of level t at the right edge, so the partial tiles of all levels come to the tree's hash, and are proven by
// it together. Every other tile is full, and the hash above its 256 is one of a tile a level higher.
#include "pin/verified_tiles.h"

#include "base/error.h"

#include <algorithm>

namespace verbatim {

namespace {

Error not_of_the_tree(const TileName& name) {
    return Error(Failure::mismatch,
                 "the checksum database's " + tile_path(name) + " is not part of its signed tree")
        .note("Somebody changed it on the way, or the database shows different people different things.");
}

}  // namespace

VerifiedTiles::VerifiedTiles(const TreeHead& head, Read read) : head_(head), read_(std::move(read)) {
    if (head.size >= tree_size_limit)
        throw Error(Failure::mismatch, "the checksum database's tree is larger than any");
    std::map<Place, std::vector<Digest>> edge;
    for (unsigned level = 0; (head.size >> (level * tile_height)) > 0; ++level) {
        const std::uint64_t nodes = head.size >> (level * tile_height);
        if (nodes % tile_width == 0) continue;
        const TileName name{level, nodes / tile_width, nodes % tile_width};
        edge[{level, name.index}] = this->read(name);
    }
    std::vector<Digest> parts;
    for (const Subtree& part : subtrees(head.size)) {
        const unsigned level = part.level / tile_height, above = part.level % tile_height;
        const std::uint64_t first = part.index << above, count = std::uint64_t{1} << above;
        const std::vector<Digest>& hashes = edge.at({level, first / tile_width});
        const auto begin = hashes.begin() + static_cast<std::ptrdiff_t>(first % tile_width);
        parts.push_back(fold({begin, begin + static_cast<std::ptrdiff_t>(count)}));
    }
    if (tree_hash(parts) != head.hash)
        throw Error(Failure::mismatch, "the checksum database's tiles do not come to the tree that it signed")
            .note(
                "Somebody changed one on the way, or the database shows different people different things.");
    tiles_ = std::move(edge);
}

std::vector<Digest> VerifiedTiles::read(const TileName& name) const {
    const std::string bytes = read_(name);
    constexpr std::size_t size = sizeof Digest::bytes;
    if (bytes.size() != name.width * size)
        throw Error(Failure::mismatch, "the checksum database's " + tile_path(name) + " has " +
                                           std::to_string(bytes.size()) + " bytes, and not " +
                                           std::to_string(name.width * size));
    std::vector<Digest> hashes(name.width);
    for (std::size_t i = 0; i < hashes.size(); ++i)
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(i * size), size, hashes[i].bytes.begin());
    return hashes;
}

const std::vector<Digest>& VerifiedTiles::tile(unsigned level, std::uint64_t index) {
    const auto known = tiles_.find({level, index});
    if (known != tiles_.end()) return known->second;
    const TileName name{level, index, tile_width};
    // Not at the edge, so it is full, and there is one above it.
    std::vector<Digest> hashes = read(name);
    const Digest above = fold(hashes);
    const Digest expected =
        tile(level + 1, index / tile_width).at(static_cast<std::size_t>(index % tile_width));
    if (above != expected) throw not_of_the_tree(name);
    return tiles_[{level, index}] = std::move(hashes);
}

Digest VerifiedTiles::record(std::uint64_t index) {
    if (index >= head_.size)
        throw Error(Failure::mismatch, "the checksum database has no record " + std::to_string(index) +
                                           ": its tree has " + std::to_string(head_.size));
    return tile(0, index / tile_width).at(static_cast<std::size_t>(index % tile_width));
}

Digest VerifiedTiles::subtree(const Subtree& part) {
    const unsigned level = part.level / tile_height, above = part.level % tile_height;
    const std::uint64_t first = part.index << above, count = std::uint64_t{1} << above;
    const std::vector<Digest>& hashes = tile(level, first / tile_width);
    const auto begin = hashes.begin() + static_cast<std::ptrdiff_t>(first % tile_width);
    return fold({begin, begin + static_cast<std::ptrdiff_t>(count)});
}

Digest VerifiedTiles::hash_at(std::uint64_t size) {
    std::vector<Digest> parts;
    for (const Subtree& part : subtrees(size)) parts.push_back(subtree(part));
    return tree_hash(parts);
}

}  // namespace verbatim
