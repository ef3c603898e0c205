#include "transform/source.h"

#include "git/database.h"
#include "git/pack.h"
#include "git_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::AllOf;
using testing::HasSubstr;

namespace {
struct SourceTest : testing::Test, test::GitFixture {
    test::fs::path at = upstream();
    FetchCommit fetch = pins(at, "");
    test::fs::path out = dir.path() / "out";

    Digest objects() {
        const auto database = git::Database::of_repository(at);
        git::write_pack(
            closure(at, fetch), [&](const std::string& id) { return *database.find(id); },
            dir.path() / "objects");
        return store.import_directory(dir.path() / "objects");
    }
    MakeSource source(std::vector<std::string> markers = {}) {
        MakeSource made{fetch.commit.value, fetch.commit.value, {}, std::move(markers)};
        for (const auto& [name, id] : fetch.tags) made.tags[name] = id.value;
        return made;
    }
    MadeSource make(std::vector<std::string> markers = {}) {
        MadeSource made = make_source(source(std::move(markers)), {objects()}, store);
        store.materialise(made.tree, out, 1700000000);
        return made;
    }
    std::string refusal(const std::string& marker) {
        return test::error_of([&] { (void)make_source(source({marker}), {objects()}, store); });
    }
};
}  // namespace

TEST_F(SourceTest, GitFindsNothingWrongAndNothingChanged) {
    make();
    EXPECT_EQ(git(out, {"fsck", "--full", "--strict", "--no-dangling"}), "");
    EXPECT_EQ(git(out, {"status", "--porcelain", "--ignored"}), "");
    EXPECT_EQ(git(out, {"stash", "list"}), "");
}

TEST_F(SourceTest, GitSeesTheCommitAndJustThePinnedTags) {
    git(at, {"tag", "unpinned"});
    make();
    EXPECT_EQ(git(out, {"rev-parse", "HEAD"}), fetch.commit.value);
    EXPECT_EQ(git(out, {"rev-parse", "--abbrev-ref", "HEAD"}), "HEAD") << "detached";
    EXPECT_EQ(git(out, {"log", "--format=%H %ct %s"}), fetch.commit.value + " 1700000000 second");
    const std::vector<std::string> refs = {"for-each-ref",
                                           "--format=%(refname) %(objectname) %(*objectname)"};
    git(at, {"tag", "-d", "unpinned"});
    git(at, {"checkout", "--quiet", "--detach"});
    git(at, {"branch", "-D", "main"});
    EXPECT_EQ(git(out, refs), git(at, refs));
    EXPECT_EQ(git(out, {"describe", "--tags", "--match=v*"}), "v1.0.0");
    EXPECT_EQ(git(out, {"describe", "--tags", "--match=sub/*"}), "sub/v1.0.0");
    EXPECT_EQ(git(out, {"remote"}), "");
}

TEST_F(SourceTest, ATagOfATagPeelsToTheCommit) {
    git(at, {"tag", "-a", "-m", "of a tag", "outer", "v1.0.0"});
    fetch = pins(at, "", "v1.0.0", {"v1.0.0", "outer"});
    make();
    EXPECT_EQ(git(out, {"rev-parse", "outer^{commit}"}), fetch.commit.value);
    EXPECT_EQ(git(out, {"fsck", "--strict"}), "");
}

TEST_F(SourceTest, FilesAreAsTheTreeHasThemWhateverGitattributesAskFor) {
    make();
    EXPECT_EQ(read_file(out / "lines.txt"), "$Id$\na\nb\n");
    EXPECT_EQ(read_file(out / "README"), "hello\n");
    EXPECT_EQ(test::fs::read_symlink(out / "link"), "sub/deep/big");
    EXPECT_NE(test::fs::status(out / "run.sh").permissions() & test::fs::perms::owner_exec,
              test::fs::perms::none);
    EXPECT_EQ(test::fs::status(out / "README").permissions() & test::fs::perms::owner_exec,
              test::fs::perms::none);
    EXPECT_TRUE(test::fs::is_empty(out / "module")) << "a submodule is an empty folder";
}

TEST_F(SourceTest, MarkersAreAllThatGitSees) {
    make({"marker", "sub/marked"});
    EXPECT_EQ(git(out, {"status", "--porcelain"}), "?? marker\n?? sub/marked");
    EXPECT_EQ(read_file(out / "marker"), "");
}

TEST_F(SourceTest, AMarkerThatWouldHideOrBeHiddenIsRefused) {
    for (const char* marker : {"README", "sub", "README/x", "link/x", "module", ".git", ".git/hooks/x",
                               ".GIT/x", "../x", "/x", ""})
        EXPECT_THAT(refusal(marker), HasSubstr("marker")) << marker;
}

TEST_F(SourceTest, TellsTheCommitAndItsTime) {
    EXPECT_EQ(make().values, (std::map<std::string, std::string>{{"patched_commit", fetch.commit.value},
                                                                 {"commit_time", "1700000000"},
                                                                 {"commit_date", "2023-11-14T22:13:20Z"}}));
}

TEST_F(SourceTest, TheGitDirectoryHoldsNoMoreThanTheDesignSays) {
    make();
    std::set<std::string> names;
    for (const auto& entry : test::fs::recursive_directory_iterator(out / ".git"))
        names.insert(test::fs::relative(entry.path(), out / ".git"));
    std::string pack;
    for (const std::string& name : names)
        if (name.ends_with(".pack")) pack = name.substr(0, name.size() - 5);
    EXPECT_EQ(names, (std::set<std::string>{"HEAD", "config", "index", "objects", "objects/info",
                                            "objects/pack", pack + ".idx", pack + ".pack", "packed-refs",
                                            "refs", "refs/heads", "refs/tags", "shallow"}));
    EXPECT_EQ(read_file(out / ".git/shallow"), fetch.commit.value + "\n");
}

TEST_F(SourceTest, TheSameObjectsGiveTheSameTree) {
    const Digest first = make_source(source({"m"}), {objects()}, store).tree;
    EXPECT_EQ(make_source(source({"m"}), {objects()}, store).tree, first);
    EXPECT_NE(make_source(source(), {objects()}, store).tree, first);
}
