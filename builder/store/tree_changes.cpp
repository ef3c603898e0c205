#include "store/tree_changes.h"

#include "store/store.h"

namespace verbatim {

namespace {

using How = TreeChanges::How;

class Comparison {
  public:
    Comparison(const Store& store, std::size_t most) : store_(store), most_(most) {}

    void folders(const std::string& prefix, const Digest& was, const Digest& is) {
        if (was == is) return;
        const Tree before = store_.get_tree(was), after = store_.get_tree(is);
        // Both are sorted by name: one walk along the two.
        auto a = before.entries.begin();
        auto b = after.entries.begin();
        while (a != before.entries.end() || b != after.entries.end()) {
            if (b == after.entries.end() || (a != before.entries.end() && a->name < b->name)) {
                all_below(prefix, *a++, How::removed);
            } else if (a == before.entries.end() || b->name < a->name) {
                all_below(prefix, *b++, How::added);
            } else {
                both(prefix, *a++, *b++);
            }
        }
    }

    TreeChanges take() { return std::move(changes_); }

  private:
    void both(const std::string& prefix, const TreeEntry& was, const TreeEntry& is) {
        if (was == is) return;
        const bool folder = is.kind == TreeEntry::Kind::directory;
        if (folder && was.kind == TreeEntry::Kind::directory) {
            folders(prefix + is.name + "/", was.digest, is.digest);
        } else if (folder || was.kind == TreeEntry::Kind::directory) {
            all_below(prefix, was, How::removed);
            all_below(prefix, is, How::added);
        } else {
            note(prefix + is.name, How::changed);
        }
    }

    void all_below(const std::string& prefix, const TreeEntry& entry, How how) {
        if (entry.kind != TreeEntry::Kind::directory) return note(prefix + entry.name, how);
        for (const TreeEntry& inner : store_.get_tree(entry.digest).entries)
            all_below(prefix + entry.name + "/", inner, how);
    }

    void note(const std::string& path, How how) {
        ++(how == How::added ? changes_.added : how == How::removed ? changes_.removed : changes_.changed);
        if (changes_.first.size() < most_) changes_.first.push_back({how, path});
    }

    const Store& store_;
    std::size_t most_;
    TreeChanges changes_;
};

}  // namespace

TreeChanges tree_changes(const Store& store, const Digest& was, const Digest& is, std::size_t most) {
    Comparison comparison(store, most);
    comparison.folders("", was, is);
    return comparison.take();
}

}  // namespace verbatim
