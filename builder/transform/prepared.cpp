#include "transform/prepared.h"

#include "base/error.h"
#include "base/text.h"
#include "store/find_repository.h"

#include <algorithm>
#include <optional>

namespace verbatim {

namespace {

class Editor {
  public:
    explicit Editor(Store& store) : store_(store) {}

    // The tree with that entry at the path, or with none. Folders on the way are made; what is in the way and
    // is no folder is replaced.
    Digest with(const std::optional<Digest>& folder, std::string_view path,
                const std::optional<TreeEntry>& entry) {
        Tree tree = folder ? store_.get_tree(*folder) : Tree{};
        const std::size_t slash = path.find('/');
        const std::string name(path.substr(0, slash));
        const auto at =
            std::lower_bound(tree.entries.begin(), tree.entries.end(), name,
                             [](const TreeEntry& one, const std::string& other) { return one.name < other; });
        const bool there = at != tree.entries.end() && at->name == name;
        if (slash == std::string_view::npos) {
            put(tree, at, there, entry, name);
            return store_.put_tree(tree);
        }
        const bool is_folder = there && at->kind == TreeEntry::Kind::directory;
        if (!is_folder && !entry) return store_.put_tree(tree);
        const Digest inner =
            with(is_folder ? std::optional(at->digest) : std::nullopt, path.substr(slash + 1), entry);
        put(tree, at, there, TreeEntry{name, TreeEntry::Kind::directory, inner, 0}, name);
        return store_.put_tree(tree);
    }

  private:
    static void put(Tree& tree, std::vector<TreeEntry>::iterator at, bool there,
                    std::optional<TreeEntry> entry, const std::string& name) {
        if (there) at = tree.entries.erase(at);
        if (!entry) return;
        entry->name = name;
        tree.entries.insert(at, *entry);
    }

    Store& store_;
};

Error left_repository(const TakePrepared& take, const std::string& path) {
    return Error(Failure::build, "the prepare step" + (take.step.empty() ? "" : " of " + take.step) +
                                     " left a repository of a version control system: " + printable(path))
        .note("The go command, and others, start programs that such a repository's configuration names.")
        .next("remove it in the step, or name it in the step's `discard`");
}

}  // namespace

Digest take_prepared(const TakePrepared& take, const Digest& source, const Digest& made, Store& store) {
    Editor editor(store);
    Digest tree = take.outputs.empty() ? made : source;
    for (const std::string& path : take.outputs) {
        const auto entry = store.find(made, path);
        if (!entry)
            throw Error(Failure::build, "the prepare step" + (take.step.empty() ? "" : " of " + take.step) +
                                            " did not make " + printable(path) + ", its declared output");
        tree = editor.with(tree, path, entry);
    }
    for (const std::string& path : take.discard) tree = editor.with(tree, path, store.find(source, path));
    tree = editor.with(tree, ".git", std::nullopt);
    if (const auto found = find_repository(store, tree)) throw left_repository(take, *found);
    return editor.with(tree, ".git", store.find(source, ".git"));
}

}  // namespace verbatim
