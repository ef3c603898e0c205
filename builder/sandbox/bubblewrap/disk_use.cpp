#include "sandbox/bubblewrap/disk_use.h"

#include "base/files.h"
#include "base/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace verbatim::bubblewrap {

namespace {

constexpr std::uint64_t most_entries = 4'000'000;
constexpr std::uint64_t kept_free = 256ULL << 20U;  // for everybody else on the disk

// By descriptors, not by paths: a tree may be deeper than a path can be long.
void add(int parent, const char* name, std::uint64_t depth, DiskUse& use) {
    use.depth = std::max(use.depth, depth);
    if (depth > deepest_tree) return;
    const int fd = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return;
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
        if (S_ISREG(info.st_mode)) use.apparent += static_cast<std::uint64_t>(info.st_size);
        if (S_ISDIR(info.st_mode)) add(fd, entry->d_name, depth + 1, use);
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
    if (::statvfs(folder_.c_str(), &system) == 0 &&
        static_cast<std::uint64_t>(system.f_bavail) * system.f_frsize < kept_free)
        return "was stopped: less than " + human_size(kept_free) + " are left on the disk of the store";
    const auto begin = std::chrono::steady_clock::now();
    if (begin < next_) return std::nullopt;
    const DiskUse use = disk_use(folder_);
    const auto end = std::chrono::steady_clock::now();
    next_ = end +
            std::max<std::chrono::steady_clock::duration>((end - begin) * 20, std::chrono::milliseconds(500));
    if (use.bytes > limit_) return "wrote more than " + human_size(limit_) + ", the limit on disk use";
    if (use.entries > most_entries) return "made more than " + std::to_string(most_entries) + " files";
    return std::nullopt;
}

}  // namespace verbatim::bubblewrap
