#include "store/references.h"

namespace verbatim {

// With a stack of our own: a tree that somebody made may be deeper than the machine's.
void References::add(const Digest& tree) {
    std::vector<Digest> open{tree};
    while (!open.empty()) {
        const Digest digest = open.back();
        open.pop_back();
        if (!trees_.insert(digest).second) continue;
        const auto found = read_(digest);
        if (!found) continue;
        Node& node = nodes_[digest];
        for (const TreeEntry& entry : found->entries) {
            if (entry.kind == TreeEntry::Kind::directory) {
                node.trees.push_back(entry.digest);
                open.push_back(entry.digest);
            } else {
                node.blobs.push_back(entry.digest);
                blobs_.emplace(entry.digest, entry.size);
            }
        }
    }
}

std::set<Digest> References::needed_of(const std::unordered_set<Digest>& some, const Digest& tree) const {
    std::set<Digest> needed;
    std::unordered_set<Digest> seen;
    std::vector<Digest> open{tree};
    while (!open.empty()) {
        const Digest digest = open.back();
        open.pop_back();
        if (!seen.insert(digest).second) continue;
        if (some.contains(digest)) needed.insert(digest);
        const auto node = nodes_.find(digest);
        if (node == nodes_.end()) continue;
        for (const Digest& blob : node->second.blobs)
            if (some.contains(blob)) needed.insert(blob);
        open.insert(open.end(), node->second.trees.begin(), node->second.trees.end());
    }
    return needed;
}

}  // namespace verbatim
