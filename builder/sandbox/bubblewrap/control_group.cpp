#include "sandbox/bubblewrap/control_group.h"

#include "base/error.h"
#include "base/text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <mutex>
#include <optional>
#include <thread>

namespace fs = std::filesystem;

namespace verbatim::bubblewrap {

namespace {

constexpr std::string_view our_name = "verbatim-";

// The kernel's files are there or not, and take a value or not: each is an answer, no error.
bool write_value(const fs::path& file, const std::string& value) {
    const FileDescriptor fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    return fd.valid() && ::write(fd.get(), value.data(), value.size()) == static_cast<ssize_t>(value.size());
}

std::string read_value(const fs::path& file) {
    try {
        return read_file(file, 1U << 20U);
    } catch (const Error&) {
        return {};
    }
}

// The number after `key` in lines of "key number".
std::uint64_t counter(const fs::path& file, const std::string& key) {
    for (const std::string& line : split(read_value(file), '\n')) {
        if (!line.starts_with(key + " ")) continue;
        std::uint64_t number = 0;
        std::from_chars(line.data() + key.size() + 1, line.data() + line.size(), number);
        return number;
    }
    return 0;
}

std::vector<pid_t> processes_in(const fs::path& folder) {
    std::vector<pid_t> pids;
    for (const std::string& line : split(read_value(folder / "cgroup.procs"), '\n')) {
        pid_t pid = 0;
        const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), pid);
        if (error == std::errc{} && pid > 0) pids.push_back(pid);
    }
    return pids;
}

// "verbatim-1234-5" → 1234.
std::optional<pid_t> owner(const std::string& name) {
    if (!name.starts_with(our_name)) return std::nullopt;
    pid_t pid = 0;
    const char* begin = name.data() + our_name.size();
    const auto [end, error] = std::from_chars(begin, name.data() + name.size(), pid);
    if (error != std::errc{} || pid <= 0 || end == name.data() + name.size() || *end != '-')
        return std::nullopt;
    return pid;
}

// A process whose parent is gone. In another container that shares our control groups, it has a parent that
// we see.
bool is_orphan(pid_t pid) {
    return ("\n" + read_value("/proc/" + std::to_string(pid) + "/status")).find("\nPPid:\t1\n") !=
           std::string::npos;
}

// The kernel lets go of the last process a moment after it is dead.
void remove_emptied(const fs::path& folder) {
    for (int attempt = 0; attempt < 200 && ::rmdir(folder.c_str()) != 0 && errno == EBUSY; ++attempt)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

// Those of a Verbatim that is gone. bubblewrap that was killed while it began leaves a child that waits for
// it for ever: that is ended. Where anything else runs in one, the kernel refuses, rightly.
void remove_stale(const fs::path& parent) {
    std::error_code error;
    for (fs::directory_iterator at(parent, error), end; !error && at != end; at.increment(error)) {
        const auto pid = owner(at->path().filename().string());
        if (!pid || ::kill(*pid, 0) == 0 || errno != ESRCH || ::rmdir(at->path().c_str()) == 0) continue;
        const std::vector<pid_t> left = processes_in(at->path());
        if (left.empty() || !std::all_of(left.begin(), left.end(), is_orphan)) continue;
        for (const pid_t orphan : left) ::kill(orphan, SIGKILL);
        remove_emptied(at->path());
    }
}

// Version 2: a group hands controllers on only while no process is in it itself. A scope that was made for us
// (systemd-run --user --scope -p Delegate=yes) has us alone: then we move to a leaf of our own. Two Runs may
// begin at once: the second waits, or would find us between two groups.
void hand_on_controllers(const fs::path& folder) {
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    const fs::path control = folder / "cgroup.subtree_control";
    const auto hand_on = [&] { return write_value(control, "+memory +pids"); };
    if (hand_on()) return;
    const std::vector<pid_t> there = processes_in(folder);
    if (there == std::vector<pid_t>{::getpid()}) {
        const fs::path leaf = folder / "verbatim-itself";
        if (::mkdir(leaf.c_str(), 0755) != 0 && errno != EEXIST) return;
        write_value(leaf / "cgroup.procs", std::to_string(::getpid()));
    } else if (!there.empty()) {
        return;
    }
    hand_on();  // also where the last process has left since we tried
}

// A new group below `parent`. A process that had our number may have left some: they are removed, or where
// the kernel refuses that, since something runs in them, passed over.
std::optional<fs::path> new_group(const fs::path& parent) {
    static std::atomic<unsigned> made{0};
    constexpr int patience = 1000;
    for (int attempt = 0; attempt < patience; ++attempt) {
        fs::path folder =
            parent / (std::string(our_name) + std::to_string(::getpid()) + "-" + std::to_string(made++));
        if (::mkdir(folder.c_str(), 0755) == 0) return folder;
        if (errno != EEXIST) return std::nullopt;
        ::rmdir(folder.c_str());
    }
    return std::nullopt;
}

}  // namespace

