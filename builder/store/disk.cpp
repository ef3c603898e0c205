#include "store/disk.h"

#include "base/error.h"
#include "base/interrupt.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace fs = std::filesystem;

namespace verbatim::disk {

namespace {

[[noreturn]] void fail(const char* doing, const fs::path& path) {
    throw disk_error(doing, path, errno);
}

void write_all(int fd, std::string_view bytes, const fs::path& path) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail("write", path);
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

void set_time(const fs::path& path, std::int64_t mtime) {
    const std::array<timespec, 2> times{{{mtime, 0}, {mtime, 0}}};
    if (::utimensat(AT_FDCWD, path.c_str(), times.data(), AT_SYMLINK_NOFOLLOW) != 0)
        fail("set the time of", path);
}

}  // namespace

void write_new(const fs::path& temporary, const fs::path& to, std::string_view content) {
    std::string name = (temporary / "blob-XXXXXX").string();
    const FileDescriptor fd(::mkostemp(name.data(), O_CLOEXEC));
    if (!fd.valid()) fail("write", name);
    try {
        write_all(fd.get(), content, to);
        if (::fchmod(fd.get(), 0444) != 0 || ::rename(name.c_str(), to.c_str()) != 0) fail("write", to);
    } catch (...) {
        ::unlink(name.c_str());
        throw;
    }
}

Digest copy_hashing(const fs::path& from, const fs::path& to, unsigned mode) {
    const FileDescriptor in(::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!in.valid()) fail("read", from);
    const FileDescriptor out(::open(to.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!out.valid()) fail("write", to);
    // Where the file system can, the copy takes no space until one of the two is written to. What was copied
    // is what is hashed: the original may change meanwhile.
    const bool cloned = ::ioctl(out.get(), FICLONE, in.get()) == 0;
    const FileDescriptor& read_from = cloned ? out : in;
    Sha256 hash;
    std::array<char, 1 << 16> buffer;
    while (true) {
        throw_if_interrupted();
        const ssize_t n = ::read(read_from.get(), buffer.data(), buffer.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail("read", from);
        if (n == 0) break;
        const std::string_view piece(buffer.data(), static_cast<std::size_t>(n));
        hash.update(piece);
        if (!cloned) write_all(out.get(), piece, to);
    }
    if (::fchmod(out.get(), mode) != 0) fail("write", to);
    return hash.finish();
}

bool hashes_to(const fs::path& file, const Digest& digest) {
    if (::access(file.c_str(), R_OK) != 0) return false;
    try {
        return sha256_file(file) == digest;
    } catch (const Error&) {
        return false;
    }
}

void move(const fs::path& from, const fs::path& to) {
    if (::rename(from.c_str(), to.c_str()) == 0) return;
    if (errno == ENOTEMPTY || errno == EEXIST) return;
    fail("move to", to);
}

void sync(const fs::path& within) {
    const FileDescriptor fd(::open(within.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.valid() || ::syncfs(fd.get()) != 0) fail("write to disk what is in", within);
}

void write_tree(const Store& store, const Digest& tree, const fs::path& to, std::int64_t mtime, Modes modes) {
    make_directories(to);
    for (const TreeEntry& entry : store.get_tree(tree).entries) {
        throw_if_interrupted();
        const fs::path path = to / entry.name;
        if (entry.kind == TreeEntry::Kind::directory) {
            write_tree(store, entry.digest, path, mtime, modes);
            continue;
        }
        if (entry.kind == TreeEntry::Kind::symlink) {
            if (::symlink(store.get(entry.digest).c_str(), path.c_str()) != 0) fail("make the link", path);
        } else {
            const unsigned mode = entry.kind == TreeEntry::Kind::executable ? modes.executable : modes.file;
            if (!store.has(entry.digest))
                (void)store.get(entry.digest);  // says what is missing, and what to do
            while (copy_hashing(store.blob_path(entry.digest), path, mode) != entry.digest) {
                (void)store.get(entry.digest);  // says that it is damaged
                remove_tree(path);              // or another process has just put a good one there
            }
        }
        set_time(path, mtime);
    }
    set_time(to, mtime);
}

Digest digest_directory(const fs::path& directory, const std::function<Digest(const fs::path&)>& file,
                        const std::function<Digest(std::string_view)>& bytes) {
    Tree tree;
    std::error_code error;
    for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
        throw_if_interrupted();
        const fs::path& path = at->path();
        struct stat info{};
        if (::lstat(path.c_str(), &info) != 0) fail("read", path);
        TreeEntry entry;
        entry.name = path.filename().string();
        if (S_ISDIR(info.st_mode)) {
            entry.kind = TreeEntry::Kind::directory;
            entry.digest = digest_directory(path, file, bytes);
        } else if (S_ISLNK(info.st_mode)) {
            const std::string target = fs::read_symlink(path).string();
            entry.kind = TreeEntry::Kind::symlink;
            entry.digest = bytes(target);
            entry.size = target.size();
        } else if (S_ISREG(info.st_mode)) {
            entry.kind = (info.st_mode & S_IXUSR) != 0 ? TreeEntry::Kind::executable : TreeEntry::Kind::file;
            entry.digest = file(path);
            entry.size = static_cast<std::uint64_t>(info.st_size);
        } else {
            throw Error(Failure::store, path.string() + " is neither file, folder nor link");
        }
        tree.entries.push_back(std::move(entry));
    }
    if (error) {
        errno = error.value();
        fail("read the folder", directory);
    }
    std::sort(tree.entries.begin(), tree.entries.end(),
              [](const TreeEntry& a, const TreeEntry& b) { return a.name < b.name; });
    return bytes(tree.encode());
}

}  // namespace verbatim::disk
