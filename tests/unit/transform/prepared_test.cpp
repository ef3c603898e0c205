#include "transform/prepared.h"

#include "expect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::HasSubstr;

namespace {

struct PreparedTest : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path()};
    Store store{dir.path() / "store"};

    using Files = std::map<std::string, std::string>;
    Digest tree(const Files& files) {
        TreeBuilder builder(store);
        for (const auto& [path, content] : files) builder.add_file(path, content);
        return builder.finish();
    }
    Files files(const Digest& digest) {
        Files found;
        for (const auto& [path, entry] : store.files(digest)) found[path] = store.get(entry.digest);
        return found;
    }
    Files take(const TakePrepared& operation, const Files& source, const Files& made) {
        return files(take_prepared(operation, tree(source), tree(made), store));
    }
};

}  // namespace

TEST_F(PreparedTest, AllThatTheStepLeftIsTakenOver) {
    const Files made = {{".git/HEAD", "1"}, {"changed", "new"}, {"folder/added", "x"}};
    EXPECT_EQ(take({}, {{".git/HEAD", "1"}, {"changed", "old"}, {"removed", "x"}}, made), made);
}

TEST_F(PreparedTest, TheGitDirectoryIsTheSources) {
    const Files source = {{".git/HEAD", "pinned"}, {"a", "1"}};
    EXPECT_EQ(take({}, source, {{".git/HEAD", "other"}, {".git/hooks/x", "y"}, {"a", "1"}}), source);
    EXPECT_EQ(take({}, source, {{".git", "a file"}, {"a", "1"}}), source);
    EXPECT_EQ(take({}, source, {{"a", "1"}}), source);
    EXPECT_EQ(take({}, {{"a", "1"}}, {{".git/HEAD", "made"}, {"a", "1"}}), (Files{{"a", "1"}}));
}

TEST_F(PreparedTest, OfDeclaredOutputsNothingElseIsTakenOver) {
    const TakePrepared operation{{"gen", "deep/er/file"}, {}, {}};
    const Files source = {{"gen/old", "1"}, {"deep", "in the way"}, {"same", "1"}};
    EXPECT_EQ(take(operation, source, {{"gen/new", "2"}, {"deep/er/file", "3"}, {"same", "changed"}}),
              (Files{{"gen/new", "2"}, {"deep/er/file", "3"}, {"same", "1"}}));
}

TEST_F(PreparedTest, ADeclaredOutputThatWasNotMadeIsAnError) {
    const Error error = test::thrown_by([&] { take({{"gen\n"}, {}, {}}, {{"a", "1"}}, {{"a", "1"}}); });
    EXPECT_EQ(error.kind(), Failure::build);
    EXPECT_THAT(error.render(), HasSubstr("did not make gen"));
}

TEST_F(PreparedTest, WhatIsDiscardedStaysAsItWas) {
    const TakePrepared operation{{}, {"_output", "kept/file", "lost/file", "none/at/all"}, {}};
    const Files source = {{"kept/file", "old"}, {"lost/file", "old"}, {"a", "1"}};
    const Files made = {{"_output/bin/tool", "x"}, {"kept/file", "new"}, {"lost", "now a file"}, {"a", "2"}};
    EXPECT_EQ(take(operation, source, made), (Files{{"kept/file", "old"}, {"lost/file", "old"}, {"a", "2"}}));
}

TEST_F(PreparedTest, ARepositoryInWhatAStepLeftIsRefused) {
    TakePrepared operation;
    operation.step = "org/repo 2";
    for (const char* path :
         {"sub/.git/config", "sub/.git", ".GIT/config", "a/b/.hg/hgrc", ".svn", "deep/.bzr/x", "x/.fslckout",
          "_FOSSIL_", "git~1/config", "sub/.git /config", "sub/.g\u200cit/config"}) {
        const Error error = test::thrown_by(
            [&] { take(operation, {{".git/HEAD", "1"}, {"a1", "1"}}, {{"a1", "1"}, {path, "x"}}); });
        EXPECT_EQ(error.kind(), Failure::build) << path;
        EXPECT_THAT(error.render(), HasSubstr("the prepare step of org/repo 2 left a repository")) << path;
        EXPECT_THAT(error.render(), HasSubstr("`discard`")) << path;
    }
    EXPECT_THAT(test::thrown_by([&] { take({}, {}, {{"sub/.git/config", "x"}}); }).render(),
                HasSubstr(": sub/.git\n"));
}

TEST_F(PreparedTest, ABareRepositoryIsOneToo) {
    const Files made = {
        {"x/HEAD", "ref: refs/heads/main"}, {"x/objects/a", ""}, {"x/refs/a", ""}, {"x/config", ""}};
    EXPECT_THAT(test::thrown_by([&] { take({}, {}, made); }).render(), HasSubstr(": x\n"));
}

TEST_F(PreparedTest, ARepositoryThatIsDiscardedIsGone) {
    const Files made = {{"a", "2"}, {"sub/.git/config", "x"}, {"sub/b", "3"}};
    EXPECT_EQ(take({{}, {"sub/.git"}, {}}, {{"a", "1"}}, made), (Files{{"a", "2"}, {"sub/b", "3"}}));
}

TEST_F(PreparedTest, OnlyWhatIsTakenOverIsLookedAt) {
    const Files made = {{"gen/a", "2"}, {"gen/.git/config", "x"}, {"out/b", "3"}};
    EXPECT_EQ(take({{"out"}, {}, {}}, {{"a", "1"}}, made), (Files{{"a", "1"}, {"out/b", "3"}}));
    const Error error = test::thrown_by([&] { take({{"gen"}, {}, {}}, {{"a", "1"}}, made); });
    EXPECT_THAT(error.render(), HasSubstr(": gen/.git\n"));
}