ControlGroup::ControlGroup(const std::vector<CgroupPlace>& places, const SandboxLimits& limits) {
    for (const CgroupPlace& place : places) add(place, limits);
}

void ControlGroup::add(const CgroupPlace& place, const SandboxLimits& limits) {
    const bool v2 = place.version == CgroupPlace::Version::v2;
    fs::path parent = place.folder;
    // We may stand in our own leaf by now.
    if (v2 && parent.filename() == "verbatim-itself") parent = parent.parent_path();
    remove_stale(parent);
    if (v2) hand_on_controllers(parent);
    const std::optional<fs::path> folder = new_group(parent);
    if (!folder) return;
    FileDescriptor procs(::open((*folder / "cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
    if (!procs.valid() || !limit(place, *folder, limits)) {
        ::rmdir(folder->c_str());
        return;
    }
    groups_.push_back({*folder, place, std::move(procs)});
}

bool ControlGroup::limit(const CgroupPlace& place, const fs::path& folder, const SandboxLimits& limits) {
    const std::string memory = std::to_string(limits.memory_bytes);
    const std::string processes = std::to_string(limits.processes);
    bool useful = false;
    if (place.version == CgroupPlace::Version::v2) {
        if (write_value(folder / "memory.max", memory)) {
            write_value(folder / "memory.swap.max", "0");
            write_value(folder / "memory.oom.group", "1");
            memory_ = useful = true;
        }
    } else if (place.controller == "memory" && write_value(folder / "memory.limit_in_bytes", memory)) {
        write_value(folder / "memory.memsw.limit_in_bytes", memory);
        memory_ = useful = true;
    }
    if (place.controller != "memory" && write_value(folder / "pids.max", processes))
        processes_ = useful = true;
    return useful;
}

ControlGroup::~ControlGroup() {
    end();
    for (const Group& group : groups_) remove_emptied(group.folder);
}

std::vector<int> ControlGroup::joined() const {
    std::vector<int> descriptors;
    for (const Group& group : groups_) descriptors.push_back(group.procs.get());
    return descriptors;
}

void ControlGroup::end() const {
    for (const Group& group : groups_)
        for (int attempt = 0; attempt < 1000; ++attempt) {
            const std::vector<pid_t> left = processes_in(group.folder);
            if (left.empty()) break;
            if (!write_value(group.folder / "cgroup.kill", "1"))
                for (const pid_t pid : left) ::kill(pid, SIGKILL);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
}

bool ControlGroup::ran_out_of_memory() const {
    for (const Group& group : groups_)
        if (counter(group.folder / "memory.events", "oom_kill") > 0 ||
            counter(group.folder / "memory.oom_control", "oom_kill") > 0)
            return true;
    return false;
}

bool ControlGroup::ran_out_of_processes() const {
    for (const Group& group : groups_)
        if (counter(group.folder / "pids.events", "max") > 0) return true;
    return false;
}

std::vector<CgroupPlace> current_cgroup_places() {
    return cgroup_places(read_value("/proc/self/cgroup"), read_value("/proc/self/mountinfo"));
}

}  // namespace verbatim::bubblewrap
