// A control group of the kernel for one Run: bounds on memory and processes that count all of its processes
// together, and a way to end every one of them. Version 1 and version 2 of the kernel's interface
// (cgroups(7)).
#pragma once

#include "base/files.h"
#include "sandbox/bubblewrap/cgroup_places.h"
#include "sandbox/sandbox_limits.h"

#include <filesystem>
#include <string>
#include <vector>

namespace verbatim::bubblewrap {

class ControlGroup {
  public:
    // Makes a group below each place as far as this user may; what is not allowed is left out. Groups that a
    // killed Verbatim left behind are removed.
    ControlGroup(const std::vector<CgroupPlace>& places, const SandboxLimits& limits);
    ~ControlGroup();  // ends what runs in it, and removes it
    ControlGroup(const ControlGroup&) = delete;
    ControlGroup& operator=(const ControlGroup&) = delete;

    [[nodiscard]] bool limits_memory() const { return memory_; }
    [[nodiscard]] bool limits_processes() const { return processes_; }
    // For ProcessSpec::joined.
    [[nodiscard]] std::vector<int> joined() const;
    // Kills what still runs in it, and waits until nothing does.
    void end() const;
    [[nodiscard]] bool ran_out_of_memory() const;
    [[nodiscard]] bool ran_out_of_processes() const;

  private:
    struct Group {
        std::filesystem::path folder;
        CgroupPlace place;
        FileDescriptor procs;
    };
    void add(const CgroupPlace& place, const SandboxLimits& limits);
    bool limit(const CgroupPlace& place, const std::filesystem::path& folder, const SandboxLimits& limits);

    std::vector<Group> groups_;
    bool memory_ = false, processes_ = false;
};

// Where this process stands now.
std::vector<CgroupPlace> current_cgroup_places();

}  // namespace verbatim::bubblewrap
