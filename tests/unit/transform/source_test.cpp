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

namespace {

// Trees that git itself would not write, made by hand.
struct MadeByHand : testing::Test {
    TemporaryDirectory dir{std::filesystem::temp_directory_path()};
    Store store{dir.path() / "store"};
    std::map<std::string, git::Object> objects;

    std::string add(git::Type type, const std::string& data) {
        const std::string id = git::object_id(type, data);
        objects[id] = {type, data};
        return id;
    }
    std::string blob(const std::string& text) { return add(git::Type::blob, text); }
    std::string tree(std::vector<git::TreeItem> items) {
        return add(git::Type::tree, git::write_tree(std::move(items)));
    }
    std::string one(std::uint32_t mode, const std::string& name, const std::string& id) {
        return tree({{mode, name, id}});
    }
    std::string commit(const std::string& root) {
        return add(git::Type::commit,
                   "tree " + root + "\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\nx\n");
    }
    MadeSource make(const std::string& commit) {
        std::set<std::string> ids;
        for (const auto& [id, object] : objects) ids.insert(id);
        const TemporaryDirectory pack(dir.path(), "pack-");
        git::write_pack(ids, [&](const std::string& id) { return objects.at(id); }, pack.path() / "objects");
        const Digest packed = store.import_directory(pack.path() / "objects");
        return make_source({commit, commit, {}, {}}, {packed}, store);
    }
    Error refusal(const std::string& commit) {
        return test::thrown_by([&] { return make(commit); });
    }
};

}  // namespace

TEST_F(MadeByHand, ACommitThatHoldsARepositoryIsRefused) {
    for (const std::string name : {".git", ".GIT", ".git ", ".git.", "git~1", ".git::$INDEX_ALLOCATION",
                                   ".g\u200cit", ".hg", ".svn", ".Bzr", ".fslckout", "_FOSSIL_"}) {
        const std::string config = blob("[core]\n\tfsmonitor = /bin/sh\n");
        for (const std::string& root :
             {one(040000, "sub", one(040000, name, one(0100644, "config", config))),
              one(040000, "sub", one(0100644, name, config)), one(040000, "sub", one(0120000, name, config)),
              one(040000, "sub", one(0160000, name, std::string(40, '1')))}) {
            const std::string id = commit(root);
            const Error error = refusal(id);
            EXPECT_EQ(error.kind(), Failure::mismatch) << name;
            EXPECT_THAT(error.render(), AllOf(HasSubstr(id), HasSubstr("sub"), HasSubstr(printable(name))))
                << name;
        }
    }
}

TEST_F(MadeByHand, WhatUpstreamsReallyHaveIsTaken) {
    std::vector<git::TreeItem> items;
    for (const char* name : {".gitignore", ".gitattributes", ".gitmodules", ".hgignore", "x.git", "git"})
        items.push_back({0100644, name, blob("x")});
    items.push_back({040000, ".github", one(0100644, "workflow", blob("y"))});
    items.push_back({040000, "fixture",
                     tree({{0100644, "HEAD", blob("ref: refs/heads/main\n")},
                           {040000, "objects", one(0100644, "a", blob("x"))},
                           {040000, "refs", one(0100644, "a", blob("x"))}})});
    EXPECT_EQ(store.files(make(commit(tree(items))).tree).count("fixture/HEAD"), 1);
}

// Fifty names at each of seven levels: a few objects, and more entries than a disk has bytes.
TEST_F(MadeByHand, ATreeWithoutEndIsRefusedAtOnce) {
    for (const bool with_file : {false, true}) {
        std::string at = with_file ? one(0100644, "file", blob("x")) : tree({});
        for (int level = 0; level < 7; ++level) {
            std::vector<git::TreeItem> items;
            for (int i = 10; i < 60; ++i) items.push_back({040000, "d" + std::to_string(i), at});
            at = tree(items);
        }
        const std::string id = commit(at);
        EXPECT_EQ(refusal(id).message(), "the tree of the commit " + id + " has more than 2000000 entries");
    }
}

TEST_F(MadeByHand, ATreeIsBoundedInDepthNamesAndBytes) {
    const auto deep = [&](int levels, const std::string& name) {
        std::string at = one(0100644, "file", blob("x"));
        for (int i = 0; i < levels; ++i) at = one(040000, name, at);
        return commit(at);
    };
    EXPECT_EQ(store.files(make(deep(200, "d")).tree).size(), 8);  // seven of the git directory
    EXPECT_THAT(refusal(deep(260, "d")).message(), HasSubstr("has folders nested more than 256 deep"));
    EXPECT_THAT(refusal(deep(1'000, "d")).message(), HasSubstr("has folders nested more than 256 deep"));
    EXPECT_THAT(refusal(deep(100, std::string(100, 'x'))).message(),
                HasSubstr("has a path of more than 4095 bytes"));
}

TEST_F(MadeByHand, AFewBytesThatFillADiskAreRefused) {
    const std::string large = blob(std::string(8U << 20U, 'x'));
    std::vector<git::TreeItem> files, folders;
    for (int i = 0; i < 1000; ++i) files.push_back({0100644, "f" + std::to_string(i), large});
    const std::string folder = tree(files);
    for (int i = 0; i < 10; ++i) folders.push_back({040000, "d" + std::to_string(i), folder});
    EXPECT_THAT(refusal(commit(tree(folders))).message(), HasSubstr("holds more than 68.7 GB"));
}
