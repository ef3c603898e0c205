#include "fetch/commit.h"

#include "fetch/mirror.h"
#include "git_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace {
struct CommitTest : testing::Test, test::GitFixture {
    test::fs::path at = upstream();
    const std::string url = "https://example.org/owner/name";
    FetchCommit fetch = pins(at, url);

    Digest from(const test::fs::path& mirror) {
        context.mirrors = {{url, mirror.string()}};
        return fetch_commit(fetch, context);
    }
    std::string refusal() {
        return test::error_of([&] { (void)from(at); });
    }
    void remove_object(const std::string& id) {
        test::fs::remove(at / ".git/objects" / id.substr(0, 2) / id.substr(2));
    }
};
}  // namespace

TEST_F(CommitTest, TheSamePinsGiveTheSameObjectsHoweverTheMirrorIsPacked) {
    const Digest loose = from(at);
    git(dir.path(), {"clone", "--quiet", "--mirror", "upstream", "clone"});
    EXPECT_EQ(from(dir.path() / "clone"), loose);
    git(at, {"repack", "-a", "-d", "-f", "--quiet"});
    git(at, {"pack-refs", "--all"});
    EXPECT_EQ(from(at), loose);
    git(at, {"commit", "--quiet", "--allow-empty", "-m", "later"});
    git(at, {"tag", "later"});
    EXPECT_EQ(from(at), loose) << "what no pin asks for changes nothing";
}

TEST_F(CommitTest, HoldsTheTreeAndTheTagsAndNoParents) {
    store.materialise(from(at), dir.path() / "out", 0);
    const std::string listed = git(dir.path(), {"verify-pack", "-v", "out/objects.idx"});
    std::set<std::string> ids;
    for (const std::string& line : split(listed, '\n'))
        if (line.size() > 41 && line[40] == ' ') ids.insert(line.substr(0, 40));
    EXPECT_EQ(ids, closure(at, fetch));
    EXPECT_FALSE(ids.contains(id(at, "HEAD~1")));
}

TEST_F(CommitTest, AMirrorIsReadThroughAFileUrlToo) {
    const Digest mapped = from(at);
    context.mirrors.clear();
    fetch.url = "file://" + at.string();
    EXPECT_EQ(fetch_commit(fetch, context), mapped);
}

TEST_F(CommitTest, ATagThatMovedIsRefused) {
    const std::string pinned = fetch.commit.value;
    git(at, {"commit", "--quiet", "--allow-empty", "-m", "evil"});
    git(at, {"tag", "-f", "-a", "-m", "one", "v1.0.0"});
    EXPECT_THAT(refusal(),
                AllOf(HasSubstr("error: tag v1.0.0 of owner/name no longer points to the pinned commit\n"),
                      HasSubstr("releases/9-99.yaml:3:9"), HasSubstr("commit: " + pinned),
                      HasSubstr("pinned here; upstream's tag now names " + id(at, "HEAD")),
                      HasSubstr("can carry other code under the same version. Nothing was built."),
                      HasSubstr(at.string())));
}

TEST_F(CommitTest, ATagMadeAnewOnTheSameCommitIsRefused) {
    git(at, {"tag", "-f", "-a", "-m", "another message", "v1.0.0"});
    EXPECT_THAT(refusal(), AllOf(HasSubstr("tag v1.0.0 of owner/name"), HasSubstr("releases/9-99.yaml:5:14"),
                                 HasSubstr(id(at, "v1.0.0"))));
}

TEST_F(CommitTest, TheTagIsHeldToItsPinEvenWhereTheListOfTagsLacksIt) {
    fetch.tags.erase("v1.0.0");
    git(at, {"tag", "-f", "-a", "-m", "another message", "v1.0.0"});
    EXPECT_THAT(refusal(), HasSubstr("tag v1.0.0 of owner/name"));
}

TEST_F(CommitTest, WithoutItsObjectATagHasToNameTheCommitAndNoTagIsBroughtAlong) {
    fetch.tag_object = {};
    fetch.tags.clear();
    git(at, {"tag", "-f", "-a", "-m", "another message", "v1.0.0"});
    const Digest there = from(at);
    store.materialise(there, dir.path() / "out", 0);
    EXPECT_THAT(git(dir.path(), {"verify-pack", "-v", "out/objects.idx"}), Not(HasSubstr(id(at, "v1.0.0"))));
    git(at, {"tag", "-f", "v1.0.0"});
    EXPECT_EQ(from(at), there);
    git(at, {"tag", "-f", "v1.0.0", "HEAD~1"});
    EXPECT_THAT(refusal(),
                AllOf(HasSubstr("tag v1.0.0 of owner/name no longer points to the pinned commit\n"),
                      HasSubstr("upstream's tag now names " + id(at, "HEAD~1"))));
    git(at, {"tag", "-d", "v1.0.0"});
    EXPECT_THAT(refusal(), HasSubstr("has no tag v1.0.0"));
}

