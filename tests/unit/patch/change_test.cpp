// The changes of one mail on a tree. What is expected here is what `git apply --index` of git 2.39 does;
// tests/functional/patch_series.py compares the two on many more.
#include "memory_repository.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using test::File;
using test::Files;
using test::numbers;
using testing::HasSubstr;

namespace {

std::string git_diff(const std::string& old_name, const std::string& new_name, const std::string& lines) {
    return "diff --git a/" + old_name + " b/" + new_name + "\n" + lines;
}
std::string renamed(const std::string& from, const std::string& to) {
    return git_diff(from, to, "similarity index 100%\nrename from " + from + "\nrename to " + to + "\n");
}
std::string copied(const std::string& from, const std::string& to) {
    return git_diff(from, to, "similarity index 100%\ncopy from " + from + "\ncopy to " + to + "\n");
}
std::string made(const std::string& path, const std::string& line, const std::string& mode = "100644") {
    return git_diff(
        path, path,
        "new file mode " + mode + "\n--- /dev/null\n+++ b/" + path + "\n@@ -0,0 +1 @@\n+" + line + "\n");
}
std::string gone(const std::string& path, const std::string& line, const std::string& mode = "100644") {
    return git_diff(
        path, path,
        "deleted file mode " + mode + "\n--- a/" + path + "\n+++ /dev/null\n@@ -1 +0,0 @@\n-" + line + "\n");
}
std::string changed(const std::string& path, const std::string& from, const std::string& to) {
    return git_diff(path, path,
                    "--- a/" + path + "\n+++ b/" + path + "\n@@ -1 +1 @@\n-" + from + "\n+" + to + "\n");
}
const std::string no_newline = "\\ No newline at end of file\n";

struct Change : testing::Test, test::MemoryRepository {};

const File a{"a\n"}, b{"b\n"};

}  // namespace

TEST_F(Change, FilesComeAndGoWithTheirFolders) {
    EXPECT_EQ(patched({{"x", a}}, made("new/file", "n", "100755")),
              (Files{{"x", a}, {"new/file", {"n\n", 0100755}}}));
    EXPECT_EQ(patched({{"x", a}, {"d/e/y", a}}, gone("d/e/y", "a")), (Files{{"x", a}}));
    EXPECT_EQ(patched({{"x", a}}, gone("x", "a")), Files{});
}

TEST_F(Change, EmptyFilesComeAndGoToo) {
    const std::string come = git_diff("e", "e", "new file mode 100644\nindex 0000000..e69de29\n");
    const std::string go = git_diff("e", "e", "deleted file mode 100644\nindex e69de29..0000000\n");
    EXPECT_EQ(patched({{"x", a}}, come), (Files{{"e", {""}}, {"x", a}}));
    EXPECT_EQ(patched({{"e", {""}}, {"x", a}}, go), (Files{{"x", a}}));
    EXPECT_THAT(refusal({{"e", a}}, go).reason, HasSubstr("more content"));
}

TEST_F(Change, AModeIsOneOfThoseThatGitKeeps) {
    EXPECT_EQ(patched({{"x", a}}, git_diff("x", "x", "old mode 100644\nnew mode 100755\n")).at("x").mode,
              0100755U);
    EXPECT_EQ(patched({{"x", a}}, made("y", "b", "100600")).at("y").mode, 0100644U);
    EXPECT_EQ(patched({{"x", a}}, made("y", "b", "755")).at("y").mode, 0100755U);
}

TEST_F(Change, AModeThatIsExpectedOtherwiseIsNoError) {
    const std::string diff =
        git_diff("x", "x", "index 7898192..6178079 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n");
    EXPECT_EQ(patched({{"x", {"a\n", 0100755}}}, diff), (Files{{"x", {"b\n", 0100755}}}));
}

TEST_F(Change, AFileDoesNotBecomeALinkByItsMode) {
    EXPECT_THAT(refusal({{"x", a}}, git_diff("x", "x", "old mode 100644\nnew mode 120000\n")).reason,
                HasSubstr("another type"));
    EXPECT_THAT(refusal({{"x", a}}, git_diff("x", "x", "old mode 120000\nnew mode 100755\n")).reason,
                HasSubstr("another type"));
}

TEST_F(Change, ATypeChangesByRemovalAndCreation) {
    const std::string to_link =
        git_diff("x", "x", "deleted file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n") +
        git_diff("x", "x",
                 "new file mode 120000\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+target\n" + no_newline);
    EXPECT_EQ(patched({{"x", a}}, to_link), (Files{{"x", {"target", 0120000}}}));
}

TEST_F(Change, RenamesAndCopiesTakeTheFileAsItWasBeforeTheMail) {
    EXPECT_EQ(patched({{"x", {"a\n", 0100755}}}, renamed("x", "d/y")), (Files{{"d/y", {"a\n", 0100755}}}));
    EXPECT_EQ(patched({{"x", a}}, copied("x", "y")), (Files{{"x", a}, {"y", a}}));
    EXPECT_EQ(patched({{"x", a}}, changed("x", "a", "b") + copied("x", "y")), (Files{{"x", b}, {"y", a}}));
    EXPECT_EQ(patched({{"x", a}}, renamed("x", "y") + copied("x", "z")), (Files{{"y", a}, {"z", a}}));
}

