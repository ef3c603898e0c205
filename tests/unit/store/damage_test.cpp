// Every file of a small store, damaged in turn: noticed, never used, and whole again after repair and another
// run.
#include "base/error.h"
#include "small_store.h"
#include "store/fsck.h"

namespace fs = std::filesystem;
using namespace verbatim;

namespace {

struct StoreDamage : SmallStore {
    // What a run does with an outcome's trees. True: all of it came, and it is what was put.
    bool used_whole(const Digest& tree) {
        try {
            Store& fresh = reopened();
            const TemporaryDirectory out(dir.path());
            fresh.materialise(tree, out.path() / "copy", 0);
            EXPECT_EQ(fresh.import_directory(out.path() / "copy"), tree)
                << "something damaged was handed out";
            const auto hash = [](const fs::path& file) { return sha256_file(file); };
            for (const auto& [path, entry] : fresh.files(tree)) {
                const fs::path shared = fresh.shared(tree) / path;
                if (entry.kind == TreeEntry::Kind::symlink) continue;

                EXPECT_EQ(hash(shared), entry.digest) << "something damaged was used";
            }
            return true;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Failure::damaged) << error.render();
            return false;
        }
    }

    FsckReport check(bool repair) {
        store.reset();
        const FsckReport report = fsck(Store(root, repair ? Access::alone : Access::look), repair, {});
        reopened();
        return report;
    }

    void repair_and_run_again() {
        EXPECT_TRUE(check(true).repaired);
        EXPECT_TRUE(check(false).clean()) << "after repair";
        reopened();
        fill();
        EXPECT_TRUE(check(false).clean()) << "after the next run";
    }
};

}  // namespace

TEST_F(StoreDamage, ABitFlippedInAnyBlobIsNoticedAndNeverUsed) {
    const auto blobs = files("blobs");
    ASSERT_GE(blobs.size(), 10U);
    for (std::size_t i = 0; i < blobs.size(); ++i) {
        SCOPED_TRACE(blobs[i]);
        if (read_file(blobs[i]).empty()) continue;
        flip_a_bit(blobs[i], i * 37);
        remove_tree(root / "trees");  // a shared copy would do without the blob
        EXPECT_FALSE(used_whole(binary)) << "every blob is part of this tree";
        const FsckReport report = check(false);
        ASSERT_EQ(report.damage.size(), 1U);
        EXPECT_EQ(root / report.damage[0].place, blobs[i]);
        EXPECT_FALSE(report.damage[0].needed_by.empty());
        repair_and_run_again();
        EXPECT_TRUE(used_whole(binary));
    }
}

TEST_F(StoreDamage, ABlobThatIsGoneOrCutIsNoticedAndNeverUsed) {
    ASSERT_FALSE(files("blobs").empty());
    for (const fs::path& blob : files("blobs")) {
        SCOPED_TRACE(blob);
        for (const bool gone : {true, false}) {
            const std::string content = read_file(blob);
            if (gone)
                fs::remove(blob);
            else if (content.empty())
                continue;
            else
                overwrite(blob, content.substr(0, content.size() / 2));
            remove_tree(root / "trees");
            EXPECT_FALSE(reopened().has_tree(binary));
            EXPECT_FALSE(used_whole(binary));
            EXPECT_FALSE(check(false).clean());
            repair_and_run_again();
        }
    }
}

TEST_F(StoreDamage, ABitFlippedInASharedTreeIsNoticedAndItIsMadeAnew) {
    ASSERT_FALSE(files("trees").empty());
    for (const fs::path& file : files("trees")) {
        SCOPED_TRACE(file);
        flip_a_bit(file, 3);
        EXPECT_EQ(check(false).damage.at(0).kind, Damage::Kind::shared);
        EXPECT_TRUE(used_whole(source)) << "made anew from the blobs";
        EXPECT_TRUE(check(false).clean());
    }
}

TEST_F(StoreDamage, AnyBitFlippedInAnOutcomeMakesItAsIfAbsent) {
    for (const Digest& run : {first, second}) {
        const fs::path file = root / "outcomes" / (run.hex() + ".json");
        const Outcome before = *store->outcome(run);
        const std::string text = read_file(file);
        for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
            flip_a_bit(file, bit);
            const auto after = store->outcome(run);
            // A space that became another kind of space, say, changes nothing.
            if (after) {
                EXPECT_TRUE(after->trees == before.trees && after->values == before.values &&
                            after->action == before.action)
                    << "bit " << bit << " of " << text;
            }
            overwrite(file, text);
        }
        flip_a_bit(file, text.find("trees\"") + 12);
        EXPECT_EQ(check(false).damage.at(0).kind, Damage::Kind::outcome);
        repair_and_run_again();
    }
}

TEST_F(StoreDamage, WhatIsPutAgainReplacesADamagedBlob) {
    const fs::path blob = store->blob_path(sha256("the binary"));
    flip_a_bit(blob, 1);
    store->put("the binary");
    EXPECT_EQ(store->get(sha256("the binary")), "the binary");
    flip_a_bit(blob, 2);
    write_file(dir.path() / "file", "the binary");
    store->put_file(dir.path() / "file");
    EXPECT_EQ(store->get(sha256("the binary")), "the binary");
}

TEST_F(StoreDamage, DiscardTakesAwayWhatIsDamagedAndNothingElse) {
    flip_a_bit(store->blob_path(sha256("read me")), 1);
    store->discard_damage(binary);
    EXPECT_FALSE(store->has(sha256("read me")));
    EXPECT_EQ(store->get(sha256("the binary")), "the binary");
    EXPECT_FALSE(store->has_tree(binary));
    store->put("read me");
    EXPECT_TRUE(store->has_tree(binary, Check::content));
}

TEST_F(StoreDamage, ContentIsLookedAtOnlyWhereAsked) {
    flip_a_bit(store->blob_path(sha256("read me")), 1);
    EXPECT_TRUE(store->has_tree(binary, Check::presence));
    EXPECT_FALSE(store->has_tree(binary, Check::content));
}
