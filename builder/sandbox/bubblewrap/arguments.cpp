// The sandbox's root is bubblewrap's own empty tmpfs: each entry of the builder root is bound into it
// read-only, folders that hold a mount point are opened one level further, and at the end the tmpfs is made
// read-only too. So a mount point needs no folder in the builder root, and bubblewrap makes none there.
#include "sandbox/bubblewrap/arguments.h"

#include <algorithm>

namespace verbatim::bubblewrap {

namespace {

class Writer {
  public:
    Writer(const Layout& layout, ListFolder list) : layout_(layout), list_(list) {}

    std::vector<std::string> run() {
        const Circumstances& about = layout_.circumstances;
        // No network, host processes, IPC, host name or users; an ordinary user without capabilities, who can
        // make no further namespaces; ended with us.
        say({"--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts",
             "--unshare-cgroup-try", "--disable-userns", "--uid", std::to_string(about.user), "--gid",
             std::to_string(about.group), "--hostname", about.host_name, "--cap-drop", "ALL",
             "--die-with-parent", "--new-session", "--clearenv"});
        if (layout_.seccomp >= 0) say({"--seccomp", std::to_string(layout_.seccomp)});
        if (layout_.status >= 0) say({"--json-status-fd", std::to_string(layout_.status)});
        for (const auto& [name, value] : layout_.environment) say({"--setenv", name, value});
        open_folder(layout_.root, "");
        for (const Bind& bind : outermost_first())
            say({bind.writable ? "--bind" : "--ro-bind", bind.host.string(), bind.at});
        say({"--proc", "/proc"});
        for (const std::string& file : layout_.masked) say({"--ro-bind", "/dev/null", file});
        // All of it is closed, since bubblewrap leaves the kernel's settings open to a build that root runs
        // (/proc/sys/kernel/core_pattern is a way to the host). So are devices, which are a tmpfs, but for
        // shared memory in a bounded place.
        say({"--remount-ro", "/proc", "--dev", "/dev", "--perms", "1777", "--size", "67108864", "--tmpfs",
             "/dev/shm", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", layout_.directory, "--"});
        out_.insert(out_.end(), layout_.argv.begin(), layout_.argv.end());
        return std::move(out_);
    }

  private:
    void say(const std::vector<std::string>& words) { out_.insert(out_.end(), words.begin(), words.end()); }

    // Sources may lie below GOPATH, which is a mount of its own: what is mounted later hides what lies below
    // it. Among paths, a folder sorts before what is in it.
    std::vector<Bind> outermost_first() const {
        std::vector<Bind> binds = layout_.binds;
        std::stable_sort(binds.begin(), binds.end(),
                         [](const Bind& a, const Bind& b) { return a.at < b.at; });
        return binds;
    }

    bool is_mount_point(const std::string& guest) const {
        return guest == "/proc" || guest == "/dev" ||
               std::any_of(layout_.binds.begin(), layout_.binds.end(),
                           [&](const Bind& b) { return b.at == guest; });
    }

    bool holds_mount_point(const std::string& guest) const {
        return std::any_of(layout_.binds.begin(), layout_.binds.end(),
                           [&](const Bind& b) { return b.at.starts_with(guest + "/"); });
    }

    void open_folder(const std::filesystem::path& host, const std::string& guest) {
        for (const RootEntry& entry : list_(host)) {
            const std::string inner = guest + "/" + entry.name;
            if (is_mount_point(inner)) continue;
            if (entry.kind == RootEntry::Kind::symlink) {
                say({"--symlink", entry.target, inner});
            } else if (entry.kind == RootEntry::Kind::directory && holds_mount_point(inner)) {
                say({"--dir", inner});
                open_folder(host / entry.name, inner);
            } else {
                say({"--ro-bind", (host / entry.name).string(), inner});
            }
        }
    }

    const Layout& layout_;
    ListFolder list_;
    std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> arguments(const Layout& layout, ListFolder list) {
    return Writer(layout, list).run();
}

std::vector<RootEntry> list_folder(const std::filesystem::path& folder) {
    std::vector<RootEntry> entries;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        RootEntry found{entry.path().filename().string(), RootEntry::Kind::other, {}};
        if (entry.is_symlink()) {
            found.kind = RootEntry::Kind::symlink;
            found.target = std::filesystem::read_symlink(entry.path()).string();
        } else if (entry.is_directory()) {
            found.kind = RootEntry::Kind::directory;
        }
        entries.push_back(std::move(found));
    }
    std::sort(entries.begin(), entries.end(),
              [](const RootEntry& a, const RootEntry& b) { return a.name < b.name; });
    return entries;
}

std::vector<std::string> private_proc_files() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::error_code error;
        const auto status = entry.symlink_status(error);
        if (error || status.type() != std::filesystem::file_type::regular) continue;
        const bool for_everybody =
            (status.permissions() & std::filesystem::perms::others_read) != std::filesystem::perms::none;
        const std::string name = entry.path().filename().string();
        if (!for_everybody || name == "keys" || name == "key-users") files.push_back("/proc/" + name);
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace verbatim::bubblewrap
