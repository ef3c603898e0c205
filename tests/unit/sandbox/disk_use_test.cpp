#include "sandbox/bubblewrap/disk_use.h"

#include "base/files.h"
#include "sandbox/bubblewrap/open_files.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace fs = std::filesystem;
using namespace verbatim;
using namespace verbatim::bubblewrap;

TEST(DiskUse, CountsWhatIsTakenAndWhatWouldBeRead) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    make_directories(dir.path() / "a/b");
    write_file(dir.path() / "a/b/file", std::string(10'000, 'x'));
    write_file(dir.path() / "holes", "");
    ASSERT_EQ(::truncate((dir.path() / "holes").c_str(), 1 << 30), 0);
    fs::create_symlink("/usr", dir.path() / "link");
    const DiskUse use = disk_use(dir.path());
    EXPECT_EQ(use.entries, 5U) << "a, b, file, holes, link, and nothing behind the link";
    EXPECT_EQ(use.depth, 3U);
    EXPECT_EQ(use.apparent, 10'000U + (1U << 30U));
    EXPECT_GE(use.bytes, 10'000U);
    EXPECT_LT(use.bytes, 1U << 20U);
}

TEST(DiskUse, NamesWhatIsNeitherFileFolderNorLink) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    make_directories(dir.path() / "a");
    write_file(dir.path() / "a/file", "x");
    fs::create_symlink("nowhere", dir.path() / "a/link");
    EXPECT_EQ(disk_use(dir.path()).odd, "");
    ASSERT_EQ(::mkfifo((dir.path() / "a/pipe").c_str(), 0600), 0);
    EXPECT_EQ(disk_use(dir.path()).odd, "pipe");
}

TEST(DiskWatch, ObjectsToWhatCannotBeCounted) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    std::string deep = dir.path();
    for (std::uint64_t n = 1; n < deepest_tree; ++n) deep += "/d";
    make_directories(deep);
    EXPECT_FALSE(DiskWatch(dir.path(), 1 << 30)());
    make_directories(deep + "/d");
    EXPECT_EQ(DiskWatch(dir.path(), 1 << 30)().value_or(""),
              "made a tree that is more than 200 folders deep, so that what it writes cannot be counted");
}

TEST(DiskWatch, CountsFilesThatAreOnlyHeldOpen) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    const fs::path file = dir.path() / "file";
    write_file(file, std::string(100'000, 'x'));
    const FileDescriptor open(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    fs::remove(file);
    EXPECT_FALSE(DiskWatch(dir.path(), 50'000)()) << "nobody is known to hold any";
    EXPECT_EQ(DiskWatch(dir.path(), 50'000, [] { return ::getpid(); })().value_or(""),
              "wrote more than 50.0 kB, the limit on disk use, into files that it unlinked and holds open");
}

TEST(OpenFiles, AFileIsCountedOnceAndNoneThatHasAName) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    const fs::path file = dir.path() / "file";
    struct stat info{};
    ASSERT_EQ(::stat(dir.path().c_str(), &info), 0);
    const auto bytes = [&] { return unnamed_files({::getpid(), ::getpid()}, info.st_dev).bytes; };
    const std::uint64_t before = bytes();
    write_file(file, std::string(100'000, 'x'));
    const FileDescriptor once(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    const FileDescriptor twice(::dup(once.get()));
    EXPECT_EQ(bytes(), before);
    fs::remove(file);
    EXPECT_GE(bytes(), before + 100'000);
    EXPECT_LT(bytes(), before + 200'000);
}

TEST(OpenFiles, TheFamilyIsAllThatCameOfAProcess) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::pause();
        ::_exit(0);
    }
    const std::vector<pid_t> ours = family(::getpid());
    EXPECT_EQ(ours.front(), ::getpid());
    EXPECT_NE(std::find(ours.begin(), ours.end(), child), ours.end());
    EXPECT_EQ(family(child), std::vector<pid_t>{child});
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_EQ(family(child), std::vector<pid_t>{}) << "it is gone";
}

TEST(DiskUse, AnAbsentFolderTakesNothing) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    EXPECT_EQ(disk_use(dir.path() / "absent").entries, 0U);
}

TEST(DiskWatch, ObjectsAboveTheLimit) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    write_file(dir.path() / "file", std::string(100'000, 'x'));
    EXPECT_FALSE(DiskWatch(dir.path(), 1 << 20)());
    const auto objection = DiskWatch(dir.path(), 50'000)();
    ASSERT_TRUE(objection);
    EXPECT_EQ(*objection, "wrote more than 50.0 kB, the limit on disk use");
}
