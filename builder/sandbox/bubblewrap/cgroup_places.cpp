#include "sandbox/bubblewrap/cgroup_places.h"

#include "base/text.h"

#include <algorithm>
#include <optional>

namespace verbatim::bubblewrap {

namespace {

struct CgroupMount {
    bool v2 = false;
    std::string root;  // the part of the hierarchy that is shown
    std::string at;
    std::vector<std::string> options;  // v1: its controllers among others
};

// mountinfo writes blanks and backslashes in paths as \ooo.
std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto octal = [&](std::size_t at) {
            return at < text.size() && text[at] >= '0' && text[at] <= '7' ? text[at] - '0' : -1;
        };
        if (text[i] == '\\' && octal(i + 1) >= 0 && octal(i + 2) >= 0 && octal(i + 3) >= 0) {
            out += static_cast<char>(octal(i + 1) * 64 + octal(i + 2) * 8 + octal(i + 3));
            i += 3;
        } else {
            out += text[i];
        }
    }
    return out;
}

// "31 23 0:28 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory"
std::optional<CgroupMount> parse_mount(const std::string& line) {
    const std::vector<std::string> words = split(line, ' ');
    const auto dash = std::find(words.begin(), words.end(), "-");
    if (words.size() < 6 || words.end() - dash < 4) return std::nullopt;
    const std::string& type = dash[1];
    if (type != "cgroup" && type != "cgroup2") return std::nullopt;
    return CgroupMount{type == "cgroup2", unescaped(words[3]), unescaped(words[4]), split(dash[3], ',')};
}

// Our folder below the mount, where the mount shows it.
std::optional<std::filesystem::path> folder_in(const CgroupMount& mount, const std::string& group) {
    if (mount.root == "/") return mount.at + (group == "/" ? "" : group);
    if (group == mount.root) return mount.at;
    if (group.starts_with(mount.root + "/")) return mount.at + group.substr(mount.root.size());
    return std::nullopt;
}

}  // namespace

std::vector<CgroupPlace> cgroup_places(std::string_view self_cgroup, std::string_view mountinfo) {
    std::vector<CgroupMount> mounts;
    for (const std::string& line : split(mountinfo, '\n'))
        if (auto mount = parse_mount(line)) mounts.push_back(std::move(*mount));

    std::vector<CgroupPlace> places;
    for (const std::string& line : split(self_cgroup, '\n')) {
        // "4:memory:/group" or "0::/group"; a group's name may hold colons.
        const std::size_t first = line.find(':');
        const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::vector<std::string> controllers = split(line.substr(first + 1, second - first - 1), ',');
        const std::string group = line.substr(second + 1);
        const bool v2 = second == first + 1;
        for (const std::string controller : {"memory", "pids"}) {
            if (!v2 && std::find(controllers.begin(), controllers.end(), controller) == controllers.end())
                continue;
            for (const CgroupMount& mount : mounts) {
                const bool fits = v2 ? mount.v2
                                     : !mount.v2 && std::find(mount.options.begin(), mount.options.end(),
                                                              controller) != mount.options.end();
                const auto folder = fits ? folder_in(mount, group) : std::nullopt;
                if (!folder) continue;
                places.push_back({v2 ? CgroupPlace::Version::v2 : CgroupPlace::Version::v1,
                                  v2 ? "" : controller, *folder});
                break;
            }
            if (v2) break;
        }
    }
    return places;
}

}  // namespace verbatim::bubblewrap
