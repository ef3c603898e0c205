#include "fetch/embedded.h"

#include "fetch/commit.h"
#include "git_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

using namespace verbatim;
using testing::AllOf;
using testing::HasSubstr;

namespace {
const std::string two_commits = R"(commits:
  - tree: v1
    author: A <a@example.org>
    committer: C <c@example.org>
    date: 2023-11-14T22:13:20Z
    message: first
    tags:
      v0.1.0: "one"
      light: ""
  - tree: v2
    author: A <a@example.org>
    committer: C <c@example.org>
    date: 2023-11-14T22:13:20Z
    message: |
      second

      with a body
    tags: {v0.2.0: "two"}
)";

struct EmbeddedTest : testing::Test, test::GitFixture {
    test::fs::path at = dir.path() / "samples/foo";
    test::fs::path bare = dir.path() / "bare";

    EmbeddedTest() {
        for (const char* version : {"v1", "v2"}) {
            test::fs::create_directories(at / version / "sub");
            write_file(at / version / "sub/file", version + std::string("\r\n"));
            write_file(at / version / "sub.txt", "sorts before sub/\n");
            write_file(at / version / ".gitattributes", "* text eol=crlf\n");
            write_file(at / version / "run", "", 0755);
            test::fs::create_symlink("sub/file", at / version / "link");
        }
        describe(two_commits);
    }
    void describe(const std::string& yaml) { write_file(at / "import.yaml", yaml); }
    std::string changed(const std::string& from, const std::string& to) {
        std::string yaml = two_commits;
        yaml.replace(yaml.find(from), from.size(), to);
        describe(yaml);
        return test::error_of([&] { import_embedded(at, bare); });
    }
    FetchCommit pinned(const ImportedTag& tag) const {
        FetchCommit fetch;
        fetch.url = "embedded:samples/foo";
        fetch.tag.value = "v0.1.0";
        fetch.tag_object.value = tag.object;
        fetch.commit.value = tag.commit;
        fetch.commit_time.value = tag.commit_time;
        fetch.tags["v0.1.0"].value = tag.object;
        return fetch;
    }
};
}  // namespace

TEST_F(EmbeddedTest, GivesTheIdsThatGitGivesToTheSameThings) {
    const auto tags = import_embedded(at, bare);
    // The same by git: no filters, the dates and names of import.yaml.
    const test::fs::path by_git = dir.path() / "by-git";
    git(dir.path(), {"init", "--quiet", "by-git"});
    write_file(by_git / ".git/info/attributes", "* -text\n");
    const auto commit = [&](const std::string& version, const std::string& message, const std::string& tag,
                            const std::string& text) {
        for (const auto& entry : test::fs::directory_iterator(at / version))
            test::fs::copy(entry.path(), by_git / entry.path().filename(),
                           test::fs::copy_options::recursive | test::fs::copy_options::copy_symlinks);
        git(by_git, {"add", "--all"});
        ProcessSpec spec;
        spec.environment = environment();
        spec.environment["GIT_AUTHOR_DATE"] = spec.environment["GIT_COMMITTER_DATE"] = "1700000000 +0000";
        spec.directory = by_git;
        spec.argv = {"git", "commit", "--quiet", "-m", message};
        ASSERT_TRUE(run_process(spec).succeeded());
        spec.argv = {"git", "tag", "-a", "-m", text, tag};
        ASSERT_TRUE(run_process(spec).succeeded());
        git(by_git, {"rm", "-r", "--quiet", "."});
    };
    commit("v1", "first", "v0.1.0", "one");
    commit("v2", "second\n\nwith a body", "v0.2.0", "two");
    for (const char* tag : {"v0.1.0", "v0.2.0"}) {
        EXPECT_EQ(tags.at(tag).object, id(by_git, tag));
        EXPECT_EQ(tags.at(tag).commit, id(by_git, std::string(tag) + "^{commit}"));
        EXPECT_EQ(tags.at(tag).commit_time, 1700000000);
    }
    EXPECT_EQ(tags.at("light").object, tags.at("v0.1.0").commit);
    EXPECT_EQ(git(bare, {"fsck", "--strict", "--full"}), "");
    EXPECT_EQ(id(bare, "refs/heads/main"), tags.at("v0.2.0").commit);
}

