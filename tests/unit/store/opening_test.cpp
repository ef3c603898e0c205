// Who may be in a store together, and what may be opened as one.
#include "base/error.h"
#include "small_store.h"

#include <gmock/gmock.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::HasSubstr;

namespace {
struct OpeningAStore : SmallStore {
    std::string refused(const fs::path& folder, Access access, Failure kind) {
        try {
            const Store opened(folder, access);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), kind) << error.render();
            return error.render();
        }
        return "opened";
    }
};
}  // namespace

TEST_F(OpeningAStore, ManyMayWorkAndLook) {
    const Store other(root), looking(root, Access::look);
    EXPECT_TRUE(other.outcome(first));
    EXPECT_TRUE(looking.outcome(first));
}

TEST_F(OpeningAStore, NobodyIsAloneWhileAnotherWorks) {
    const std::string text = refused(root, Access::alone, Failure::store);
    EXPECT_THAT(text, HasSubstr("is in use by another run"));
    EXPECT_THAT(text, HasSubstr("Process " + std::to_string(::getpid())));
    store.reset();
    EXPECT_EQ(refused(root, Access::alone, Failure::store), "opened");
}

TEST_F(OpeningAStore, WhoWaitsToBeAloneIsToldSoAndGetsIn) {
    std::atomic<bool> told{false}, in{false};
    std::thread other([&] {
        const Store alone(root, Access::alone, [&] { told = true; });
        in = true;
    });
    while (!told) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_FALSE(in);
    store.reset();
    other.join();
    EXPECT_TRUE(in);
}

TEST_F(OpeningAStore, WorkWaitsWhileSomebodyIsAlone) {
    store.reset();
    auto alone = std::make_unique<Store>(root, Access::alone);
    std::atomic<bool> told{false}, in{false};
    std::thread other([&] {
        const Store work(root, Access::work, [&] { told = true; });
        in = true;
    });
    while (!told) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_FALSE(in);
    alone.reset();
    other.join();
}

TEST_F(OpeningAStore, LeftoversOfKilledRunsGoOnlyWhenNobodyWorks) {
    make_directories(root / "tmp" / "run-killed" / "inside");
    {
        const Store second_one(root);
    }
    EXPECT_TRUE(fs::exists(root / "tmp" / "run-killed"));
    reopened();
    EXPECT_TRUE(fs::is_empty(root / "tmp"));
}

TEST_F(OpeningAStore, AFolderWithOtherThingsInItIsRefusedAndLeftAlone) {
    const fs::path home = dir.path() / "home";
    make_directories(home / "tmp");
    write_file(home / "tmp" / "letter", "dear");
    for (const Access access : {Access::work, Access::look, Access::alone})
        EXPECT_THAT(refused(home, access, Failure::usage), HasSubstr("is no store, and not empty"));
    EXPECT_TRUE(fs::exists(home / "tmp" / "letter"));
    EXPECT_FALSE(fs::exists(home / "blobs"));
    EXPECT_THAT(refused(home / "tmp" / "letter", Access::work, Failure::usage), HasSubstr("is no folder"));
}

TEST_F(OpeningAStore, WhatOthersPutIntoTmpStays) {
    make_directories(root / "tmp" / "photos");
    write_file(root / "tmp" / "letter", "dear");
    write_file(root / "tmp" / "run-aB3456", "half");
    reopened();
    EXPECT_TRUE(fs::exists(root / "tmp" / "photos"));
    EXPECT_TRUE(fs::exists(root / "tmp" / "letter"));
    EXPECT_FALSE(fs::exists(root / "tmp" / "run-aB3456"));
}

