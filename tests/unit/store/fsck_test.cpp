#include "store/fsck.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "small_store.h"

#include <gmock/gmock.h>

#include <random>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {
struct Fsck : SmallStore {
    FsckReport check() { return fsck(*store, false, {}); }
    FsckReport repair() {
        store.reset();
        const FsckReport report = fsck(Store(root, Access::alone), true, {});
        reopened();
        return report;
    }
};
}  // namespace

TEST_F(Fsck, AWholeStoreIsClean) {
    const FsckReport report = check();
    EXPECT_TRUE(report.clean());
    EXPECT_EQ(report.outcomes, 2U);
    EXPECT_EQ(report.blobs, files("blobs").size());
    EXPECT_EQ(report.shared_trees, 1U);
    EXPECT_TRUE(report.to_rebuild.empty());
    EXPECT_TRUE(report.strange.empty());
}

TEST_F(Fsck, NamesTheActionsThatNeedWhatIsDamaged) {
    flip_a_bit(store->blob_path(sha256("the binary")), 0);
    EXPECT_THAT(check().to_rebuild, ElementsAre("build x"));
    flip_a_bit(store->blob_path(sha256("read me")), 0);
    const FsckReport report = check();
    EXPECT_THAT(report.to_rebuild, ElementsAre("build x", "source x"));
    int found = 0;
    for (const Damage& damage : report.damage)
        if (root / damage.place == store->blob_path(sha256("read me"))) {
            EXPECT_THAT(damage.needed_by, testing::UnorderedElementsAre("build x", "source x"));
            ++found;
        }
    EXPECT_EQ(found, 1);
}

TEST_F(Fsck, WithoutRepairNothingIsTouched) {
    flip_a_bit(store->blob_path(sha256("read me")), 0);
    const auto before = files(".");
    EXPECT_FALSE(check().repaired);
    EXPECT_EQ(files("."), before);
}

TEST_F(Fsck, RepairRemovesTheDamagedAndWhatNeedsItAndKeepsTheRest) {
    flip_a_bit(store->blob_path(sha256("the binary")), 0);
    EXPECT_THAT(repair().to_rebuild, ElementsAre("build x"));
    Store& after = reopened();
    EXPECT_FALSE(after.outcome(second));
    EXPECT_FALSE(after.has(sha256("the binary")));
    ASSERT_TRUE(after.outcome(first));
    EXPECT_TRUE(after.has_tree(source, Check::content));
}

TEST_F(Fsck, ABlobOfADamageThatNobodyNeedsIsDamageToo) {
    flip_a_bit(store->blob_path(store->put("needed by nobody")), 0);
    const FsckReport report = check();
    EXPECT_EQ(report.damage.size(), 1U);
    EXPECT_TRUE(report.to_rebuild.empty());
}

TEST_F(Fsck, ABlobThatIsNoTreeIsDamageWhereATreeIsNeeded) {
    const Digest no_tree = store->put("no tree at all");
    store->put_outcome(sha256("hostile"), {"hostile", {{"tree", no_tree}}, {}, 1, ""});
    const FsckReport report = check();
    ASSERT_EQ(report.damage.size(), 1U);
    EXPECT_EQ(report.damage[0].kind, Damage::Kind::tree);
    EXPECT_THAT(report.to_rebuild, ElementsAre("hostile"));
}

TEST_F(Fsck, ATreeThatLiesAboutALengthIsDamage) {
    const Tree lying{{{"a", TreeEntry::Kind::file, store->put("abc"), 4}}};
    store->put_outcome(sha256("hostile"), {"hostile", {{"tree", store->put_tree(lying)}}, {}, 1, ""});
    EXPECT_THAT(check().damage.at(0).what, HasSubstr("3 bytes where a tree says 4"));
}

TEST_F(Fsck, ATreeOfUnheardOfDepthIsWalked) {
    Digest tree = store->put_tree({});
    for (int i = 0; i < 1000; ++i) tree = store->put_tree({{{"d", TreeEntry::Kind::directory, tree, 0}}});
    store->put_outcome(sha256("deep"), {"deep", {{"tree", tree}}, {}, 1, ""});
    EXPECT_TRUE(check().clean());
}

