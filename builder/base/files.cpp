#include "base/files.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

[[noreturn]] void fail(const std::string& doing, const fs::path& path, int error = errno) {
    throw disk_error(doing, path, error);
}

void write_all(int fd, std::string_view content, const fs::path& path) {
    while (!content.empty()) {
        const ssize_t n = ::write(fd, content.data(), content.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail("write", path);
        content.remove_prefix(static_cast<std::size_t>(n));
    }
}

}  // namespace

Error disk_error(const std::string& doing, const fs::path& path, int error) {
    Error made(Failure::store, "cannot " + doing + " " + path.string() + ": " + std::strerror(error));
    if (error == ENOSPC || error == EDQUOT)
        made.next("free some disk space, then run the same command again");
    if (error == EACCES || error == EROFS || error == EPERM)
        made.next("make it writable for this user, or choose another folder with --store");
    return made;
}

void FileDescriptor::reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

TemporaryDirectory::TemporaryDirectory(const fs::path& parent, std::string_view prefix) {
    make_directories(parent);
    std::string name = (parent / (std::string(prefix) + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr) fail("make a temporary folder", name);
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
    if (path_.empty()) return;
    // Processes that were just killed may still be writing into it: a few tries. What is left then is
    // collected later.
    for (int attempt = 0; attempt < 20; ++attempt) {
        try {
            remove_tree(path_);
            return;
        } catch (const std::exception&) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }
}

FileLock::FileLock(const fs::path& file, Mode mode) {
    while (!take(file, mode)) {
        throw_if_interrupted();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

std::optional<FileLock> FileLock::attempt(const fs::path& file, Mode mode) {
    FileLock lock;
    if (!lock.take(file, mode)) return std::nullopt;
    return lock;
}

bool FileLock::take(const fs::path& file, Mode mode) {
    if (!fd_.valid()) {
        constexpr int own = O_NOFOLLOW | O_CLOEXEC;
        fd_ = FileDescriptor(::open(file.c_str(), O_RDWR | O_CREAT | own, 0644));
        if (!fd_.valid() && errno == ENOENT) {
            make_directories(file.parent_path());
            fd_ = FileDescriptor(::open(file.c_str(), O_RDWR | O_CREAT | own, 0644));
        }
        // flock needs no permission to write.
        if (!fd_.valid() && (errno == EACCES || errno == EROFS))
            fd_ = FileDescriptor(::open(file.c_str(), O_RDONLY | own));
        if (!fd_.valid()) fail("open the lock", file);
        file_ = file;
    }
    if (::flock(fd_.get(), (mode == Mode::shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) fail("lock", file);
        return false;
    }
    struct stat held{}, named{};
    if (::fstat(fd_.get(), &held) == 0 && ::stat(file.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
        held.st_dev == named.st_dev)
        return true;
    fd_.reset();  // removed, and perhaps made anew, while we waited: this lock keeps nobody out
    return false;
}

void FileLock::share() {
    // Not one step for the kernel: another process may get the whole lock in between, and keep it for a
    // while.
    while (::flock(fd_.get(), LOCK_SH | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) fail("share the lock", file_);
        throw_if_interrupted();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

FileWriter::FileWriter(const fs::path& file, unsigned mode)
    : file_(file), fd_(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode)) {
    if (!fd_.valid()) fail("write", file_);
}

void FileWriter::write(std::string_view bytes) {
    write_all(fd_.get(), bytes, file_);
}

void FileWriter::close() {
    if (::close(fd_.release()) != 0) fail("write", file_);
}

std::string read_file(const fs::path& file, std::uint64_t limit) {
    const FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.valid()) fail("read", file);
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) fail("read", file);
    if (S_ISDIR(info.st_mode)) fail("read", file, EISDIR);
    std::string content;
    if (info.st_size > 0)
        content.reserve(std::min<std::uint64_t>(static_cast<std::uint64_t>(info.st_size), limit));
    char buffer[1 << 16];
    while (true) {
        const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail("read", file);
        if (n == 0) return content;
        content.append(buffer, static_cast<std::size_t>(n));
        if (content.size() > limit)
            throw Error(Failure::definition, file.string() + " is larger than " + human_size(limit));
    }
}

namespace {

// A name beside the file that nobody has.
std::string name_beside(const fs::path& file) {
    static std::atomic<unsigned> made{0};
    return file.string() + "." + std::to_string(::getpid()) + "-" + std::to_string(made++);
}

// Calls `make` with such names until one was free. Throws Error (store) where it fails for another reason.
template <typename Make>
std::string with_free_name(const fs::path& file, Make make) {
    for (int attempt = 0; attempt < 1000; ++attempt) {
        std::string name = name_beside(file);
        if (make(name)) return name;
        if (errno != EEXIST) fail("write", file);
    }
    fail("write", file, EEXIST);
}

}  // namespace

void write_file(const fs::path& file, std::string_view content, unsigned mode) {
    // What has no name goes with us when we are killed. Not every file system has such files.
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    FileDescriptor fd(::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
    std::string temporary;
    if (!fd.valid())
        temporary = with_free_name(file, [&](const std::string& name) {
            fd = FileDescriptor(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
            return fd.valid();
        });
    try {
        write_all(fd.get(), content, file);
        if (::fchmod(fd.get(), mode) != 0 || ::fsync(fd.get()) != 0) fail("write", file);
        if (temporary.empty())
            temporary = with_free_name(file, [&](const std::string& name) {
                const std::string nameless = "/proc/self/fd/" + std::to_string(fd.get());
                return ::linkat(AT_FDCWD, nameless.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
            });
        fd.reset();
        if (::rename(temporary.c_str(), file.c_str()) != 0) fail("write", file);
    } catch (...) {
        if (!temporary.empty()) ::unlink(temporary.c_str());
        throw;
    }
}

void make_directories(const fs::path& directory) {
    std::error_code error;
    fs::create_directories(directory, error);
    if (error) fail("make the folder", directory, error.value());
}

namespace {

std::vector<fs::path> entries_of(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        entries.push_back(at->path());
    if (error && error != std::errc::no_such_file_or_directory)
        fail("read the folder", folder, error.value());
    return entries;
}

bool is_folder(const fs::path& path) {
    struct stat info{};
    return ::lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

void unlink_file(const fs::path& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) fail("remove", path);
}

void remove_empty(const fs::path& folder) {
    if (::rmdir(folder.c_str()) != 0 && errno != ENOENT) fail("remove", folder);
}

// Moves a folder up into `top` under a name that is free there.
void hoist(const fs::path& folder, const fs::path& top, std::uint64_t& number) {
    ::chmod(folder.c_str(), 0700);  // to move a folder is to write into it
    while (true) {
        const fs::path to = top / (".removing-" + std::to_string(number++));
        if (::renameat2(AT_FDCWD, folder.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return;
        if (errno == ENOENT) return;
        if (errno != EEXIST) fail("remove", folder);
    }
}

}  // namespace

// A build may leave folders in each other deeper than a path can be long: each is moved up before it is
// emptied, so that no path here has more than three parts below the tree, and nothing recurses.
void remove_tree(const fs::path& tree) {
    if (!is_folder(tree)) {
        unlink_file(tree);
        return;
    }
    ::chmod(tree.c_str(), 0700);
    std::uint64_t number = 0;
    while (true) {
        bool again = false;
        for (const fs::path& entry : entries_of(tree)) {
            if (!is_folder(entry)) {
                unlink_file(entry);
                continue;
            }
            again = true;
            ::chmod(entry.c_str(), 0700);
            for (const fs::path& inner : entries_of(entry)) {
                if (is_folder(inner))
                    hoist(inner, tree, number);
                else
                    unlink_file(inner);
            }
            remove_empty(entry);
        }
        if (!again) break;
    }
    remove_empty(tree);
}

bool is_contained_path(std::string_view path) {
    if (path.empty() || path.size() > 4096) return false;
    for (const char c : path)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\') return false;
    for (const std::string& part : split(path, '/'))
        if (part.empty() || part == "." || part == ".." || part.size() > 255) return false;
    return true;
}

}  // namespace verbatim
