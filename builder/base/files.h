// Files and folders: read with a bound, written whole or not at all, temporary ones that go away, locks.
#pragma once

#include "base/error.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace verbatim {

// Owns a file descriptor.
class FileDescriptor {
  public:
    explicit FileDescriptor(int fd = -1) : fd_(fd) {}
    ~FileDescriptor() { reset(); }
    FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        if (this != &other) {
            reset();
            fd_ = std::exchange(other.fd_, -1);
        }
        return *this;
    }
    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool valid() const { return fd_ >= 0; }
    void reset();
    int release() { return std::exchange(fd_, -1); }

  private:
    int fd_;
};

// A folder of its own, removed with all it holds (read-only folders too) when the object goes.
class TemporaryDirectory {
  public:
    // Made inside `parent` (created where absent), which should lie on the file system that the content will
    // move to.
    explicit TemporaryDirectory(const std::filesystem::path& parent, std::string_view prefix = "tmp-");
    ~TemporaryDirectory();
    TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// An advisory lock (flock) on a file made for it (never through a link), held until the object goes. Waits;
// looks at interrupts meanwhile. A lock file may be removed by whoever holds it: who waited for the old one
// locks the new.
class FileLock {
  public:
    enum class Mode { exclusive, shared };
    explicit FileLock(const std::filesystem::path& file, Mode mode = Mode::exclusive);
    // Nothing where another holds it.
    static std::optional<FileLock> attempt(const std::filesystem::path& file, Mode mode = Mode::exclusive);
    // Lets others share; for a moment, nobody may hold it.
    void share();

  private:
    FileLock() = default;
    bool take(const std::filesystem::path& file, Mode mode);
    FileDescriptor fd_;
    std::filesystem::path file_;
};

// "cannot DOING PATH: the system's reason", with what to do about a full disk or a lack of permission.
Error disk_error(const std::string& doing, const std::filesystem::path& path, int error);

// A new file, written piece by piece, never through a link. Errors are disk_error()s: a stream of the
// standard library forgets the system's reason.
class FileWriter {
  public:
    explicit FileWriter(const std::filesystem::path& file, unsigned mode = 0644);
    void write(std::string_view bytes);
    void close();  // what is written may fail as late as here

  private:
    std::filesystem::path file_;
    FileDescriptor fd_;
};

// All throw Error (store) that names the path and the system's reason.
std::string read_file(const std::filesystem::path& file, std::uint64_t limit = 256U << 20U);
// Through a new file beside it, fsync and rename: a reader sees the old content or the new, nothing
// between.
void write_file(const std::filesystem::path& file, std::string_view content, unsigned mode = 0644);
void make_directories(const std::filesystem::path& directory);
// Removes a tree, folders without write permission included; what is absent is no error. Never follows links.
void remove_tree(const std::filesystem::path& tree);

// True where `path` is relative and stays inside whatever folder it is joined to: no "..", no leading '/', no
// empty or
// "." part, no NUL or control byte, no backslash.
bool is_contained_path(std::string_view path);

}  // namespace verbatim
