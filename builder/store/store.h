// Content-addressed blobs and trees, and the outcomes of actions, in one folder (docs/formats/store.md). Safe
// for several threads and processes: everything is written beside its place and renamed into it. Unaware of
// what actions do.
#pragma once

#include "base/digest.h"
#include "base/files.h"
#include "store/outcome.h"
#include "store/tree.h"

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace verbatim {

class Store {
  public:
    // Opens, and makes where absent. Throws Error (store) where the folder cannot be used.
    explicit Store(const std::filesystem::path& root);

    [[nodiscard]] const std::filesystem::path& root() const { return root_; }
    // A folder for others' use inside the store, created: "mirrors", "locks".
    [[nodiscard]] std::filesystem::path folder(const std::string& name) const;
    // A temporary folder on the store's file system.
    [[nodiscard]] TemporaryDirectory scratch(std::string_view prefix = "work-") const;

    Digest put(std::string_view content);
    // Copies the file in; `expected` is checked where given (throws Error (mismatch)).
    Digest put_file(const std::filesystem::path& file);
    [[nodiscard]] bool has(const Digest& digest) const;
    // Hashed as it is read: throws Error (store) where it is absent or damaged.
    [[nodiscard]] std::string get(const Digest& digest) const;
    [[nodiscard]] std::filesystem::path blob_path(const Digest& digest) const;

    Digest put_tree(const Tree& tree);
    [[nodiscard]] Tree get_tree(const Digest& digest) const;
    // A folder on disk becomes a tree. Symlinks stay links; devices, sockets and pipes are an Error.
    Digest import_directory(const std::filesystem::path& directory);
    // Every blob and sub-tree of it present (not re-hashed)?
    [[nodiscard]] bool has_tree(const Digest& digest) const;

    // What stands at a slash-separated path inside a tree.
    [[nodiscard]] std::optional<TreeEntry> find(const Digest& tree, std::string_view path) const;
    // All files and links below, as path → entry.
    [[nodiscard]] std::map<std::string, TreeEntry> files(const Digest& tree) const;
    // The tree of just those paths (files or folders); paths that are absent are left out.
    Digest only(const Digest& tree, const std::vector<std::string>& paths);

    // Fresh, writable copies in `to` (created; must be empty or absent); blobs are hashed on the way. Modes
    // 0644, 0755; all times set to `mtime` (seconds since 1970).
    void materialise(const Digest& tree, const std::filesystem::path& to, std::int64_t mtime) const;
    // A copy kept in the store for read-only use by many: made once; re-hashed at the first use in this
    // process and made anew where it was changed. Times are 0.
    std::filesystem::path shared(const Digest& tree);

    [[nodiscard]] std::optional<Outcome> outcome(const Digest& run_digest) const;
    // After everything written so far is on disk.
    void put_outcome(const Digest& run_digest, const Outcome& outcome);

  private:
    std::filesystem::path root_;
    std::mutex shared_mutex_;
    std::map<Digest, std::filesystem::path> shared_;
};

// Collects files by path and makes nested trees of them: for importers of zips, packages and git trees,
// without a detour over the disk. Paths must be contained (base/files.h); throws Error (mismatch) where one
// path is both a file and a folder, or comes twice with different content.
class TreeBuilder {
  public:
    explicit TreeBuilder(Store& store) : store_(store) {}
    void add_file(const std::string& path, std::string_view content, bool executable = false);
    void add_blob(const std::string& path, const Digest& blob, std::uint64_t size, bool executable = false);
    void add_symlink(const std::string& path, std::string_view target);
    void add_directory(const std::string& path);
    void add_tree(const std::string& path, const Digest& tree);  // replaces whatever is there
    Digest finish();

  private:
    struct Node {
        std::map<std::string, Node> children;
        std::optional<TreeEntry> leaf;  // a file, a link, or a whole tree by digest
    };
    Node& place(const std::string& path);
    void set(const std::string& path, TreeEntry entry);
    Digest finish(const Node& node);
    Store& store_;
    Node root_;
};

}  // namespace verbatim
