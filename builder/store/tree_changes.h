// In which paths two trees differ. Folders that are equal are not opened, so that a large tree with a small
// change costs little.
#pragma once

#include "base/digest.h"

#include <cstddef>
#include <string>
#include <vector>

namespace verbatim {

class Store;

struct TreeChanges {
    enum class How { added, removed, changed };
    struct Path {
        How how = How::changed;
        std::string path;
        bool operator==(const Path&) const = default;
    };
    std::size_t added = 0, removed = 0, changed = 0;  // files and links
    std::vector<Path> first;                          // folder by folder; as many as were asked for
    [[nodiscard]] std::size_t count() const { return added + removed + changed; }
};

// Throws Error (store) where a tree that has to be opened is not in the store.
TreeChanges tree_changes(const Store& store, const Digest& was, const Digest& is, std::size_t most = 10);

}  // namespace verbatim