TEST_F(Change, TwoFilesChangePlaces) {
    EXPECT_EQ(patched({{"x", a}, {"y", b}}, renamed("x", "y") + renamed("y", "x")),
              (Files{{"x", b}, {"y", a}}));
}

TEST_F(Change, AnOldNameIsFreeOnceItsFileIsRenamed) {
    EXPECT_EQ(patched({{"x", a}}, renamed("x", "y") + made("x", "b")), (Files{{"x", b}, {"y", a}}));
    EXPECT_THAT(refusal({{"x", a}}, renamed("x", "y") + changed("x", "a", "b")).reason,
                HasSubstr("renamed or removed"));
}

TEST_F(Change, SeveralDiffsOfAFileBuildUponEachOther) {
    EXPECT_EQ(patched({{"x", a}}, changed("x", "a", "b") + changed("x", "b", "c")).at("x").content, "c\n");
    EXPECT_EQ(patched({{"x", a}}, renamed("x", "y") + changed("y", "a", "b")), (Files{{"y", b}}));
    EXPECT_EQ(patched({{"x", a}}, made("y", "b") + changed("y", "b", "c")).at("y").content, "c\n");
}

TEST_F(Change, AFileBecomesAFolderAndBack) {
    EXPECT_EQ(patched({{"d", a}}, renamed("d", "d/x")), (Files{{"d/x", a}}));
    EXPECT_EQ(patched({{"d/x", a}}, renamed("d/x", "d")), (Files{{"d", a}}));
    EXPECT_EQ(patched({{"d/x", a}}, gone("d/x", "a") + made("d", "b")), (Files{{"d", b}}));
    EXPECT_EQ(patched({{"d", a}}, made("d/x", "b") + gone("d", "a")), (Files{{"d/x", b}}));
    EXPECT_THAT(refusal({{"d/x", a}}, made("d", "b")).reason, HasSubstr("both a file and a folder"));
    EXPECT_THAT(refusal({{"d", a}}, made("d/x", "b")).reason, HasSubstr("both a file and a folder"));
    EXPECT_THAT(refusal({}, made("d", "b") + made("d/x", "b")).reason, HasSubstr("both a file and a folder"));
}

TEST_F(Change, LinksAreFilesWhoseContentIsTheirTarget) {
    const Files files{{"l", {"old", 0120000}}};
    const std::string diff = git_diff("l", "l",
                                      "index 1111111..2222222 120000\n--- a/l\n+++ b/l\n@@ -1 +1 @@\n-old\n" +
                                          no_newline + "+../../out\n" + no_newline);
    EXPECT_EQ(patched(files, diff), (Files{{"l", {"../../out", 0120000}}}))
        << "where it leads is its own affair";
    EXPECT_THAT(refusal({}, git_diff("l", "l", "new file mode 120000\nindex 0000000..e69de29\n")).reason,
                HasSubstr("symbolic link to nothing"));
}

TEST_F(Change, NothingIsWrittenBeyondALink) {
    const Files files{{"l", {"d", 0120000}}, {"d/x", a}};
    EXPECT_THAT(refusal(files, made("l/y", "b")).reason, HasSubstr("beyond a symbolic link"));
    EXPECT_THAT(refusal(files, renamed("d/x", "l/x")).reason, HasSubstr("beyond a symbolic link"));
    EXPECT_THAT(refusal(files, changed("l/x", "a", "b")).reason, HasSubstr("does not exist"));
    const std::string link =
        git_diff("m", "m", "new file mode 120000\n--- /dev/null\n+++ b/m\n@@ -0,0 +1 @@\n+d\n" + no_newline);
    EXPECT_THAT(refusal(files, link + made("m/y", "b")).reason, HasSubstr("beyond a symbolic link"));
    EXPECT_THAT(refusal(files, made("m/y", "b") + link).reason, HasSubstr("beyond a symbolic link"));
    const std::string unlink = git_diff(
        "l", "l", "deleted file mode 120000\n--- a/l\n+++ /dev/null\n@@ -1 +0,0 @@\n-d\n" + no_newline);
    EXPECT_EQ(patched(files, unlink + made("l/y", "b")), (Files{{"d/x", a}, {"l/y", b}}));
}

