#include "sandbox/bubblewrap/cgroup_places.h"

#include <gtest/gtest.h>

using namespace verbatim::bubblewrap;

namespace {
std::string places(const char* self_cgroup, const char* mountinfo) {
    std::string text;
    for (const CgroupPlace& place : cgroup_places(self_cgroup, mountinfo))
        text += (place.version == CgroupPlace::Version::v2 ? "v2" : place.controller) + " " +
                place.folder.string() + "\n";
    return text;
}
constexpr const char* v1_mounts =
    "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
    "33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
    "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"
    "36 31 0:33 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids\n";
}  // namespace

TEST(CgroupPlaces, VersionOneHasAFolderForEachController) {
    EXPECT_EQ(places("8:pids:/\n4:memory:/jobs/a:b\n1:cpu,cpuacct:/\n", v1_mounts),
              "pids /sys/fs/cgroup/pids\nmemory /sys/fs/cgroup/memory/jobs/a:b\n");
}

TEST(CgroupPlaces, VersionTwoHasOneForAll) {
    EXPECT_EQ(places("0::/user.slice/run-1.scope\n",
                     "30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n"),
              "v2 /sys/fs/cgroup/user.slice/run-1.scope\n");
}

TEST(CgroupPlaces, ABoundPartOfTheHierarchyIsFollowed) {
    const char* mounts = "30 24 0:26 /docker/1 /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
    EXPECT_EQ(places("0::/docker/1/inner\n", mounts), "v2 /sys/fs/cgroup/inner\n");
    EXPECT_EQ(places("0::/docker/1\n", mounts), "v2 /sys/fs/cgroup\n");
    EXPECT_EQ(places("0::/docker/12\n", mounts), "") << "ours is not to be seen there";
}

TEST(CgroupPlaces, BlanksInMountPointsAreUnescaped) {
    EXPECT_EQ(places("0::/\n", "30 24 0:26 / /a\\040b\\134c rw - cgroup2 cgroup2 rw\n"), "v2 /a b\\c\n");
}

TEST(CgroupPlaces, WhatMakesNoSenseIsLeftOut) {
    EXPECT_EQ(places("", v1_mounts), "");
    EXPECT_EQ(places("memory\n4:memory\n::\n", "x\n- cgroup2\n30 24 0:26 / - cgroup2\n"), "");
    EXPECT_EQ(places("4:memory:/\n", ""), "");
}
