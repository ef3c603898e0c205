#include "store/tree_changes.h"

#include "base/error.h"
#include "store/outcome_list.h"
#include "store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fs = std::filesystem;
using namespace verbatim;
using How = TreeChanges::How;
using testing::ElementsAre;

namespace {

struct TreeChangesTest : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path()};
    Store store{dir.path() / "store"};

    Digest tree(const std::map<std::string, std::string>& files) {
        TreeBuilder builder(store);
        for (const auto& [path, content] : files) builder.add_file(path, content);
        return builder.finish();
    }
};

}  // namespace

TEST_F(TreeChangesTest, TellsAddedRemovedAndChangedPaths) {
    const auto changes = tree_changes(store, tree({{"a", "1"}, {"d/x", "1"}, {"d/y", "1"}, {"old", "1"}}),
                                      tree({{"a", "2"}, {"d/x", "1"}, {"d/y", "2"}, {"new", "1"}}));
    EXPECT_THAT(changes.first,
                ElementsAre(TreeChanges::Path{How::changed, "a"}, TreeChanges::Path{How::changed, "d/y"},
                            TreeChanges::Path{How::added, "new"}, TreeChanges::Path{How::removed, "old"}));
    EXPECT_EQ(changes.added, 1U);
    EXPECT_EQ(changes.removed, 1U);
    EXPECT_EQ(changes.changed, 2U);
}

TEST_F(TreeChangesTest, AFileInThePlaceOfAFolderIsBoth) {
    const auto changes = tree_changes(store, tree({{"d/x", "1"}, {"d/y", "1"}}), tree({{"d", "1"}}));
    EXPECT_THAT(changes.first,
                ElementsAre(TreeChanges::Path{How::removed, "d/x"}, TreeChanges::Path{How::removed, "d/y"},
                            TreeChanges::Path{How::added, "d"}));
}

TEST_F(TreeChangesTest, AModeIsAChangeAndEqualTreesHaveNone) {
    TreeBuilder builder(store);
    builder.add_file("a", "1", true);
    EXPECT_EQ(tree_changes(store, tree({{"a", "1"}}), builder.finish()).changed, 1U);
    EXPECT_EQ(tree_changes(store, sha256("not there"), sha256("not there")).count(), 0U);
}

TEST_F(TreeChangesTest, ListsOnlyTheFirstButCountsAll) {
    std::map<std::string, std::string> many;
    for (int i = 0; i < 30; ++i) many["f" + std::to_string(i)] = "1";
    const auto changes = tree_changes(store, tree({}), tree(many), 10);
    EXPECT_EQ(changes.first.size(), 10U);
    EXPECT_EQ(changes.added, 30U);
}

TEST_F(TreeChangesTest, ATreeThatIsGoneIsAnError) {
    EXPECT_THROW(tree_changes(store, tree({}), sha256("gone")), Error);
}

TEST_F(TreeChangesTest, OutcomesAreListedAndWhatIsNoneIsPassedOver) {
    store.put_outcome(sha256("one"), {"one", {}, {}, 1, ""});
    write_file(store.root() / "outcomes" / (sha256("cut").hex() + ".json"), "{\"format\"");
    write_file(store.root() / "outcomes" / "notes.txt", "?");
    write_file(store.root() / "outcomes" / "no-digest.json", "{}");
    std::vector<std::string> names;
    for_each_outcome(store, [&](const Digest& digest, const Outcome& outcome) {
        EXPECT_EQ(digest, sha256("one"));
        names.push_back(outcome.action);
    });
    EXPECT_THAT(names, ElementsAre("one"));
}
