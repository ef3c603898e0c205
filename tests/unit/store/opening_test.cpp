// Who may be in a store together, and what may be opened as one.
#include "base/error.h"
#include "small_store.h"

#include <gmock/gmock.h>

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