TEST_F(EmbeddedTest, WhatAClonedProjectCannotHoldChangesNoId) {
    const auto before = import_embedded(at, bare);
    test::fs::create_directories(at / "v1/hollow/within");  // git keeps no empty folders
    test::fs::permissions(at / "v1/sub.txt", test::fs::perms(0600));
    test::fs::permissions(at / "v1/run", test::fs::perms(0700));
    EXPECT_EQ(import_embedded(at, dir.path() / "other").at("v0.1.0").object, before.at("v0.1.0").object);
}

TEST_F(EmbeddedTest, IsFetchedAsAnyMirrorIs) {
    const auto tags = import_embedded(at, bare);
    const Digest objects = fetch_commit(pinned(tags.at("v0.1.0")), context);
    EXPECT_TRUE(store.find(objects, "objects.pack"));
    FetchCommit from_bare = pinned(tags.at("v0.1.0"));
    from_bare.url = "file://" + bare.string();
    EXPECT_EQ(fetch_commit(from_bare, context), objects);
}

TEST_F(EmbeddedTest, AFileThatWasChangedIsATagThatMoved) {
    const auto tags = import_embedded(at, bare);
    write_file(at / "v1/sub.txt", "changed\n");
    EXPECT_THAT(test::error_of([&] { (void)fetch_commit(pinned(tags.at("v0.1.0")), context); }),
                HasSubstr("tag v0.1.0"));
}

TEST_F(EmbeddedTest, WhatAKilledImportLeftBehindDoesNotStopTheNext) {
    const FetchCommit fetch = pinned(import_embedded(at, bare).at("v0.1.0"));
    const Digest objects = fetch_commit(fetch, context);
    const test::fs::path mirror = test::fs::directory_iterator(store.folder("mirrors"))->path();
    for (const char* name : {"refs/heads/main.lock", "refs/tags/v0.1.0.lock", "HEAD.lock", "config.lock"})
        write_file(mirror / name, "");
    EXPECT_EQ(fetch_commit(fetch, context), objects);
    EXPECT_FALSE(test::fs::exists(mirror / "refs/tags/v0.1.0.lock"));
}

TEST_F(EmbeddedTest, ATagTakenOutOfTheDescriptionIsGoneFromItsMirror) {
    const FetchCommit fetch = pinned(import_embedded(at, bare).at("v0.1.0"));
    (void)fetch_commit(fetch, context);
    const test::fs::path mirror = test::fs::directory_iterator(store.folder("mirrors"))->path();
    EXPECT_EQ(git(mirror, {"tag"}), "light\nv0.1.0\nv0.2.0");
    std::string yaml = two_commits;
    yaml.replace(yaml.find("      light: \"\"\n"), 16, "");
    describe(yaml);
    (void)fetch_commit(fetch, context);
    EXPECT_EQ(git(mirror, {"tag"}), "v0.1.0\nv0.2.0");
}

TEST_F(EmbeddedTest, ARepositoryThatIsSomebodysKeepsItsOtherRefs) {
    const test::fs::path theirs = upstream();
    git(dir.path(), {"clone", "--quiet", "--bare", "upstream", "theirs"});
    git(dir.path() / "theirs", {"branch", "precious"});
    import_embedded(at, dir.path() / "theirs");
    EXPECT_EQ(id(dir.path() / "theirs", "refs/heads/precious"), id(theirs, "HEAD"));
    EXPECT_EQ(id(dir.path() / "theirs", "refs/tags/v1.0.0"), id(theirs, "refs/tags/v1.0.0"));
}

