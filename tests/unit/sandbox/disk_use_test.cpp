#include "sandbox/bubblewrap/disk_use.h"

#include "base/files.h"

#include <gtest/gtest.h>

#include <unistd.h>

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

TEST(DiskUse, AnAbsentFolderTakesNothing) {
    EXPECT_EQ(disk_use("/nonexistent").entries, 0U);
}

TEST(DiskWatch, ObjectsAboveTheLimit) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    write_file(dir.path() / "file", std::string(100'000, 'x'));
    EXPECT_FALSE(DiskWatch(dir.path(), 1 << 20)());
    const auto objection = DiskWatch(dir.path(), 50'000)();
    ASSERT_TRUE(objection);
    EXPECT_EQ(*objection, "wrote more than 50.0 kB, the limit on disk use");
}