TEST_F(CommitTest, ASiblingTagThatMovedIsRefused) {
    git(at, {"tag", "-f", "-a", "-m", "another", "sub/v1.0.0"});
    EXPECT_THAT(refusal(), AllOf(HasSubstr("tag sub/v1.0.0 of owner/name"),
                                 HasSubstr("releases/9-99.yaml:6:"), HasSubstr(id(at, "sub/v1.0.0"))));
}

TEST_F(CommitTest, APinnedTagOfAnotherCommitIsRefused) {
    git(at, {"tag", "older", "HEAD~1"});
    git(at, {"tag", "-a", "-m", "x", "older-annotated", "HEAD~1"});
    for (const char* tag : {"older", "older-annotated"}) {
        fetch = pins(at, url, "v1.0.0", {"v1.0.0", tag});
        EXPECT_THAT(refusal(), AllOf(HasSubstr(std::string("tag ") + tag + " of owner/name"),
                                     HasSubstr("releases/9-99.yaml:6:"), HasSubstr(id(at, "HEAD~1"))));
    }
}

TEST_F(CommitTest, ALockThatContradictsItselfIsNotBlamedOnUpstream) {
    fetch.commit.value = id(at, "HEAD~1");
    EXPECT_THAT(refusal(), AllOf(HasSubstr("tag v1.0.0 of owner/name does not point to the pinned commit"),
                                 Not(HasSubstr("no longer"))));
}

TEST_F(CommitTest, AnAbsentTagIsNamedWithOneNearIt) {
    git(at, {"tag", "v1.0.1"});
    git(at, {"tag", "-d", "v1.0.0"});
    EXPECT_THAT(refusal(), AllOf(HasSubstr("has no tag v1.0.0"), HasSubstr("v1.0.1"),
                                 HasSubstr("releases/9-99.yaml:1:6"), HasSubstr(at.string())));
}

TEST_F(CommitTest, ATimeThatIsNotTheCommitsIsRefused) {
    fetch.commit_time.value = 1;
    EXPECT_THAT(refusal(), AllOf(HasSubstr("releases/9-99.yaml:4:14"), HasSubstr("2023-11-14T22:13:20Z")));
}

TEST_F(CommitTest, AnAbsentCommitIsNamedWithItsMirror) {
    remove_object(fetch.commit.value);
    EXPECT_THAT(refusal(), AllOf(HasSubstr(fetch.commit.value), HasSubstr(at.string()),
                                 HasSubstr("releases/9-99.yaml:3:9"), Not(HasSubstr("no longer"))));
}

TEST_F(CommitTest, AnAbsentTagObjectIsNotTakenForATagThatMoved) {
    remove_object(fetch.tag_object.value);
    EXPECT_THAT(refusal(), AllOf(HasSubstr("lacks the git object " + fetch.tag_object.value),
                                 HasSubstr("tag v1.0.0"), Not(HasSubstr("no longer"))));
}

TEST_F(CommitTest, AnAbsentObjectIsNamedWithItsPathWhereThePinnedTreeNeedsIt) {
    const Digest whole = from(at);
    remove_object(id(at, "HEAD~1:README"));
    EXPECT_EQ(from(at), whole) << "no pin needs the older README";
    const std::string blob = id(at, "HEAD:sub/deep/big"), tree = id(at, "HEAD:sub/deep");
    remove_object(blob);
    EXPECT_THAT(refusal(),
                AllOf(HasSubstr(blob), HasSubstr("sub/deep/big"), HasSubstr("releases/9-99.yaml:3:9")));
    remove_object(tree);
    EXPECT_THAT(refusal(),
                AllOf(HasSubstr(tree), HasSubstr("sub/deep"), HasSubstr("releases/9-99.yaml:3:9")));
}

TEST_F(CommitTest, ADamagedObjectIsNeverUsed) {
    const std::string wanted = id(at, "HEAD:README"), other = id(at, "HEAD:lines.txt");
    const auto file = [&](const std::string& id) {
        return at / ".git/objects" / id.substr(0, 2) / id.substr(2);
    };
    test::fs::permissions(file(wanted), test::fs::perms::owner_all);
    test::fs::copy_file(file(other), file(wanted), test::fs::copy_options::overwrite_existing);
    EXPECT_THAT(refusal(), HasSubstr(wanted));
}

TEST_F(CommitTest, TagsOfTagsWithoutEndAreRefused) {
    std::string before = "v1.0.0";
    for (int i = 0; i < 40; ++i) {
        const std::string name = "t" + std::to_string(i);
        git(at, {"tag", "-a", "-m", "nested", name, before});
        before = name;
    }
    fetch = pins(at, url, "v1.0.0", {"v1.0.0", "t39"});
    EXPECT_THAT(refusal(), HasSubstr("the tag t39 of owner/name names tags of tags without end"));
    fetch = pins(at, url, "v1.0.0", {"v1.0.0", "t20"});
    from(at);
}
