// A tree of git's edited by path, as an index is: files are put and removed, folders come and go with them.
// Only trees on the way to a path are read, and only those that changed are written. Unaware of patches.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace verbatim::patch {

// What is no folder: a file, a symbolic link or a submodule.
struct TreeEntry {
    std::uint32_t mode = 0;
    std::string id;
};

class TreeEditor {
  public:
    // `read` gives the bytes of a tree by id, or throws.
    using Read = std::function<std::string(const std::string& id)>;
    // Keeps the bytes of a tree and gives its id.
    using Write = std::function<std::string(std::string data)>;

    TreeEditor(const std::string& root, Read read);
    ~TreeEditor();
    TreeEditor(const TreeEditor&) = delete;
    TreeEditor& operator=(const TreeEditor&) = delete;

    // Nothing for folders too.
    [[nodiscard]] std::optional<TreeEntry> find(std::string_view path);
    // The nearest folder above the path is something else: a file, a link, a submodule.
    [[nodiscard]] bool is_below_an_entry(std::string_view path);
    // Also the folders that are empty then. What is absent is no error.
    void remove(std::string_view path);
    // Replaces an entry that is there. False, and nothing done, where the path is a folder or lies below an
    // entry. Throws Error (mismatch) where more folders are made than a series may make.
    [[nodiscard]] bool put(std::string_view path, TreeEntry entry);
    // Gives the id of the whole tree.
    std::string write(const Write& write);

  private:
    struct Folder;
    struct Item;
    struct Place;
    void load(Folder& folder) const;
    Place walk(std::string_view path);
    void write(Folder& folder, const Write& write) const;

    Read read_;
    std::unique_ptr<Folder> root_;
    std::size_t made_ = 0;  // folders
};

}  // namespace verbatim::patch
