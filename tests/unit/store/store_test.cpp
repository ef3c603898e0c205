#include "store/store.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace fs = std::filesystem;
using namespace verbatim;

namespace {
struct StoreTest : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path()};
    Store store{dir.path() / "store"};

    Digest sample() {
        TreeBuilder builder(store);
        builder.add_file("bin/tool", "#!", true);
        builder.add_file("text", "hello");
        builder.add_symlink("link", "bin/tool");
        builder.add_directory("empty");
        return builder.finish();
    }
};
}  // namespace

TEST_F(StoreTest, GivesBackWhatWasPut) {
    const Digest digest = store.put("hello");
    EXPECT_EQ(digest, sha256("hello"));
    EXPECT_EQ(store.get(digest), "hello");
    EXPECT_FALSE(store.has(sha256("other")));
    EXPECT_THROW((void)store.get(sha256("other")), Error);
}

TEST_F(StoreTest, ADamagedBlobIsNoticedAndNeverUsed) {
    const Digest tree = sample();
    const fs::path blob = store.blob_path(sha256("hello"));
    ::chmod(blob.c_str(), 0644);
    write_file(blob, "hellO");
    EXPECT_THROW((void)store.get(sha256("hello")), Error);
    EXPECT_THROW(store.materialise(tree, dir.path() / "out", 0), Error);
    EXPECT_THROW((void)store.shared(tree), Error);
}

TEST_F(StoreTest, ATreeGoesToDiskAndBack) {
    const Digest tree = sample();
    store.materialise(tree, dir.path() / "out", 1234567890);
    EXPECT_EQ(read_file(dir.path() / "out" / "text"), "hello");
    EXPECT_EQ(fs::read_symlink(dir.path() / "out" / "link"), "bin/tool");
    struct stat info{};
    ::stat((dir.path() / "out" / "bin" / "tool").c_str(), &info);
    EXPECT_EQ(info.st_mode & 0777U, 0755U);
    EXPECT_EQ(info.st_mtime, 1234567890);
    EXPECT_EQ(store.import_directory(dir.path() / "out"), tree);
}

TEST_F(StoreTest, ASharedCopyThatWasChangedIsMadeAnew) {
    const Digest tree = sample();
    const fs::path place = store.shared(tree);
    ::chmod((place / "text").c_str(), 0644);
    write_file(place / "text", "altered");
    Store later(dir.path() / "store");  // as another process would
    EXPECT_EQ(read_file(later.shared(tree) / "text"), "hello");
}

TEST_F(StoreTest, FindsByPathAndListsFiles) {
    const Digest tree = sample();
    EXPECT_EQ(store.find(tree, "bin/tool")->kind, TreeEntry::Kind::executable);
    EXPECT_FALSE(store.find(tree, "bin/none"));
    EXPECT_FALSE(store.find(tree, "text/below"));
    EXPECT_EQ(store.files(tree).size(), 3U);
    EXPECT_TRUE(store.has_tree(tree));
}

TEST_F(StoreTest, OnlyKeepsTheNamedPaths) {
    const Digest tree = sample();
    const Digest some = store.only(tree, {"text", "absent"});
    ASSERT_EQ(store.files(some).size(), 1U);
    EXPECT_EQ(store.get(store.files(some).at("text").digest), "hello");
}

TEST_F(StoreTest, PathsThatLeaveTheTreeAreRefused) {
    TreeBuilder builder(store);
    for (const char* path : {"../x", "/x", "a/../../x", ""})
        EXPECT_THROW(builder.add_file(path, ""), Error) << path;
    builder.add_symlink("out", "/etc");
    EXPECT_THROW(builder.add_file("out/passwd", ""), Error) << "never through a link";
    builder.add_file("twice", "1");
    EXPECT_THROW(builder.add_file("twice", "2"), Error);
}

TEST_F(StoreTest, ADeviceOrPipeIsNoTree) {
    make_directories(dir.path() / "in");
    ::mkfifo((dir.path() / "in" / "pipe").c_str(), 0600);
    EXPECT_THROW(store.import_directory(dir.path() / "in"), Error);
}

TEST_F(StoreTest, OutcomesAreKeptAndACutOneIsAsIfAbsent) {
    const Digest run = sha256("run");
    EXPECT_FALSE(store.outcome(run));
    store.put_outcome(run, {"x", {{"tree", sample()}}, {}, 1, ""});
    EXPECT_EQ(store.outcome(run)->trees.at("tree"), sample());
    write_file(store.root() / "outcomes" / (run.hex() + ".json"), "{\"format\"");
    EXPECT_FALSE(store.outcome(run));
}
