#include "base/files.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace verbatim;

TEST(Files, AreWrittenWholeAndReadBack) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    write_file(dir.path() / "a", "one");
    write_file(dir.path() / "a", "two");
    EXPECT_EQ(read_file(dir.path() / "a"), "two");
    EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), {}), 1) << "no temporary file stays";
}

TEST(Files, ReadingHasABound) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    write_file(dir.path() / "a", std::string(100, 'x'));
    EXPECT_THROW(read_file(dir.path() / "a", 99), Error);
    EXPECT_EQ(read_file(dir.path() / "a", 100).size(), 100U);
}

TEST(Files, ErrorNamesPathAndReason) {
    try {
        read_file("/nonexistent/file");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.message(), "cannot read /nonexistent/file: No such file or directory");
    }
}

// A log or a lock in a folder that somebody else may have prepared.
TEST(Files, NothingIsWrittenPieceByPieceOrLockedThroughALink) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    const fs::path link = dir.path() / "link", mine = dir.path() / "mine";
    fs::create_symlink(mine, link);
    EXPECT_THROW(FileWriter{link}, Error);
    EXPECT_THROW(FileLock{link}, Error);
    EXPECT_FALSE(fs::exists(mine));
    write_file(mine, "mine");
    EXPECT_THROW(FileWriter{link}, Error);
    EXPECT_EQ(read_file(mine), "mine");
}

TEST(RemoveTree, ReachesWhatLiesDeeperThanAPathCanBeLong) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    const std::string top = dir.path() / "t";
    ASSERT_EQ(::mkdir(top.c_str(), 0755), 0);
    int at = ::open(top.c_str(), O_RDONLY | O_DIRECTORY);
    constexpr int levels = 2000;
    const std::string name(200, 'd');
    for (int level = 0; level < levels; ++level) {
        ASSERT_EQ(::mkdirat(at, name.c_str(), 0700), 0);
        const int inner = ::openat(at, name.c_str(), O_RDONLY | O_DIRECTORY);
        ASSERT_GE(inner, 0);
        ::close(at);
        at = inner;
        ::close(::openat(at, "file", O_CREAT | O_WRONLY, 0400));
    }
    ::close(at);
    remove_tree(top);
    EXPECT_FALSE(fs::exists(top));
}

TEST(RemoveTree, GoesIntoReadOnlyFoldersAndNeverThroughLinks) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    make_directories(dir.path() / "outside");
    write_file(dir.path() / "outside" / "kept", "x");
    make_directories(dir.path() / "t" / "locked");
    write_file(dir.path() / "t" / "locked" / "f", "x");
    fs::create_directory_symlink(dir.path() / "outside", dir.path() / "t" / "link");
    ::chmod((dir.path() / "t" / "locked").c_str(), 0500);
    remove_tree(dir.path() / "t");
    EXPECT_FALSE(fs::exists(dir.path() / "t"));
    EXPECT_TRUE(fs::exists(dir.path() / "outside" / "kept"));
}

TEST(ContainedPath, RefusesWhateverLeavesItsFolder) {
    EXPECT_TRUE(is_contained_path("a/b.c"));
    for (const char* bad : {"", "/a", "a/../b", "..", ".", "a//b", "a/", "a\\b", "a\nb"})
        EXPECT_FALSE(is_contained_path(bad)) << bad;
    EXPECT_FALSE(is_contained_path(std::string("a\0b", 3)));
}
