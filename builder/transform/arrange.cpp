#include "transform/arrange.h"

#include "base/error.h"

#include <algorithm>

namespace verbatim {

namespace {

bool stays_behind(const std::string& path, const std::vector<std::string>& without) {
    return std::any_of(without.begin(), without.end(), [&](const std::string& other) {
        return path == other || path.starts_with(other + "/");
    });
}

void add(TreeBuilder& builder, const std::string& path, const TreeEntry& entry, const Store& store) {
    if (entry.kind == TreeEntry::Kind::symlink)
        builder.add_symlink(path, store.get(entry.digest));
    else
        builder.add_blob(path, entry.digest, entry.size, entry.kind == TreeEntry::Kind::executable);
}

void add_tree(TreeBuilder& builder, const Arrange::Place& place, const Digest& tree, const Store& store) {
    const std::string before = place.to.empty() ? "" : place.to + "/";
    for (const auto& [path, entry] : store.files(tree))
        if (!stays_behind(path, place.without)) add(builder, before + path, entry, store);
}

}  // namespace

Digest arrange(const Arrange& arrange, const std::map<std::string, Digest>& inputs, Store& store) {
    TreeBuilder builder(store);
    for (const Arrange::Place& place : arrange.places) {
        const Digest& tree = inputs.at(place.input);
        if (place.from.empty()) {
            add_tree(builder, place, tree, store);
            continue;
        }
        const auto entry = store.find(tree, place.from);
        if (!entry)
            throw Error(Failure::build, place.from + " is not there, and should come to lie at " +
                                            (place.to.empty() ? "the top" : place.to))
                .note("What should have made it did not.");
        if (entry->kind == TreeEntry::Kind::directory)
            add_tree(builder, place, entry->digest, store);
        else if (place.to.empty())
            throw Error(Failure::definition, place.from + " is a file, and cannot be the whole tree");
        else
            add(builder, place.to, *entry, store);
    }
    for (const auto& [path, text] : arrange.texts) builder.add_file(path, text);
    return builder.finish();
}

}  // namespace verbatim