// Whatever is in it: names of a store's folders, even all of them, and things of somebody.
TEST_F(OpeningAStore, AFolderThatOnlyLooksLikeAStoreIsRefusedAndLeftAlone) {
    const auto is_refused = [&](const fs::path& theirs, const std::string& why) {
        const fs::path album = dir.path() / "album";
        for (const char* name : {"blobs/ab", "outcomes", "caches", "tmp"}) make_directories(album / name);
        make_directories((album / theirs).parent_path());
        write_file(album / theirs, "mine");
        make_directories(album / "tmp" / "run-aB3456");
        for (const Access access : {Access::work, Access::look, Access::alone}) {
            const std::string said = refused(album, access, Failure::usage);
            EXPECT_THAT(said, HasSubstr("is no store, and not empty"));
            EXPECT_THAT(said, HasSubstr(why));
        }
        EXPECT_TRUE(fs::exists(album / theirs));
        EXPECT_TRUE(fs::exists(album / "tmp" / "run-aB3456"));
        EXPECT_FALSE(fs::exists(album / "verbatim-store"));
        EXPECT_FALSE(fs::exists(album / "trees"));
        remove_tree(album);
    };
    const std::string digest = sha256("x").hex();
    is_refused("photos/1.jpg", "\"photos\" in it is not Verbatim's");
    is_refused("1.jpg", "\"1.jpg\"");
    is_refused("blobs/photos/1.jpg", "\"blobs/photos\"");
    is_refused("blobs/ab/1.jpg", "\"blobs/ab/1.jpg\"");
    is_refused("blobs/1.jpg", "\"blobs/1.jpg\"");
    is_refused("outcomes/1.jpg", "\"outcomes/1.jpg\"");
    is_refused("outcomes/" + digest + ".json.backup", "\"outcomes/" + digest + ".json.backup\"");
    is_refused("caches/1.jpg", "\"caches/1.jpg\"");
    is_refused("caches/" + digest + ".mine/1.jpg", "\"caches/" + digest + ".mine\"");
}

TEST_F(OpeningAStore, BlobsAloneAreNoStore) {
    const fs::path photos = dir.path() / "photos";
    make_directories(photos / "blobs");
    write_file(photos / "tmp.jpg", "mine");
    EXPECT_THAT(refused(photos, Access::work, Failure::usage), HasSubstr("\"tmp.jpg\""));
    fs::remove(photos / "tmp.jpg");
    EXPECT_THAT(refused(photos, Access::work, Failure::usage), HasSubstr("It has no folder outcomes/."));
}

TEST_F(OpeningAStore, NoLinkIsFollowedOutOfIt) {
    store.reset();
    const fs::path outside = dir.path() / "outside";
    make_directories(outside);
    write_file(outside / "run-aB3456", "mine");
    for (const bool marked : {true, false})
        for (const char* name : {"blobs", "trees", "outcomes", "locks", "tmp", "mirrors", "modules", "logs",
                                 "searches", "checksum-databases", "caches", "blobs/zz"}) {
            if (!marked) fs::remove(root / "verbatim-store");
            const fs::path place = root / name, aside = dir.path() / "aside";
            const bool was_there = fs::exists(place);
            if (was_there) fs::rename(place, aside);
            fs::create_directory_symlink(outside, place);
            for (const Access access : {Access::work, Access::look, Access::alone})
                EXPECT_THAT(refused(root, access, Failure::usage),
                            HasSubstr(marked ? std::string(name) + " is no folder, but a symbolic link"
                                             : std::string("is no store")))
                    << name;
            EXPECT_EQ(read_file(outside / "run-aB3456"), "mine") << name;
            EXPECT_EQ(std::distance(fs::directory_iterator(outside), fs::directory_iterator()), 1) << name;
            fs::remove(place);
            if (was_there) fs::rename(aside, place);
        }
    EXPECT_TRUE(fs::exists(outside / "run-aB3456"));
}

TEST_F(OpeningAStore, ALinkInThePlaceOfALockOrASharedTreeIsNotFollowed) {
    const fs::path outside = dir.path() / "outside";
    fs::create_symlink(outside, root / "locks" / "run-x");
    EXPECT_THROW(FileLock(root / "locks" / "run-x"), Error);
    EXPECT_FALSE(fs::exists(outside));
    const fs::path shared = root / "trees" / source.hex();
    fs::rename(shared, outside);
    fs::create_directory_symlink(outside, shared);
    EXPECT_EQ(reopened().shared(source), shared);
    EXPECT_FALSE(fs::is_symlink(shared));
    EXPECT_TRUE(fs::exists(outside / "cmd" / "README"));
    fs::create_directory_symlink(outside, root / "logs");
    EXPECT_THROW((void)store->folder("logs"), Error);
}

