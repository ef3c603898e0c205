#include "sandbox/bubblewrap/arguments.h"

#include "base/text.h"

#include <gtest/gtest.h>

using namespace verbatim;
using namespace verbatim::bubblewrap;

namespace {
std::vector<RootEntry> small_root(const std::filesystem::path& folder) {
    using Kind = RootEntry::Kind;
    if (folder == "/root")
        return {{"bin", Kind::symlink, "usr/bin"},
                {"etc", Kind::directory, {}},
                {"tmp", Kind::directory, {}},
                {"usr", Kind::directory, {}}};
    if (folder == "/root/usr") return {{"bin", Kind::directory, {}}, {"lib", Kind::directory, {}}};
    return {};
}
}  // namespace

TEST(BubblewrapArguments, KnownLine) {
    Layout layout;
    layout.root = "/root";
    layout.binds = {{"/store/go", "/usr/local/go", false}, {"/work/0", "/tmp", true}};
    layout.directory = "/src";
    layout.environment = {{"A", "1"}};
    layout.argv = {"go", "build"};
    layout.masked = {"/proc/kcore"};
    layout.seccomp = 7;
    layout.status = 8;
    EXPECT_EQ(
        join(arguments(layout, small_root), " "),
        "--unshare-user --unshare-ipc --unshare-pid --unshare-net --unshare-uts --unshare-cgroup-try "
        "--disable-userns "
        "--uid 1000 --gid 1000 --hostname builder --cap-drop ALL --die-with-parent --new-session --clearenv "
        "--seccomp 7 --json-status-fd 8 --setenv A 1 "
        "--symlink usr/bin /bin --ro-bind /root/etc /etc --dir /usr --ro-bind /root/usr/bin /usr/bin "
        "--ro-bind /root/usr/lib /usr/lib "
        "--bind /work/0 /tmp --ro-bind /store/go /usr/local/go "
        "--proc /proc --ro-bind /dev/null /proc/kcore --remount-ro /proc --dev /dev --perms 1777 --size "
        "67108864 --tmpfs /dev/shm --remount-ro /dev "
        "--remount-ro / --chdir /src -- go build");
}

TEST(BubblewrapArguments, WhatLiesInAnotherMountIsMountedAfterIt) {
    Layout layout;
    layout.root = "/root";
    layout.binds = {{"/work/0", "/go/src/example.test/tiny", true}, {"/work/1", "/go", true}};
    const std::string line = join(arguments(layout, small_root), " ");
    EXPECT_NE(line.find("--bind /work/1 /go --bind /work/0 /go/src/example.test/tiny"), std::string::npos)
        << line;
}
