// Content-addressed blobs and trees, and the outcomes of actions, in one folder (docs/formats/store.md). Safe
// for several threads and processes: everything is written beside its place and renamed into it. Unaware of
// what actions do.
#pragma once

#include "base/digest.h"
#include "base/files.h"
#include "store/outcome.h"
#include "store/scratch_prefix.h"
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

// What a process is going to do in a store; it keeps gc and repair apart from everybody else.
enum class Access {
    work,   // read and add, together with others
    look,   // read only, together with others; a read-only folder will do, and nothing is made
    alone,  // remove what others might be using
};

// How closely a tree is looked at: are its blobs there and as long as it says, or also what it says?
enum class Check { presence, content };

// What went when a store of an earlier version was taken over (docs/formats/store.md).
struct TakenOver {
    std::uint64_t forgotten_outcomes = 0;  // made with a compiler cache that builds shared
    bool removed_caches = false;
};

class Store {
  public:
    // Opens, and for work makes where absent. Where another process has to end first, `on_wait` is called
    // once and it is waited for; Access::alone without `on_wait` does not wait. `on_take_over` is told where
    // an earlier version's store was taken over. Throws Error (store) where the folder cannot be used, Error
    // (usage) where it is no store.
    explicit Store(const std::filesystem::path& root, Access access = Access::work,
                   const std::function<void()>& on_wait = {},
                   const std::function<void(const TakenOver&)>& on_take_over = {});

    [[nodiscard]] const std::filesystem::path& root() const { return root_; }
    // A folder for others' use inside the store, created: "mirrors", "logs". Throws Error (store) where it is
    // a link.
    [[nodiscard]] std::filesystem::path folder(const std::string& name) const;
    // A temporary folder on the store's file system.
    [[nodiscard]] TemporaryDirectory scratch(ScratchPrefix prefix) const;

    // A blob that is there but damaged is replaced.
    Digest put(std::string_view content);
    // Copies the file in.
    Digest put_file(const std::filesystem::path& file);
    [[nodiscard]] bool has(const Digest& digest, Check check = Check::presence) const;
    // Hashed as it is read: throws Error (damaged) where it is absent or not what it was.
    [[nodiscard]] std::string get(const Digest& digest) const;
    [[nodiscard]] std::filesystem::path blob_path(const Digest& digest) const;

    Digest put_tree(const Tree& tree);
    [[nodiscard]] Tree get_tree(const Digest& digest) const;
    // A folder on disk becomes a tree. Symlinks stay links; devices, sockets and pipes are an Error.
    Digest import_directory(const std::filesystem::path& directory);
    // Every blob and sub-tree of it?
    [[nodiscard]] bool has_tree(const Digest& digest, Check check = Check::presence) const;
    // Takes away each blob of it that is not what its name says, so that it is fetched or made again.
    void discard_damage(const Digest& tree);

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

    // Nothing where it was made with a compiler cache that builds shared, as earlier versions did.
    [[nodiscard]] std::optional<Outcome> outcome(const Digest& run_digest) const;
    // For gc, which may forget those that no run has used for long.
    void mark_used(const Digest& run_digest) const;
    // After everything written so far is on disk.
    void put_outcome(const Digest& run_digest, const Outcome& outcome);

  private:
    bool is_whole(const Digest& digest) const;
    void discard_if_damaged(const Digest& digest);

    std::filesystem::path root_;
    std::optional<FileLock> in_use_;
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
