#include "execute/compiler_caches.h"

#include "base/files.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>

namespace fs = std::filesystem;
using namespace verbatim;

namespace {

struct CompilerCachesTest : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path()};
    Store store{dir.path() / "store"};

    fs::path of(const std::string& toolchain) {
        return compiler_cache(store, {{"toolchain", sha256(toolchain)}, {"root", sha256("root")}});
    }
    // Begun, and as if used that long ago.
    fs::path used(const std::string& toolchain, std::chrono::minutes ago) {
        const fs::path cache = of(toolchain);
        write_file(cache / "compiled", toolchain);
        fs::last_write_time(cache, fs::file_time_type::clock::now() - ago);
        return cache;
    }
    std::set<fs::path> left() {
        std::set<fs::path> found;
        for (const auto& entry : fs::directory_iterator(store.folder("caches"))) found.insert(entry.path());
        return found;
    }
};

}  // namespace

TEST_F(CompilerCachesTest, ThoseUsedLongestAgoGoWhenOneMoreIsBegun) {
    std::vector<fs::path> caches;
    for (int i = 0; i < 8; ++i) {
        caches.push_back(used("go1.25." + std::to_string(i), std::chrono::minutes(0)));
        write_file(caches.back() / "more", "");
    }
    EXPECT_EQ(left().size(), 8U) << "all were used in the last hour";
    for (int i = 0; i < 8; ++i)
        fs::last_write_time(caches[static_cast<std::size_t>(i)],
                            fs::file_time_type::clock::now() - std::chrono::hours(2 + i));
    EXPECT_EQ(of("go1.25.7"), caches[7]);
    EXPECT_EQ(left().size(), 8U) << "none was begun";
    const fs::path begun = of("go1.26.1");
    const std::set<fs::path> expected = {begun, caches[7], caches[0], caches[1], caches[2], caches[3]};
    EXPECT_EQ(left(), expected);
    EXPECT_EQ(read_file(caches[0] / "compiled"), "go1.25.0");
}

TEST_F(CompilerCachesTest, WhatIsDistrustedIsSetAsideAndCountsNoMore) {
    const fs::path cache = used("go1.25.1", std::chrono::minutes(0));
    distrust_compiler_caches(store);
    EXPECT_FALSE(fs::exists(cache));
    ASSERT_EQ(left().size(), 1U);
    EXPECT_TRUE(left().begin()->filename().string().starts_with(cache.filename().string() + ".distrusted-"));
    EXPECT_TRUE(fs::is_empty(of("go1.25.1"))) << "a new one";
}
