// Looks at the control groups of this process (cgroups(7)), version 2 or 1. The sandbox makes its own below
// them where it may.
#include "base/files.h"
#include "base/text.h"
#include "cli/doctor/checks.h"

#include <unistd.h>

#include <fstream>

namespace fs = std::filesystem;

namespace verbatim::doctor {

namespace {

const fs::path root = "/sys/fs/cgroup";

struct Membership {
    std::string controllers;  // empty: version 2
    std::string path;         // "/user.slice"
};

std::vector<Membership> memberships() {
    std::vector<Membership> all;
    std::ifstream file("/proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        const auto first = line.find(':'), second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos) continue;
        all.push_back({line.substr(first + 1, second - first - 1), line.substr(second + 1)});
    }
    return all;
}

// A container often shows its own group as the root of what is mounted.
bool can_make_group(const fs::path& hierarchy, const std::string& path) {
    for (const fs::path& folder : {fs::path(hierarchy.string() + path), hierarchy})
        if (fs::exists(folder / "cgroup.procs")) return ::access(folder.c_str(), W_OK) == 0;
    return false;
}

}  // namespace

Diagnosis check_limits() {
    const bool unified = fs::exists(root / "cgroup.controllers");
    std::vector<std::string> writable;
    for (const Membership& one : memberships())
        for (const std::string controller : {"memory", "pids"}) {
            const auto names = split(one.controllers, ',');
            const bool version_1 = std::find(names.begin(), names.end(), controller) != names.end();
            if (version_1 && can_make_group(root / controller, one.path)) writable.push_back(controller);
            if (unified && one.controllers.empty() && can_make_group(root, one.path))
                writable.push_back(controller);
        }
    if (writable.size() >= 2)
        return {"limits", Diagnosis::Result::ok,
                "time, output, size of files; a control group can be made for " + join(writable, " and ") +
                    (unified ? " (cgroup v2)" : " (cgroup v1)"),
                ""};
    return {
        "limits", Diagnosis::Result::warn,
        "time, output, size of files; no control group can be made, so memory and processes have no limit",
        "run as root, or in a group of your own: systemd-run --user --scope -p Delegate=yes verbatim …"};
}

}  // namespace verbatim::doctor
