#include "sandbox/bubblewrap/open_files.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace verbatim::bubblewrap {

namespace {

using Folder = std::unique_ptr<DIR, int (*)(DIR*)>;

std::optional<pid_t> number(const std::string& text) {
    pid_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct Stat {
    char state = 'Z';
    pid_t parent = 0;
};

// "12 (any name) S 1 …": a name may hold brackets and blanks itself.
std::optional<Stat> stat_of(pid_t pid) {
    try {
        const std::string text = read_file("/proc/" + std::to_string(pid) + "/stat", 4096);
        const auto name_end = text.rfind(") ");
        if (name_end == std::string::npos) return std::nullopt;
        const std::vector<std::string> words = split(std::string_view(text).substr(name_end + 2), ' ');
        const auto parent = words.size() > 1 ? number(words[1]) : std::nullopt;
        if (!parent || words[0].empty()) return std::nullopt;
        return Stat{words[0][0], *parent};
    } catch (const Error&) {
        return std::nullopt;  // it is gone
    }
}

bool ended(pid_t pid) {
    const auto stat = stat_of(pid);
    return !stat || stat->state == 'Z' || stat->state == 'X';
}

bool is_memory(int folder, const char* name) {
    // Opened by path only: a pipe or a device is not touched.
    const FileDescriptor file(::openat(folder, name, O_PATH | O_CLOEXEC));
    struct statfs system{};
    return !file.valid() || ::fstatfs(file.get(), &system) != 0 || system.f_type == TMPFS_MAGIC ||
           system.f_type == HUGETLBFS_MAGIC;
}

}  // namespace

std::vector<pid_t> family(pid_t first) {
    std::multimap<pid_t, pid_t> children;
    const Folder all(::opendir("/proc"), &::closedir);
    if (!all || !stat_of(first)) return {};
    while (const dirent* entry = ::readdir(all.get()))
        if (const auto pid = number(entry->d_name))
            if (const auto stat = stat_of(*pid)) children.emplace(stat->parent, *pid);
    std::vector<pid_t> found = {first};
    for (std::size_t at = 0; at < found.size(); ++at)
        for (auto [child, end] = children.equal_range(found[at]); child != end; ++child)
            found.push_back(child->second);
    return found;
}

UnnamedFiles unnamed_files(const std::vector<pid_t>& processes, dev_t device) {
    UnnamedFiles result;
    std::set<std::pair<dev_t, ino_t>> seen;
    for (const pid_t pid : processes) {
        const Folder open(::opendir(("/proc/" + std::to_string(pid) + "/fd").c_str()), &::closedir);
        if (!open) {
            if ((errno == EACCES || errno == EPERM) && !ended(pid)) result.hidden = true;
            continue;
        }
        const int folder = ::dirfd(open.get());
        while (const dirent* entry = ::readdir(open.get())) {
            struct stat info{};
            if (::fstatat(folder, entry->d_name, &info, 0) != 0 || !S_ISREG(info.st_mode) ||
                info.st_nlink != 0)
                continue;
            if (info.st_dev != device && is_memory(folder, entry->d_name)) continue;
            if (seen.emplace(info.st_dev, info.st_ino).second)
                result.bytes += static_cast<std::uint64_t>(info.st_blocks) * 512;
        }
    }
    return result;
}

}  // namespace verbatim::bubblewrap
