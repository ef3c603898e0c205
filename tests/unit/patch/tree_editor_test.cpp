#include "patch/tree_editor.h"

#include "base/error.h"
#include "git/object.h"

#include <gtest/gtest.h>

#include <map>

using namespace verbatim;
using patch::TreeEditor;

namespace {

const std::string empty = git::object_id(git::Type::tree, "");
const std::string one(40, '1'), two(40, '2');

struct TreeEditorTest : testing::Test {
    std::map<std::string, std::string> trees{{empty, ""}};
    std::size_t reads = 0;
    TreeEditor::Read read = [this](const std::string& id) {
        ++reads;
        return trees.at(id);
    };
    TreeEditor::Write write = [this](const std::string& data) {
        const std::string id = git::object_id(git::Type::tree, data);
        trees[id] = data;
        return id;
    };
    std::string tree_of(const std::vector<std::string>& paths) {
        TreeEditor editor(empty, read);
        for (const std::string& path : paths) EXPECT_TRUE(editor.put(path, {0100644, one}));
        return editor.write(write);
    }
};

}  // namespace

// By git: printf '100644 blob 1111…\tb\n' | git mktree --missing, and the like above it.
TEST_F(TreeEditorTest, WritesWhatGitWrites) {
    EXPECT_EQ(tree_of({"a/b", "a.c"}),
              write(git::write_tree(
                  {{0100644, "a.c", one}, {040000, "a", write(git::write_tree({{0100644, "b", one}}))}})));
}

TEST_F(TreeEditorTest, ReadsAndWritesOnlyTreesOnTheWay) {
    const std::string root = tree_of({"a/b/c", "d/e/f", "g"});
    const std::size_t written = trees.size();
    reads = 0;
    TreeEditor editor(root, read);
    EXPECT_TRUE(editor.put("a/x", {0100644, two}));
    EXPECT_EQ(reads, 2U);
    editor.write(write);
    EXPECT_EQ(trees.size(), written + 2);
    EXPECT_TRUE(editor.put("a/x", {0100644, one}));
    EXPECT_EQ(reads, 2U) << "what was read stays";
}

TEST_F(TreeEditorTest, AFolderGoesWithItsLastFile) {
    TreeEditor editor(tree_of({"a/b/c", "d"}), read);
    editor.remove("a/b/c");
    EXPECT_EQ(editor.write(write), tree_of({"d"}));
    editor.remove("d");
    EXPECT_EQ(editor.write(write), empty);
    EXPECT_TRUE(editor.put("a/b/c", {0100644, one}));
    EXPECT_EQ(editor.write(write), tree_of({"a/b/c"}));
}

TEST_F(TreeEditorTest, APathIsAFileOrAFolder) {
    TreeEditor editor(tree_of({"a/b", "c"}), read);
    EXPECT_FALSE(editor.put("a", {0100644, one}));
    EXPECT_FALSE(editor.put("c/d", {0100644, one}));
    EXPECT_TRUE(editor.is_below_an_entry("c/d/e"));
    EXPECT_FALSE(editor.is_below_an_entry("a/b"));
    EXPECT_FALSE(editor.find("a"));
    EXPECT_FALSE(editor.find("a/x"));
    EXPECT_TRUE(editor.find("a/b"));
    editor.remove("a/b");
    EXPECT_TRUE(editor.put("a", {0100644, one}));
    editor.remove("c");
    EXPECT_TRUE(editor.put("c/d", {0100644, one}));
    EXPECT_EQ(editor.write(write), tree_of({"a", "c/d"}));
}

TEST_F(TreeEditorTest, RemovingWhatIsNotThereChangesNothing) {
    const std::string root = tree_of({"a/b"});
    TreeEditor editor(root, read);
    for (const char* path : {"x", "a", "a/x", "a/b/c", ""}) editor.remove(path);
    EXPECT_EQ(editor.write(write), root);
}

TEST_F(TreeEditorTest, AnEmptyFolderInTheTreeIsNone) {
    const std::string root = write(git::write_tree({{040000, "e", empty}, {0100644, "f", one}}));
    TreeEditor editor(root, read);
    EXPECT_EQ(editor.write(write), root) << "as long as nothing changes";
    EXPECT_TRUE(editor.put("e", {0100644, one}));
    EXPECT_EQ(editor.write(write), tree_of({"e", "f"}));
}

TEST_F(TreeEditorTest, MoreFoldersThanAnyoneWantsAreRefused) {
    std::string deep = "/f";
    for (int i = 0; i < 1000; ++i) deep.insert(0, "/a");
    TreeEditor editor(empty, read);
    const auto many = [&] {
        for (int i = 0; i < 1000; ++i) (void)editor.put(std::to_string(i) + deep, {0100644, one});
    };
    EXPECT_THROW(many(), Error);
}
