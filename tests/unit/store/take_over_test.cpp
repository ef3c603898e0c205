// A store of a version that wrote no marker, and shared a compiler cache between builds, becomes one of ours.
#include "base/error.h"
#include "small_store.h"
#include "store/fsck.h"
#include "store/outcome_list.h"

#include <gmock/gmock.h>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <thread>

namespace fs = std::filesystem;
using namespace verbatim;

namespace {

struct TakingOver : SmallStore {
    Digest warm = sha256("a build with the shared cache");
    fs::path caches = root / "caches";

    fs::path record(const Digest& run) const { return root / "outcomes" / (run.hex() + ".json"); }

    // What 169f83d leaves: caches, one of them set aside, and an outcome of a build that used one.
    void SetUp() override {
        SmallStore::SetUp();
        Outcome forged{"build y", {{"bin", binary}}, {}, 2, ""};
        forged.cold = false;
        store->put_outcome(warm, forged);
        for (const std::string& name :
             {sha256("toolchain").hex(), sha256("toolchain").hex() + ".distrusted-4711-1780000000"}) {
            make_directories(caches / name / "0a");
            write_file(caches / name / "0a" / "0a11-d", "!<arch>");
        }
        make_old();
    }

    std::optional<TakenOver> open(Access access = Access::work) {
        std::optional<TakenOver> told;
        const Store opened(root, access, [] {}, [&](const TakenOver& taken) { told = taken; });
        return told;
    }

    void expect_taken_over() {
        EXPECT_FALSE(fs::exists(caches));
        EXPECT_FALSE(fs::exists(record(warm)));
        EXPECT_EQ(read_file(root / "verbatim-store"), "verbatim.store/2\n");
        reopened();
        EXPECT_TRUE(store->outcome(first));
        EXPECT_TRUE(store->outcome(second));
        EXPECT_TRUE(fsck(*store, false, {}).clean());
        EXPECT_TRUE(fsck(*store, false, {}).strange.empty());
    }
};

}  // namespace

TEST_F(TakingOver, WhatTheSharedCacheMayHaveSpoiltGoesAndItIsSaidOnce) {
    const auto told = open();
    ASSERT_TRUE(told);
    EXPECT_EQ(told->forgotten_outcomes, 1U);
    EXPECT_TRUE(told->removed_caches);
    EXPECT_FALSE(open());
    expect_taken_over();
}

TEST_F(TakingOver, WhoMustBeAloneTakesOverToo) {
    EXPECT_TRUE(open(Access::alone));
    expect_taken_over();
}

TEST_F(TakingOver, AnOldStoreCanBeLookedAtAndStaysAsItIs) {
    EXPECT_FALSE(open(Access::look));
    const Store looking(root, Access::look);
    EXPECT_FALSE(looking.outcome(warm)) << "it counts for nothing all the same";
    EXPECT_TRUE(looking.outcome(second));
    EXPECT_TRUE(fsck(looking, false, {}).clean());
    EXPECT_TRUE(fs::exists(record(warm)));
    EXPECT_TRUE(fs::exists(caches));
    EXPECT_FALSE(fs::exists(root / "verbatim-store"));
}

TEST_F(TakingOver, ItWaitsForRunsOfTheEarlierVersion) {
    auto old_run = std::make_unique<FileLock>(root / "locks" / "in-use");
    old_run->share();
    std::optional<TakenOver> told;
    std::thread opening([&] { told = open(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    EXPECT_TRUE(fs::exists(record(warm)));
    EXPECT_TRUE(fs::exists(caches));
    old_run.reset();
    opening.join();
    EXPECT_TRUE(told);
    expect_taken_over();
}

TEST_F(TakingOver, StoppedMidwayTheNextOpeningGoesOn) {
    remove_tree(caches / sha256("toolchain").hex());
    fs::remove(record(warm));
    ASSERT_FALSE(fs::exists(root / "verbatim-store"));
    const auto told = open();
    ASSERT_TRUE(told);
    EXPECT_EQ(told->forgotten_outcomes, 0U);
    EXPECT_TRUE(told->removed_caches);
    expect_taken_over();
}

TEST_F(TakingOver, KilledAtAnyMomentTheStoreIsWhole) {
    int finished = 0;
    for (int moment = 0; moment < 40 && finished < 3; ++moment) {
        const pid_t child = ::fork();
        if (child == 0) {
            (void)open();
            ::_exit(0);
        }
        ::usleep(static_cast<unsigned>(moment) * 200);
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        if (WIFEXITED(status)) ++finished;
        const bool marked = fs::exists(root / "verbatim-store");
        if (marked) {
            EXPECT_FALSE(fs::exists(caches)) << "the marker comes last";
            EXPECT_FALSE(fs::exists(record(warm))) << "the marker comes last";
        }
        const Store looking(root, Access::look, [] {});
        EXPECT_TRUE(fsck(looking, false, {}).clean());
        EXPECT_TRUE(looking.outcome(second));
        EXPECT_FALSE(looking.outcome(warm));
        if (marked) break;
    }
    open();
    expect_taken_over();
}

TEST_F(TakingOver, ACacheThatEarlierVersionsMakeAfterwardsCountsForNothing) {
    open();
    Outcome forged{"build y", {{"bin", binary}}, {}, 2, ""};
    forged.cold = false;
    reopened().put_outcome(warm, forged);
    EXPECT_TRUE(fs::exists(record(warm)));
    EXPECT_FALSE(store->outcome(warm));
    for_each_outcome(*store, [&](const Digest& run, const Outcome&) { EXPECT_NE(run, warm); });
}

TEST_F(TakingOver, NothingOutsideIsRemovedThroughACache) {
    const fs::path outside = dir.path() / "outside";
    make_directories(outside);
    write_file(outside / "0a11-d", "mine");
    fs::create_directory_symlink(outside, caches / sha256("another toolchain").hex());
    EXPECT_TRUE(open());
    EXPECT_TRUE(fs::exists(outside / "0a11-d"));
    expect_taken_over();
}
