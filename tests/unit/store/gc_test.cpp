#include "store/gc.h"

#include "base/error.h"
#include "small_store.h"
#include "store/du.h"
#include "store/fsck.h"
#include "store/outcome_list.h"

#include <gmock/gmock.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <ctime>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::ElementsAre;

namespace {
struct Gc : SmallStore {
    GcReport collect(GcOptions options = {}) {
        options.now = std::time(nullptr);
        store.reset();
        GcReport report;
        {
            const Store open(root, options.dry_run ? Access::look : Access::alone);
            report = gc(open, options);
        }
        reopened();
        return report;
    }

    static GcReport::Kind of(const GcReport& report, const std::string& name) {
        for (const GcReport::Kind& kind : report.kinds)
            if (kind.name == name) return kind;
        ADD_FAILURE() << name;
        return {};
    }

    void age(const fs::path& path, int days) {
        const timespec then{std::time(nullptr) - days * 86400LL, 0};
        const timespec times[] = {then, then};
        ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW), 0);
    }
    fs::path file_of(const Digest& run) const { return root / "outcomes" / (run.hex() + ".json"); }
};
}  // namespace

TEST_F(Gc, WhatOutcomesNeedStays) {
    const auto before = files("blobs");
    const GcReport report = collect();
    EXPECT_EQ(files("blobs"), before);
    EXPECT_EQ(of(report, "blobs").kept, before.size());
    EXPECT_EQ(of(report, "shared trees").kept, 1U);
    EXPECT_TRUE(store->has_tree(binary, Check::content));
    EXPECT_TRUE(fsck(*store, false, {}).clean());
}

TEST_F(Gc, WhatNobodyNeedsGoes) {
    const Digest blob = store->put("needed by nobody");
    TreeBuilder builder(*store);
    builder.add_file("lonely", "lonely");
    const Digest tree = builder.finish();
    store->shared(tree);
    const GcReport report = collect();
    EXPECT_FALSE(store->has(blob));
    EXPECT_FALSE(store->has(tree));
    EXPECT_FALSE(fs::exists(root / "trees" / tree.hex()));
    EXPECT_EQ(of(report, "blobs").removed, 3U);
    EXPECT_EQ(of(report, "shared trees").removed, 1U);
    EXPECT_GT(report.freed_bytes(), 0U);
}

TEST_F(Gc, ADryRunSaysTheSameAndRemovesNothing) {
    store->put("needed by nobody");
    const auto before = files("blobs");
    GcOptions dry;
    dry.dry_run = true;
    EXPECT_EQ(of(collect(dry), "blobs").removed, 1U);
    EXPECT_EQ(files("blobs"), before);
}

TEST_F(Gc, OutcomesUnusedForLongGoOnlyWhereAsked) {
    age(file_of(second), 40);
    collect();
    ASSERT_TRUE(fs::exists(file_of(second)));
    GcOptions options;
    options.keep_days = 30;
    EXPECT_THAT(collect(options).forgotten, ElementsAre("build x"));
    EXPECT_FALSE(store->outcome(second));
    EXPECT_FALSE(store->has(sha256("the binary")));
    EXPECT_TRUE(store->outcome(first));
    EXPECT_TRUE(store->has_tree(source, Check::content)) << "the other one still needs it";
}

TEST_F(Gc, AnOutcomeThatIsUsedIsYoungAgain) {
    age(file_of(first), 40);
    age(file_of(second), 40);
    store->mark_used(second);
    for_each_outcome(*store, [](const Digest&, const Outcome&) {});  // only looked at
    GcOptions options;
    options.keep_days = 30;
    EXPECT_THAT(collect(options).forgotten, ElementsAre("source x"));
}

TEST_F(Gc, MirrorsUnusedForLongGoOnlyWhereAsked) {
    const fs::path old = root / "mirrors" / "host_old-0123456789ab",
                   used = root / "mirrors" / "host_used-ba9876543210", notes = root / "mirrors" / "notes";
    for (const fs::path& mirror : {old, used}) {
        make_directories(mirror);
        write_file(mirror / "HEAD", "ref: refs/heads/main\n");
    }
    make_directories(notes);
    // A repository of somebody, and a link to one.
    const fs::path theirs = root / "mirrors" / "theirs.git", linked = root / "mirrors" / "x-00112233aabb";
    make_directories(theirs);
    write_file(theirs / "HEAD", "ref: refs/heads/main\n");
    for (const fs::path& folder : {old, notes, theirs}) age(folder, 40);
    fs::create_directory_symlink(theirs, linked);
    age(linked, 40);
    EXPECT_EQ(of(collect(), "mirrors").kept, 5U);
    ASSERT_TRUE(fs::exists(old));
    GcOptions options;
    options.keep_days = 30;
    options.dry_run = true;
    EXPECT_EQ(of(collect(options), "mirrors").removed, 1U);
    ASSERT_TRUE(fs::exists(old));
    options.dry_run = false;
    const GcReport::Kind mirrors = of(collect(options), "mirrors");
    EXPECT_EQ(mirrors.removed, 1U);
    EXPECT_GT(mirrors.freed_bytes, 0U);
    EXPECT_FALSE(fs::exists(old));
    EXPECT_TRUE(fs::exists(used));
    EXPECT_TRUE(fs::exists(notes)) << "no repository, so not the store's";
    EXPECT_TRUE(fs::exists(theirs / "HEAD")) << "a repository, but not by the name of a mirror";
    EXPECT_TRUE(fs::is_symlink(linked));
}

