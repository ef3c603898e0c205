#include "sandbox/bubblewrap/disk_use.h"

#include "base/files.h"
#include "base/text.h"
#include "sandbox/bubblewrap/open_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace verbatim::bubblewrap {

namespace {

constexpr std::uint64_t most_entries = 4'000'000;
constexpr std::uint64_t kept_free = 256ULL << 20U;  // for everybody else on the disk

// By descriptors, not by paths: a tree may be deeper than a path can be long.
void add(int parent, const char* name, std::uint64_t depth, DiskUse& use) {
    use.depth = std::max(use.depth, depth);
    if (depth > deepest_tree) return;
    const int fd = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        if (errno == EACCES) use.hidden = true;
        return;
    }
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(fd), &::closedir);
    if (!folder) {
        ::close(fd);
        return;
    }
    while (const dirent* entry = ::readdir(folder.get())) {
        if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0) continue;
        struct stat info{};
        if (::fstatat(fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) continue;
        ++use.entries;
        use.bytes += static_cast<std::uint64_t>(info.st_blocks) * 512;
        if (S_ISREG(info.st_mode))
            use.apparent += static_cast<std::uint64_t>(info.st_size);
        else if (S_ISDIR(info.st_mode))
            add(fd, entry->d_name, depth + 1, use);
        else if (!S_ISLNK(info.st_mode) && use.odd.empty())
            use.odd = entry->d_name;
    }
}

}  // namespace

DiskUse disk_use(const std::filesystem::path& folder) {
    DiskUse use;
    add(AT_FDCWD, folder.c_str(), 1, use);
    return use;
}

std::optional<std::string> DiskWatch::operator()() {
    struct statvfs system{};
    full_ = ::statvfs(folder_.c_str(), &system) == 0 &&
            static_cast<std::uint64_t>(system.f_bavail) * system.f_frsize < kept_free;
    if (full_)
        return "was stopped: less than " + human_size(kept_free) + " are left on the disk of the store";
    const auto begin = std::chrono::steady_clock::now();
    if (begin < next_) return std::nullopt;
    const auto objection = look();
    const auto end = std::chrono::steady_clock::now();
    next_ = end +
            std::max<std::chrono::steady_clock::duration>((end - begin) * 20, std::chrono::milliseconds(500));
    return objection;
}

std::optional<std::string> DiskWatch::look() {
    const DiskUse use = disk_use(folder_);
    UnnamedFiles unnamed;
    struct stat info{};
    if (const pid_t first = first_process_ ? first_process_() : 0;
        first > 0 && ::stat(folder_.c_str(), &info) == 0)
        unnamed = unnamed_files(family(first), info.st_dev);
    if (use.bytes + unnamed.bytes > limit_) {
        const std::string limit = "wrote more than " + human_size(limit_) + ", the limit on disk use";
        return unnamed.bytes < limit_ / 2 ? limit : limit + ", into files that it unlinked and holds open";
    }
    if (use.entries > most_entries) return "made more than " + std::to_string(most_entries) + " files";
    const std::string uncounted = ", so that what it writes cannot be counted";
    if (use.depth > deepest_tree)
        return "made a tree that is more than " + std::to_string(deepest_tree) + " folders deep" + uncounted;
    if (use.hidden) return "made a folder that cannot be read" + uncounted;
    // Twice: a process hides itself for a moment while the sandbox is set up.
    const bool hidden = std::exchange(hidden_before_, unnamed.hidden) && unnamed.hidden;
    if (hidden) return "has a process whose open files cannot be seen" + uncounted;
    return std::nullopt;
}

}  // namespace verbatim::bubblewrap
