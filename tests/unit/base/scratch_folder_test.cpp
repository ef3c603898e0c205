#include "base/scratch_folder.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>

namespace fs = std::filesystem;
using namespace verbatim;

namespace {

// A folder with a file in it, made so many seconds ago.
fs::path folder_of_age(const fs::path& place, const std::string& name, std::time_t seconds) {
    make_directories(place / name);
    write_file(place / name / "file", "");
    const timespec then{std::time(nullptr) - seconds, 0};
    const timespec both[2] = {then, then};
    EXPECT_EQ(::utimensat(AT_FDCWD, (place / name).c_str(), both, 0), 0);
    return place / name;
}

}  // namespace

TEST(ScratchFolder, GoesWithItsObject) {
    fs::path path;
    {
        const ScratchFolder scratch("verbatim-scratch-test-");
        path = scratch.path();
        write_file(path / "file", "");
        EXPECT_TRUE(path.filename().string().starts_with("verbatim-scratch-test-"));
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST(ScratchFolder, WhatAKilledProcessLeftIsRemoved) {
    const TemporaryDirectory place(fs::temp_directory_path());
    const fs::path left = folder_of_age(place.path(), "run-left", 90);
    const fs::path other = folder_of_age(place.path(), "other", 90);
    remove_abandoned(place.path(), "run-");
    EXPECT_FALSE(fs::exists(left));
    EXPECT_TRUE(fs::exists(other)) << "another prefix is somebody else's";
}

TEST(ScratchFolder, OneThatIsInUseOrJustMadeStays) {
    const TemporaryDirectory place(fs::temp_directory_path());
    const fs::path young = folder_of_age(place.path(), "run-young", 0);
    const ScratchFolder used("verbatim-scratch-test-");
    const timespec long_ago[2] = {{1, 0}, {1, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, used.path().c_str(), long_ago, 0), 0);
    remove_abandoned(place.path(), "run-");
    remove_abandoned(used.path().parent_path(), used.path().filename().string());
    EXPECT_TRUE(fs::exists(young));
    EXPECT_TRUE(fs::exists(used.path()));
}

TEST(ScratchFolder, ALinkIsNotFollowed) {
    const TemporaryDirectory place(fs::temp_directory_path());
    const fs::path target = folder_of_age(place.path(), "target", 90);
    fs::create_directory_symlink(target, place.path() / "run-link");
    remove_abandoned(place.path(), "run-");
    EXPECT_TRUE(fs::exists(target / "file"));
}
