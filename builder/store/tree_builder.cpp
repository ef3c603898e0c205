#include "base/error.h"
#include "base/text.h"
#include "store/store.h"

#include <algorithm>

namespace verbatim {

TreeBuilder::Node& TreeBuilder::place(const std::string& path) {
    if (!is_contained_path(path))
        throw Error(Failure::mismatch,
                    "the path \"" + printable(path) + "\" leaves its folder or is no path");
    Node* node = &root_;
    for (const std::string& part : split(path, '/')) {
        if (node->leaf)
            throw Error(Failure::mismatch,
                        "\"" + printable(path) + "\" lies below something that is no folder");
        node = &node->children[part];
    }
    return *node;
}

void TreeBuilder::set(const std::string& path, TreeEntry entry) {
    Node& node = place(path);
    if (!node.children.empty())
        throw Error(Failure::mismatch, "\"" + printable(path) + "\" is both a folder and a file");
    if (node.leaf && !(*node.leaf == entry))
        throw Error(Failure::mismatch, "\"" + printable(path) + "\" comes twice, with different content");
    node.leaf = std::move(entry);
}

void TreeBuilder::add_file(const std::string& path, std::string_view content, bool executable) {
    add_blob(path, store_.put(content), content.size(), executable);
}

void TreeBuilder::add_blob(const std::string& path, const Digest& blob, std::uint64_t size, bool executable) {
    set(path, {{}, executable ? TreeEntry::Kind::executable : TreeEntry::Kind::file, blob, size});
}

void TreeBuilder::add_symlink(const std::string& path, std::string_view target) {
    set(path, {{}, TreeEntry::Kind::symlink, store_.put(target), target.size()});
}

void TreeBuilder::add_directory(const std::string& path) {
    place(path);
}

void TreeBuilder::add_tree(const std::string& path, const Digest& tree) {
    Node& node = place(path);
    node.children.clear();
    node.leaf = TreeEntry{{}, TreeEntry::Kind::directory, tree, 0};
}

Digest TreeBuilder::finish(const Node& node) {
    Tree tree;  // a std::map is sorted bytewise already
    for (const auto& [name, child] : node.children) {
        TreeEntry entry =
            child.leaf ? *child.leaf : TreeEntry{{}, TreeEntry::Kind::directory, finish(child), 0};
        entry.name = name;
        tree.entries.push_back(std::move(entry));
    }
    return store_.put_tree(tree);
}

Digest TreeBuilder::finish() {
    return finish(root_);
}

}  // namespace verbatim
