#include "store/store.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "store/disk.h"
#include "store/folders.h"
#include "store/opening.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

namespace fs = std::filesystem;

namespace verbatim {

Store::Store(const fs::path& root, Access access, const std::function<void()>& on_wait,
             const std::function<void(const TakenOver&)>& on_take_over)
    : root_(fs::absolute(root).lexically_normal()),
      in_use_(enter_store(root_, access, on_wait, on_take_over)) {}

fs::path Store::folder(const std::string& name) const {
    fs::path made = root_ / name;
    make_directories(made);
    if (!folders::is_real(made)) throw disk_error("use the folder", made, ENOTDIR);
    return made;
}

TemporaryDirectory Store::scratch(ScratchPrefix prefix) const {
    return TemporaryDirectory(root_ / "tmp", prefix.text);
}

fs::path Store::blob_path(const Digest& digest) const {
    const std::string hex = digest.hex();
    return root_ / "blobs" / hex.substr(0, 2) / hex.substr(2);
}

bool Store::has(const Digest& digest, Check check) const {
    return check == Check::content ? is_whole(digest) : ::access(blob_path(digest).c_str(), F_OK) == 0;
}

Digest Store::put(std::string_view content) {
    const Digest digest = sha256(content);
    if (is_whole(digest)) return digest;
    const fs::path path = blob_path(digest);
    make_directories(path.parent_path());
    disk::write_new(root_ / "tmp", path, content);
    return digest;
}

Digest Store::put_file(const fs::path& file) {
    const TemporaryDirectory work = scratch("blob-");
    const fs::path copy = work.path() / "blob";
    const Digest digest = disk::copy_hashing(file, copy, 0444);
    if (is_whole(digest)) return digest;
    make_directories(blob_path(digest).parent_path());
    disk::move(copy, blob_path(digest));
    return digest;
}

std::string Store::get(const Digest& digest) const {
    if (!has(digest))
        throw Error(Failure::damaged, "the store lacks the blob " + digest.hex())
            .note("Store: " + root_.string())
            .next("verbatim store fsck --repair, and the same command again");
    std::string content = read_file(blob_path(digest), 4ULL << 30U);
    if (const Digest found = sha256(content); found != digest)
        throw Error(Failure::damaged, "the blob " + digest.hex() + " in the store is damaged")
            .note("Its content hashes to " + found.hex() + ". It was not used.\nStore: " + root_.string())
            .next("verbatim store fsck --repair, and the same command again");
    return content;
}

// Content that is there is not written again. Read it all the same: after a power cut, what no outcome speaks
// of may be there by name only.
bool Store::is_whole(const Digest& digest) const {
    return disk::hashes_to(blob_path(digest), digest);
}

Digest Store::put_tree(const Tree& tree) {
    return put(tree.encode());
}

Tree Store::get_tree(const Digest& digest) const {
    return Tree::decode(get(digest));
}

Digest Store::import_directory(const fs::path& directory) {
    return disk::digest_directory(
        directory, [this](const fs::path& file) { return put_file(file); },
        [this](std::string_view bytes) { return put(bytes); });
}

bool Store::has_tree(const Digest& digest, Check check) const {
    Tree tree;
    try {
        tree = get_tree(digest);
    } catch (const Error&) {
        return false;
    }
    const auto is_there = [&](const TreeEntry& entry) {
        if (entry.kind == TreeEntry::Kind::directory) return has_tree(entry.digest, check);
        struct stat info{};
        return ::stat(blob_path(entry.digest).c_str(), &info) == 0 &&
               static_cast<std::uint64_t>(info.st_size) == entry.size &&
               (check == Check::presence || is_whole(entry.digest));
    };
    return std::all_of(tree.entries.begin(), tree.entries.end(), is_there);
}

// Another process may put a good one in its place at the same moment: so first it is taken away, then looked
// at, and put back where it is good.
void Store::discard_if_damaged(const Digest& digest) {
    if (!has(digest) || is_whole(digest)) return;
    const TemporaryDirectory work = scratch("damaged-");
    const fs::path aside = work.path() / "blob";
    if (::rename(blob_path(digest).c_str(), aside.c_str()) != 0) return;
    if (disk::hashes_to(aside, digest)) disk::move(aside, blob_path(digest));
}

void Store::discard_damage(const Digest& tree) {
    discard_if_damaged(tree);
    if (!has(tree)) return;
    for (const TreeEntry& entry : get_tree(tree).entries)
        if (entry.kind == TreeEntry::Kind::directory)
            discard_damage(entry.digest);
        else
            discard_if_damaged(entry.digest);
}

std::optional<TreeEntry> Store::find(const Digest& tree, std::string_view path) const {
    TreeEntry entry{{}, TreeEntry::Kind::directory, tree, 0};
    if (path == ".") return entry;
    for (const std::string& part : split(path, '/')) {
        if (entry.kind != TreeEntry::Kind::directory) return std::nullopt;
        const Tree folder = get_tree(entry.digest);
        const TreeEntry* found = folder.find(part);
        if (found == nullptr) return std::nullopt;
        entry = *found;
    }
    return entry;
}

namespace {
void list(const Store& store, const Digest& tree, const std::string& prefix,
          std::map<std::string, TreeEntry>& all) {
    for (const TreeEntry& entry : store.get_tree(tree).entries) {
        throw_if_interrupted();
        if (entry.kind == TreeEntry::Kind::directory) {
            list(store, entry.digest, prefix + entry.name + "/", all);
        } else {
            all.emplace(prefix + entry.name, entry);
        }
    }
}
}  // namespace

std::map<std::string, TreeEntry> Store::files(const Digest& tree) const {
    std::map<std::string, TreeEntry> all;
    list(*this, tree, "", all);
    return all;
}

Digest Store::only(const Digest& tree, const std::vector<std::string>& paths) {
    TreeBuilder builder(*this);
    for (const std::string& path : paths) {
        const auto entry = find(tree, path);
        if (!entry) continue;
        if (entry->kind == TreeEntry::Kind::directory) {
            builder.add_tree(path, entry->digest);
        } else if (entry->kind == TreeEntry::Kind::symlink) {
            builder.add_symlink(path, get(entry->digest));
        } else {
            builder.add_blob(path, entry->digest, entry->size, entry->kind == TreeEntry::Kind::executable);
        }
    }
    return builder.finish();
}

void Store::materialise(const Digest& tree, const fs::path& to, std::int64_t mtime) const {
    disk::write_tree(*this, tree, to, mtime, {.file = 0644, .executable = 0755});
}

fs::path Store::shared(const Digest& tree) {
    const std::lock_guard guard(shared_mutex_);
    if (const auto known = shared_.find(tree); known != shared_.end()) return known->second;
    const fs::path place = root_ / "trees" / tree.hex();
    const FileLock lock(root_ / "locks" / ("tree-" + tree.hex().substr(0, 2)));
    if (std::error_code error; fs::exists(fs::symlink_status(place, error))) {
        const auto hash_file = [](const fs::path& file) { return sha256_file(file); };
        if (folders::is_real(place) && disk::digest_directory(place, hash_file, sha256) == tree)
            return shared_[tree] = place;
        remove_tree(place);  // changed by somebody: made anew from the blobs
    }
    const TemporaryDirectory work = scratch("tree-");
    disk::write_tree(*this, tree, work.path() / "tree", 0, {.file = 0444, .executable = 0555});
    disk::move(work.path() / "tree", place);
    return shared_[tree] = place;
}

std::optional<Outcome> Store::outcome(const Digest& run_digest) const {
    const fs::path file = root_ / "outcomes" / (run_digest.hex() + ".json");
    if (!fs::exists(file)) return std::nullopt;
    try {
        Outcome found = Outcome::from_json(read_file(file, 1U << 20U), run_digest.hex());
        if (!found.cold) return std::nullopt;
        return found;
    } catch (const Error&) {
        return std::nullopt;  // cut short by a crash: the action is simply run again, and this overwritten
    }
}

void Store::mark_used(const Digest& run_digest) const {
    constexpr std::int64_t hour = 3600;  // not at each use: a read should seldom cost a write
    const fs::path file = root_ / "outcomes" / (run_digest.hex() + ".json");
    struct stat info{};
    if (::stat(file.c_str(), &info) == 0 && std::time(nullptr) - info.st_mtime > hour)
        (void)::utimensat(AT_FDCWD, file.c_str(), nullptr, 0);
}

void Store::put_outcome(const Digest& run_digest, const Outcome& outcome) {
    disk::sync(root_);
    write_file(root_ / "outcomes" / (run_digest.hex() + ".json"), outcome.to_json());
}

}  // namespace verbatim
