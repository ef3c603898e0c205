#include "git/object.h"

#include "base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;

namespace {
const std::string id(40, 'a');
const std::string raw(20, '\x11');

std::string entry(const std::string& mode, const std::string& name) {
    return mode + " " + name + std::string(1, '\0') + raw;
}
}  // namespace

// The ids that every git repository knows: git hash-object -t blob|tree /dev/null.
TEST(Object, IsNamedAsGitNamesIt) {
    EXPECT_EQ(git::object_id(git::Type::blob, ""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    EXPECT_EQ(git::object_id(git::Type::tree, ""), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    EXPECT_EQ(git::object_id(git::Type::blob, "hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
}

TEST(Object, ATreeIsReadWithItsModes) {
    const auto items =
        git::parse_tree(entry("100755", "run") + entry("40000", "sub") + entry("160000", "z"), id);
    ASSERT_EQ(items.size(), 3U);
    EXPECT_TRUE(items[0].is_executable());
    EXPECT_TRUE(items[1].is_tree());
    EXPECT_TRUE(items[2].is_submodule());
    EXPECT_EQ(items[0].id, git::object_id(git::Type::blob, "").replace(0, 40, std::string(40, '1')));
}

TEST(Object, TheModeThatOldGitWroteIsAnOrdinaryFile) {
    EXPECT_EQ(git::parse_tree(entry("100664", "old"), id).at(0).mode, 0100644U);
}

TEST(Object, ATreeWhoseNamesLeadOutOfItIsRefused) {
    for (const char* name : {"..", ".", "", "a/b", ".git", ".GIT", ".Git"})
        EXPECT_THROW((void)git::parse_tree(entry("100644", name), id), Error) << name;
    EXPECT_EQ(git::parse_tree(entry("100644", ".gitignore"), id).at(0).name, ".gitignore");
}

TEST(Object, ATreeCutShortAnywhereIsRefused) {
    const std::string whole = entry("100644", "file");
    for (std::size_t length = 1; length < whole.size(); ++length)
        EXPECT_THROW((void)git::parse_tree(whole.substr(0, length), id), Error) << length;
    EXPECT_THROW((void)git::parse_tree(entry("100640", "file"), id), Error);
    EXPECT_THROW((void)git::parse_tree(entry("10x644", "file"), id), Error);
}

TEST(Object, ACommitTellsItsTreeAndTime) {
    const auto commit =
        git::parse_commit("tree " + id + "\nauthor A <a> 5 +0000\ncommitter C <c> 17 +0100\n\ntree x", id);
    EXPECT_EQ(commit.tree, id);
    EXPECT_EQ(commit.committer_time, 17);
}

TEST(Object, ACommitWithoutASaneTreeOrTimeIsRefused) {
    const std::string tree = "tree " + id + "\n";
    for (const std::string& data : std::vector<std::string>{
             "", tree, "tree 12\ncommitter C <c> 17 +0000\n\n", tree + "committer C <c>\n\n",
             tree + "committer C <c> soon +0000\n\n", tree + "committer C <c> 17\n\n",
             "\ntree " + id + "\ncommitter C <c> 17 +0000\n",
             tree + "committer C <c> 99999999999999999999 +0000\n\n"})
        EXPECT_THROW((void)git::parse_commit(data, id), Error) << data;
}

TEST(Object, ATimeThatNoCalendarHoldsIsRefused) {
    for (const char* time : {"9223372036854775807", "253402300800", "-1"})
        EXPECT_THROW((void)git::parse_commit("tree " + id + "\ncommitter C <c> " + time + " +0000\n\n", id),
                     Error)
            << time;
}

TEST(Object, ATagTellsWhatItTags) {
    EXPECT_EQ(git::tagged_object("object " + id + "\ntype commit\ntag v1\n\nobject no", id), id);
    EXPECT_THROW((void)git::tagged_object("type commit\n\nobject " + id, id), Error);
}