TEST_F(Gc, LocksLeftoversAndOldLogsGo) {
    const Digest failed = sha256("failed"), long_ago = sha256("failed long ago");
    for (const Digest& run : {first, failed, long_ago})
        write_file(store->folder("logs") / (run.hex() + ".log"), "log");
    age(root / "logs" / (long_ago.hex() + ".log"), 8);
    age(root / "logs" / (first.hex() + ".log"), 800);
    {
        const FileLock lock(root / "locks" / ("run-" + first.hex()));
    }
    store.reset();
    write_file(root / "outcomes" / (first.hex() + ".json.4711-0"), "{");
    write_file(root / "verbatim-store.4711-0", "verb");
    make_directories(root / "tmp" / "run-aB3456" / "inside");
    const GcReport report = collect();
    EXPECT_TRUE(fs::exists(root / "logs" / (first.hex() + ".log"))) << "of an outcome that stays";
    EXPECT_TRUE(fs::exists(root / "logs" / (failed.hex() + ".log"))) << "somebody may want to read it";
    EXPECT_FALSE(fs::exists(root / "logs" / (long_ago.hex() + ".log")));
    EXPECT_FALSE(fs::exists(root / "locks" / ("run-" + first.hex())));
    EXPECT_TRUE(fs::exists(root / "locks" / "in-use"));
    EXPECT_TRUE(fs::is_empty(root / "tmp"));
    EXPECT_FALSE(fs::exists(root / "verbatim-store.4711-0"));
    EXPECT_TRUE(fs::exists(root / "verbatim-store"));
    EXPECT_EQ(of(report, "leftovers").removed, 3U);
}

TEST_F(Gc, TheModuleIndexFollowsItsBlobs) {
    write_file(store->folder("modules") / sha256("kept").hex(), sha256("read me").hex());
    write_file(store->folder("modules") / sha256("gone").hex(), store->put("needed by nobody").hex());
    EXPECT_EQ(of(collect(), "modules").removed, 1U);
    EXPECT_TRUE(fs::exists(root / "modules" / sha256("kept").hex()));
}

// In every folder: whatever is not named as the store names it.
TEST_F(Gc, FilesThatAreNotTheStoresStay) {
    const std::string digest = sha256("x").hex();
    std::vector<fs::path> theirs;
    for (const fs::path name :
         {"blobs/ab/notes", "blobs/notes/a", "outcomes/notes", "trees/notes/a", "modules/notes", "logs/a.log",
          "locks/notes", "locks/run-1", "tmp/photos/a.jpg", "tmp/holiday-photos/a.jpg", "tmp/run-12345",
          "tmp/run-123456.jpg", "tmp/run-12345-", "mirrors/mine/HEAD", "notes", "verbatim-store.bak"})
        theirs.push_back(root / name);
    theirs.push_back(root / "outcomes" / (digest + ".json.backup"));
    theirs.push_back(root / "outcomes" / (digest + ".json.orig12x"));
    theirs.push_back(root / "logs" / (digest + ".log.gz"));
    theirs.push_back(root / "trees" / (digest + ".old"));
    theirs.push_back(root / "modules" / (digest + "~"));
    for (const fs::path& file : theirs) {
        make_directories(file.parent_path());
        write_file(file, "mine");
        age(file, 400);
        age(file.parent_path(), 400);
    }
    GcOptions options;
    options.keep_days = 30;
    collect(options);
    for (const fs::path& file : theirs) EXPECT_TRUE(fs::exists(file)) << file;
}

TEST_F(Gc, WhatASharedCompilerCacheMadeGoes) {
    Outcome outcome = *store->outcome(second);
    outcome.cold = false;
    store->put_outcome(second, outcome);
    EXPECT_THAT(collect().forgotten, ElementsAre("build x"));
    EXPECT_FALSE(fs::exists(file_of(second)));
    EXPECT_FALSE(store->has(sha256("the binary")));
}

TEST_F(Gc, DamagedOutcomesAreSaidAndLeftToFsck) {
    flip_a_bit(store->blob_path(binary), 5);
    write_file(file_of(sha256("x")), "{");
    EXPECT_EQ(collect().damaged_outcomes, 2U);
    EXPECT_TRUE(fs::exists(file_of(second)));
    EXPECT_TRUE(store->has_tree(source, Check::content));
}

TEST_F(Gc, DuCountsEveryFileOnce) {
    write_file(root / "unheard-of", "x");
    const DuReport report = du(*store);
    std::uint64_t files_in_all = 0;
    for (const auto& kind : report.kinds) files_in_all += kind.files;
    std::uint64_t expected = 0;
    for (const auto& entry : fs::recursive_directory_iterator(root))
        expected += !entry.is_directory() || entry.is_symlink();
    EXPECT_EQ(files_in_all, expected);
    EXPECT_EQ(report.kinds.back().name, "other");
    EXPECT_EQ(report.kinds.back().files, 2U) << "and the marker";
    EXPECT_GT(report.bytes(), 0U);
}