TEST_F(OpeningAStore, TheMarkerIsThereBeforeAnythingElse) {
    EXPECT_EQ(read_file(root / "verbatim-store"), "verbatim.store/2\n");
    // A process that was killed while it wrote it, or right after.
    const fs::path begun = dir.path() / "begun";
    make_directories(begun);
    write_file(begun / "verbatim-store.4711-0", "verb");
    EXPECT_EQ(refused(begun, Access::work, Failure::usage), "opened");
    const fs::path marked = dir.path() / "marked";
    make_directories(marked);
    write_file(marked / "verbatim-store", "verbatim.store/2\n");
    for (const Access access : {Access::look, Access::work, Access::alone})
        EXPECT_EQ(refused(marked, access, Failure::usage), "opened");
}

TEST_F(OpeningAStore, AMarkerThatVerbatimDidNotWriteIsAnErrorOfItsOwn) {
    store.reset();
    const fs::path marker = root / "verbatim-store", real = dir.path() / "real";
    const auto says = [&](const std::string& what, Failure kind = Failure::usage) {
        make_directories(root / "tmp" / "run-aB3456");
        for (const Access access : {Access::work, Access::look, Access::alone})
            EXPECT_THAT(refused(root, access, kind), HasSubstr(what));
        EXPECT_TRUE(fs::exists(root / "tmp" / "run-aB3456")) << what;
        remove_tree(marker);
    };
    fs::rename(marker, real);
    fs::create_symlink(real, marker);
    says("its verbatim-store is a symbolic link");
    fs::create_symlink(dir.path() / "none", marker);
    says("its verbatim-store is a symbolic link");
    make_directories(marker);
    says("its verbatim-store is no file");
    ASSERT_EQ(::mkfifo(marker.c_str(), 0600), 0);
    says("its verbatim-store is no file");
    write_file(marker, "verbatim.store/2\n" + std::string(100, 'x'));
    says("its verbatim-store is too long");
    for (const std::string other : {"", "verbatim.store/2", "verbatim.store/2\n\n", "verbatim.store/1\n",
                                    "verbatim.store/02\n", "verbatim.store/x\n", "photos\n"}) {
        write_file(marker, other);
        says("its verbatim-store says \"");
    }
    write_file(marker, "verbatim.store/3\n");
    says("is of a newer version of Verbatim", Failure::store);
}

TEST_F(OpeningAStore, LookingMakesNoStore) {
    EXPECT_THAT(refused(dir.path() / "none", Access::look, Failure::usage), HasSubstr("there is no store"));
    EXPECT_THAT(refused(dir.path() / "none", Access::alone, Failure::usage), HasSubstr("there is no store"));
    EXPECT_FALSE(fs::exists(dir.path() / "none"));
}

TEST_F(OpeningAStore, ALockFileThatWasRemovedMeanwhileKeepsNobodyOut) {
    const fs::path file = root / "locks" / "run-x";
    auto held = std::make_unique<FileLock>(file);
    std::atomic<bool> in{false};
    std::thread waiting([&] {
        const FileLock lock(file);
        EXPECT_FALSE(FileLock::attempt(file)) << "what it holds is the file that is there";
        in = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // it has the old file open by now
    fs::remove(file);
    held.reset();
    waiting.join();
    EXPECT_TRUE(in);
}

TEST_F(OpeningAStore, SharedLocksAreSharedAndKeepTheExclusiveOut) {
    const fs::path file = root / "locks" / "x";
    FileLock one(file);
    EXPECT_FALSE(FileLock::attempt(file, FileLock::Mode::shared));
    one.share();
    EXPECT_TRUE(FileLock::attempt(file, FileLock::Mode::shared));
    EXPECT_FALSE(FileLock::attempt(file));
}