TEST_F(EmbeddedTest, TwoProjectsWithOneStoreDoNotDisturbEachOther) {
    const auto tags = import_embedded(at, bare);
    (void)fetch_commit(pinned(tags.at("v0.1.0")), context);
    const test::fs::path other = dir.path() / "other";
    test::fs::create_directories(other / "samples");
    test::fs::copy(at, other / "samples/foo",
                   test::fs::copy_options::recursive | test::fs::copy_options::copy_symlinks);
    write_file(other / "samples/foo/v1/sub.txt", "another project's\n");
    const auto theirs = import_embedded(other / "samples/foo", dir.path() / "bare-2");
    FetchContext second{store, other, {}, "", "", "", {}};
    (void)fetch_commit(pinned(theirs.at("v0.1.0")), second);
    std::size_t mirrors = 0;
    for ([[maybe_unused]] const auto& entry : test::fs::directory_iterator(store.folder("mirrors")))
        ++mirrors;
    EXPECT_EQ(mirrors, 2U);
}

TEST_F(EmbeddedTest, WhatIsWrongInTheDescriptionIsShownAtItsPlace) {
    const auto place = HasSubstr("import.yaml:");
    EXPECT_THAT(changed("tree: v1", "tree: ../x"), place);
    EXPECT_THAT(changed("tree: v1", "tree: v9"), AllOf(place, HasSubstr("v9")));
    EXPECT_THAT(changed("date: 2023-11-14T22:13:20Z", "date: yesterday"), place);
    EXPECT_THAT(changed("message: first", "massage: first"), place);
    EXPECT_THAT(changed("v0.1.0: \"one\"", "\"a..b\": \"one\""), place);
    EXPECT_THAT(changed("v0.2.0", "v0.1.0"), AllOf(place, HasSubstr("v0.1.0"))) << "a tag may be set once";
}

TEST_F(EmbeddedTest, ANameThatGitWouldWriteOtherwiseIsRefused) {
    for (const char* who :
         {"A", "A a@example.org", "<a@example.org>", "A <>", "A <a@example.org> x", "A <a> <b>",
          "\"Example Inc. <a@example.org>\"", "\"'A' <a@example.org>\"", "A <a@example.org.>"})
        EXPECT_THAT(changed("author: A <a@example.org>", std::string("author: ") + who),
                    HasSubstr("import.yaml:3:"))
            << who;
}

TEST_F(EmbeddedTest, WhatGitCannotHoldIsRefused) {
    ASSERT_EQ(::mkfifo((at / "v1/pipe").c_str(), 0600), 0);
    EXPECT_THAT(test::error_of([&] { import_embedded(at, bare); }), HasSubstr("v1/pipe"));
    test::fs::remove(at / "v1/pipe");
    test::fs::create_directories(at / "v1/sub/.git");
    write_file(at / "v1/sub/.git/config", "");
    EXPECT_THAT(test::error_of([&] { import_embedded(at, bare); }), HasSubstr(".git"));
}

TEST_F(EmbeddedTest, ARepositoryInItIsRefused) {
    for (const char* name : {".git", ".GIT", ".hg", ".svn", ".git.", "_FOSSIL_"}) {
        write_file(at / "v1/sub" / name, "x");
        EXPECT_THAT(test::error_of([&] { import_embedded(at, bare); }),
                    AllOf(HasSubstr("may not hold"), HasSubstr(std::string("v1/sub/") + name)))
            << name;
        test::fs::remove(at / "v1/sub" / name);
    }
}

TEST_F(EmbeddedTest, AFolderOutsideTheProjectIsRefused) {
    FetchCommit fetch = pinned(import_embedded(at, bare).at("v0.1.0"));
    context.project_folder = dir.path() / "samples/foo/v1";
    for (const char* url : {"embedded:../../foo", "embedded:", "embedded:/etc"}) {
        fetch.url = url;
        EXPECT_THAT(test::error_of([&] { (void)fetch_commit(fetch, context); }), HasSubstr("embedded"))
            << url;
    }
    fetch.url = "embedded:nowhere";
    EXPECT_THAT(test::error_of([&] { (void)fetch_commit(fetch, context); }), HasSubstr("nowhere"));
}