TEST_F(Fsck, HostileOutcomesAreReportedAndNothingCrashes) {
    const std::string whole = read_file(root / "outcomes" / (first.hex() + ".json"));
    std::mt19937 random(1);
    for (int i = 0; i < 100; ++i) {
        std::string text = whole.substr(0, random() % (whole.size() + 1));
        if (!text.empty()) text[random() % text.size()] = static_cast<char>(random());
        write_file(root / "outcomes" / (sha256(std::to_string(i)).hex() + ".json"), text);
    }
    for (const char* text : {"", "null", "[]", "{}", "\"x\"", "{\"format\": 1}", "\xff\xfe",
                             "{\"format\":\"verbatim.outcome/1\",\"check\":7}"})
        write_file(root / "outcomes" / (sha256(text).hex() + ".json"), text);
    const FsckReport report = check();
    EXPECT_GE(report.damage.size(), 100U);
    for (const Damage& damage : report.damage) EXPECT_EQ(damage.kind, Damage::Kind::outcome);
    EXPECT_EQ(report.to_rebuild.size(), 0U);
    repair();
    EXPECT_TRUE(fsck(reopened(), false, {}).clean());
}

TEST_F(Fsck, HostileTreeBlobsAreReportedAndNothingCrashes) {
    const std::string whole = store->get(binary);
    std::mt19937 random(2);
    std::size_t malformed = 0;
    for (int i = 0; i < 100; ++i) {
        std::string bytes = whole.substr(0, random() % (whole.size() + 1));
        if (!bytes.empty()) bytes[random() % bytes.size()] = static_cast<char>(random());
        const Digest run = sha256(std::to_string(i));
        store->put_outcome(run, {"hostile", {{"tree", store->put(bytes)}}, {}, 1, ""});
    }
    for (const Damage& damage : check().damage) malformed += damage.kind == Damage::Kind::tree;
    EXPECT_GE(malformed, 60U);
}

TEST_F(Fsck, SomethingElseInABlobsPlaceIsDamage) {
    const fs::path blob = store->blob_path(sha256("read me"));
    fs::remove(blob);
    fs::create_symlink("/etc/passwd", blob);
    EXPECT_THAT(check().damage.at(0).what, HasSubstr("no file"));
    fs::remove(blob);
    fs::create_directories(blob / "inside");
    EXPECT_THAT(check().damage.at(0).what, HasSubstr("no file"));
    repair();
    reopened();
    fill();
    EXPECT_TRUE(check().clean());
}

TEST_F(Fsck, LeftoversAndStrangeFilesAreNoDamage) {
    write_file(root / "tmp" / "blob-XYZ123", "half");
    write_file(root / "tmp" / "letter", "dear");
    write_file(root / "outcomes" / (first.hex() + ".json.4711-0"), "{");
    make_directories(root / "blobs" / "ab");
    write_file(root / "blobs" / "ab" / "notes", "mine");
    const FsckReport report = check();
    EXPECT_TRUE(report.clean());
    EXPECT_EQ(report.leftovers, 2U);
    EXPECT_THAT(report.strange, ElementsAre("blobs/ab/notes", "tmp/letter"));
    repair();
    EXPECT_TRUE(fs::exists(root / "tmp" / "letter")) << "not ours to remove";
    EXPECT_TRUE(fs::exists(root / "blobs" / "ab" / "notes")) << "not ours to remove";
}

TEST_F(Fsck, AnOutcomeOfAnEarlierVersionHasNoCheckAndIsRead) {
    std::string text = store->outcome(first)->to_json();
    for (const std::string field : {" \"check\"", " \"cold\""}) {
        const auto at = text.find(field);
        text.erase(at, text.find('\n', at) + 1 - at);
    }
    const fs::path file = root / "outcomes" / (first.hex() + ".json");
    overwrite(file, text);
    ASSERT_EQ(text.find("check"), std::string::npos);
    EXPECT_TRUE(store->outcome(first));
    EXPECT_TRUE(check().clean());
}

TEST_F(Fsck, TellsHowFarItIs) {
    std::vector<std::string> told;
    fsck(*store, false, [&](const Event& event) {
        if (event.kind == Event::Kind::finished) told.push_back(event.subject);
    });
    EXPECT_THAT(told, ElementsAre("hash blobs", "hash shared trees"));
}