TEST_F(Change, SubmodulesAreALineThatNamesTheirCommit) {
    const std::string one(40, '1'), two(40, '2');
    const auto module = [](const std::string& header, const std::string& from, const std::string& to) {
        return git_diff("m", "m",
                        header + "--- a/m\n+++ b/m\n@@ -1 +1 @@\n-Subproject commit " + from +
                            "\n+Subproject commit " + to + "\n");
    };
    const Files files{{"m", {one, 0160000}}};
    EXPECT_EQ(patched(files, module("index 1111111..2222222 160000\n", one, two)),
              (Files{{"m", {two, 0160000}}}));
    EXPECT_EQ(
        patched({},
                git_diff("m", "m",
                         "new file mode 160000\n--- /dev/null\n+++ b/m\n@@ -0,0 +1 @@\n+Subproject commit " +
                             one + "\n")),
        files);
    EXPECT_THAT(refusal(files, module("index 1111111..2222222 160000\n", one, "soon")).reason,
                HasSubstr("which commit"));
    EXPECT_THAT(refusal({{"m", {one, 0160000}}, {"x", a}},
                        git_diff("m", "x",
                                 "--- a/m\n+++ b/x\n@@ -1 +1 @@\n-Subproject commit " + one +
                                     "\n+Subproject commit " + two + "\n"))
                    .reason,
                HasSubstr("puts a submodule"));
    EXPECT_THAT(refusal(files, made("m/x", "a")).reason, HasSubstr("both a file and a folder"));
}

TEST_F(Change, ATraditionalDiffThatOnlyAddsMakesTheFileOrFillsIt) {
    const std::string diff = "--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+a\n";
    EXPECT_EQ(patched({}, diff), (Files{{"x", a}}));
    EXPECT_EQ(patched({{"x", {""}}}, diff), (Files{{"x", a}}));
    EXPECT_EQ(refusal({{"x", b}}, diff).hunk, 1U);
}

TEST_F(Change, AnEmptiedFileStaysUnlessTheDiffRemovesIt) {
    EXPECT_EQ(patched({{"x", a}}, "--- a/x\n+++ b/x\n@@ -1 +0,0 @@\n-a\n"), (Files{{"x", {""}}}));
}

TEST_F(Change, WhereNoCheckoutMayWriteNothingIsWritten) {
    for (const char* path :
         {"../x", "/x", ".git/config", "a/.GIT/hooks/x", "a/../x", "./x", "git~1/x", ".git. /x"}) {
        const std::string text = error({}, made(path, "x"));
        EXPECT_THAT(text, HasSubstr("no checkout may write")) << path << text;
    }
    EXPECT_THAT(error({{"x", a}}, renamed("x", "../x")), HasSubstr("no checkout"));
    EXPECT_THAT(error({}, made(std::string(300, 'x'), "x")), HasSubstr("longer than file systems"));
}

TEST_F(Change, ARefusalSaysWhatWasExpectedWhereAndWhatIsThere) {
    const auto refused =
        refusal({{"sub/x", {"one\n" + numbers(1, 9)}}},
                git_diff("sub/x", "sub/x", "--- a/sub/x\n+++ b/sub/x\n@@ -4,3 +4,3 @@\n 4\n-V\n+five\n 6\n"));
    EXPECT_EQ(refused.patch, "patches/0001-change.patch");
    EXPECT_EQ(refused.line, 4U);
    EXPECT_EQ(refused.target, "sub/x");
    EXPECT_EQ(refused.hunk, 1U);
    EXPECT_EQ(refused.expected, (std::vector<std::string>{"4\n", "V\n", "6\n"}));
    EXPECT_EQ(refused.expected_at, 4U);
    EXPECT_EQ(refused.found, (std::vector<std::string>{"3\n", "4\n", "5\n"}));
    EXPECT_EQ(refused.nearest, 5U);
    EXPECT_EQ(refused.nearest_matching, 2U);
    EXPECT_FALSE(refused.applied_already);
}

TEST_F(Change, ARefusalIsShownWithItsPlaceInThePatch) {
    EXPECT_EQ(
        error({{"sub/x", {numbers(1, 9)}}},
              git_diff("sub/x", "sub/x", "--- a/sub/x\n+++ b/sub/x\n@@ -4,3 +4,3 @@\n 4\n-V\n+five\n 6\n")),
        R"(error: 0001-change.patch does not apply: hunk 1 of sub/x does not find its lines
   patches/0001-change.patch:4:1
   4 | @@ -4,3 +4,3 @@
     | ^
   It expects at line 4:
     | 4
     | V
     | 6
   There stands:
     | 4
     | 5
     | 6
   It comes nearest at line 4, where 2 of 3 lines match.
   next: Make the patch anew upon the commit and the patches that come before it.
)");
}

TEST_F(Change, WhatIsThereAlreadyIsSaidToBe) {
    EXPECT_TRUE(refusal({{"x", b}}, changed("x", "a", "b")).applied_already);
    EXPECT_FALSE(refusal({{"x", {"c\n"}}}, changed("x", "a", "b")).applied_already);
    EXPECT_TRUE(refusal({{"x", a}}, made("x", "a")).applied_already);
    EXPECT_FALSE(refusal({{"x", b}}, made("x", "a")).applied_already);
    EXPECT_TRUE(refusal({}, gone("x", "a")).applied_already);
    EXPECT_TRUE(refusal({{"y", a}}, renamed("x", "y")).applied_already);
    EXPECT_FALSE(refusal({}, renamed("x", "y")).applied_already);
}
