// Pure: where this process stands in the kernel's control groups, from what /proc/self says. cgroups(7).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::bubblewrap {

struct CgroupPlace {
    enum class Version { v1, v2 } version = Version::v1;
    std::string controller;        // v1: "memory" or "pids"; v2: empty, since one group has them all
    std::filesystem::path folder;  // the group that this process is in
};

// From the texts of /proc/self/cgroup and /proc/self/mountinfo. Hierarchies that are not mounted, or whose
// mount shows another part of the hierarchy than ours, are left out; so are lines that make no sense.
std::vector<CgroupPlace> cgroup_places(std::string_view self_cgroup, std::string_view mountinfo);

}  // namespace verbatim::bubblewrap
