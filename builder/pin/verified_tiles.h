// The tiles of a transparent log, each proven to be part of the tree that a signed head names before anything
// is taken from it. Unaware of where tiles come from.
#pragma once

#include "pin/tree_hash.h"

#include <functional>
#include <map>
#include <utility>

namespace verbatim {

struct TreeHead {
    std::uint64_t size = 0;  // records
    Digest hash;
    bool operator==(const TreeHead&) const = default;
};

class VerifiedTiles {
  public:
    // The bytes of a tile, 32 for each of its hashes.
    using Read = std::function<std::string(const TileName& tile)>;

    // Reads the tiles at the tree's right edge. Throws Error (mismatch) where they do not come to the head's
    // hash.
    VerifiedTiles(const TreeHead& head, Read read);

    [[nodiscard]] const TreeHead& head() const { return head_; }
    // The hash of record `index`, which is below the tree's size.
    Digest record(std::uint64_t index);
    // The hash that the tree had when it was of that size, which is at most its own.
    Digest hash_at(std::uint64_t size);

  private:
    using Place = std::pair<unsigned, std::uint64_t>;  // level, index
    const std::vector<Digest>& tile(unsigned level, std::uint64_t index);
    std::vector<Digest> read(const TileName& name) const;
    Digest subtree(const Subtree& part);

    TreeHead head_;
    Read read_;
    std::map<Place, std::vector<Digest>> tiles_;  // all of them proven
};

}  // namespace verbatim
