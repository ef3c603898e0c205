// Folders are as deep as a path is long, so recursion is bounded by bounds::path_bytes.
#include "patch/tree_editor.h"

#include "base/error.h"
#include "git/object.h"
#include "patch/bounds.h"

#include <vector>

namespace verbatim::patch {

namespace {
constexpr std::uint32_t folder_mode = 040000;
// An empty folder is none: an index does not know it, and git drops it when it writes the tree above.
constexpr std::string_view empty_tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
}  // namespace

struct TreeEditor::Item {
    TreeEntry entry;
    std::unique_ptr<Folder> folder;  // of folders, once something in it was looked at
};

struct TreeEditor::Folder {
    std::string id;
    bool loaded = false, changed = false;
    std::map<std::string, Item, std::less<>> items;
};

// Where a walk along a path ended: the folders on the way, and the name in the last one.
struct TreeEditor::Place {
    std::vector<std::pair<Folder*, std::string>> way;  // each with the name that was looked for in it
    bool complete = false;                             // the last name is the path's own last part
    [[nodiscard]] Folder& folder() const { return *way.back().first; }
    [[nodiscard]] const std::string& name() const { return way.back().second; }
};

TreeEditor::TreeEditor(const std::string& root, Read read)
    : read_(std::move(read)), root_(std::make_unique<Folder>()) {
    root_->id = root;
}

TreeEditor::~TreeEditor() = default;

void TreeEditor::load(Folder& folder) const {
    if (folder.loaded) return;
    folder.loaded = true;
    if (folder.id == empty_tree) return;
    for (git::TreeItem& item : git::parse_tree(read_(folder.id), folder.id))
        if (item.id != empty_tree || !item.is_tree())
            folder.items[std::move(item.name)].entry = {item.mode, std::move(item.id)};
}

// As far as there are folders.
TreeEditor::Place TreeEditor::walk(std::string_view path) {
    Place place;
    Folder* folder = root_.get();
    while (true) {
        const auto slash = path.find('/');
        load(*folder);
        place.way.emplace_back(folder, std::string(path.substr(0, slash)));
        if (slash == std::string_view::npos) {
            place.complete = true;
            return place;
        }
        path.remove_prefix(slash + 1);
        const auto item = folder->items.find(place.name());
        if (item == folder->items.end() || item->second.entry.mode != folder_mode) return place;
        if (!item->second.folder) {
            item->second.folder = std::make_unique<Folder>();
            item->second.folder->id = item->second.entry.id;
        }
        folder = item->second.folder.get();
    }
}

std::optional<TreeEntry> TreeEditor::find(std::string_view path) {
    const Place place = walk(path);
    const auto item = place.folder().items.find(place.name());
    if (!place.complete || item == place.folder().items.end() || item->second.entry.mode == folder_mode)
        return std::nullopt;
    return item->second.entry;
}

bool TreeEditor::is_below_an_entry(std::string_view path) {
    const Place place = walk(path);
    return !place.complete && place.folder().items.contains(place.name());
}

void TreeEditor::remove(std::string_view path) {
    if (!find(path)) return;
    const Place place = walk(path);
    for (auto step = place.way.rbegin(); step != place.way.rend(); ++step) {
        step->first->changed = true;
        // The entry itself first, then each folder that has nothing left.
        const bool goes = step == place.way.rbegin() || (step - 1)->first->items.empty();
        if (goes) step->first->items.erase(step->second);
    }
}

bool TreeEditor::put(std::string_view path, TreeEntry entry) {
    const Place place = walk(path);
    const auto item = place.folder().items.find(place.name());
    const bool there = item != place.folder().items.end();
    if (there && (!place.complete || item->second.entry.mode == folder_mode)) return false;
    for (const auto& [folder, name] : place.way) folder->changed = true;
    Folder* folder = &place.folder();
    std::string name = place.name();
    // The folders that are missing.
    std::string_view rest = path;
    for (std::size_t i = 0; i < place.way.size(); ++i) {
        const auto slash = rest.find('/');
        rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    }
    while (!rest.empty()) {
        if (++made_ > bounds::folders)
            throw Error(Failure::mismatch,
                        "the patches make more than " + std::to_string(bounds::folders) + " folders");
        Item& made = folder->items[name];
        made.entry.mode = folder_mode;
        made.folder = std::make_unique<Folder>();
        folder = made.folder.get();
        folder->loaded = folder->changed = true;
        const auto slash = rest.find('/');
        name = rest.substr(0, slash);
        rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    }
    folder->items[name] = Item{std::move(entry), nullptr};
    return true;
}

void TreeEditor::write(Folder& folder, const Write& write_tree) const {
    if (!folder.changed) return;
    std::vector<git::TreeItem> items;
    for (auto& [name, item] : folder.items) {
        if (item.folder) {
            write(*item.folder, write_tree);
            item.entry.id = item.folder->id;
        }
        items.push_back({item.entry.mode, name, item.entry.id});
    }
    folder.id = write_tree(git::write_tree(std::move(items)));
    folder.changed = false;
}

std::string TreeEditor::write(const Write& write_tree) {
    write(*root_, write_tree);
    return root_->id;
}

}  // namespace verbatim::patch
