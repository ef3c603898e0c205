// What a tree needs: itself, its sub-trees, its blobs. Pure: trees are read through a function, each once.
// Unaware of disks, and of what is done with the answer.
#pragma once

#include "store/tree.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace verbatim {

class References {
  public:
    // Nothing where there is no such tree, or it cannot be read: then what is below it is unknown.
    using ReadTree = std::function<std::optional<Tree>(const Digest&)>;
    explicit References(ReadTree read) : read_(std::move(read)) {}

    void add(const Digest& tree);
    // Of everything added: trees (those that could not be read included), and blobs with the lengths that the
    // trees give them.
    [[nodiscard]] const std::unordered_set<Digest>& trees() const { return trees_; }
    [[nodiscard]] const std::unordered_map<Digest, std::uint64_t>& blobs() const { return blobs_; }
    [[nodiscard]] bool contains(const Digest& digest) const {
        return trees_.contains(digest) || blobs_.contains(digest);
    }
    // Of `some`, what an added tree needs.
    [[nodiscard]] std::set<Digest> needed_of(const std::unordered_set<Digest>& some,
                                             const Digest& tree) const;

  private:
    struct Node {
        std::vector<Digest> trees, blobs;
    };
    ReadTree read_;
    std::unordered_map<Digest, Node> nodes_;
    std::unordered_set<Digest> trees_;
    std::unordered_map<Digest, std::uint64_t> blobs_;
};

}  // namespace verbatim
