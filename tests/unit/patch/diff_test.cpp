#include "patch/diff.h"

#include "memory_repository.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using namespace verbatim::patch;
using test::mail_of;
using testing::HasSubstr;

namespace {

std::vector<FileChange> parse(const std::string& diff) {
    return parse_diff(mail_of(diff));
}

FileChange one(const std::string& diff) {
    auto changes = parse(diff);
    EXPECT_EQ(changes.size(), 1U) << diff;
    return changes.at(0);
}

std::string diff_refusal(const std::string& diff) {
    return test::thrown_by([&] { return parse(diff); }).render();
}

const std::string hunk = "@@ -1 +1 @@\n-a\n+b\n";

}  // namespace

TEST(Diff, AHunkIsReadWithItsLinesAndWhereTheyStandInThePatch) {
    const FileChange change =
        one("diff --git a/sub/file.go b/sub/file.go\nindex 0123456..89abcde 100755\n--- a/sub/file.go\n"
            "+++ b/sub/file.go\n@@ -10,3 +12,3 @@ func main() {\n context\n-old\n+new\n context\n-- "
            "\n2.39.5\n\n");
    EXPECT_EQ(change.kind, FileChange::Kind::modify);
    EXPECT_EQ(change.old_path, "sub/file.go");
    EXPECT_EQ(change.new_path, "sub/file.go");
    EXPECT_EQ(change.old_mode, 0100755U);
    EXPECT_EQ(change.new_mode, 0U);
    EXPECT_EQ(change.old_blob, "0123456");
    EXPECT_EQ(change.new_blob, "89abcde");
    EXPECT_EQ(change.line, 1U);
    ASSERT_EQ(change.hunks.size(), 1U);
    const Hunk& hunk = change.hunks[0];
    EXPECT_EQ(hunk.line, 5U);
    EXPECT_EQ(hunk.old_start, 10U);
    EXPECT_EQ(hunk.new_start, 12U);
    EXPECT_EQ(hunk.leading, 1U);
    EXPECT_EQ(hunk.trailing, 1U);
    ASSERT_EQ(hunk.lines.size(), 4U);
    EXPECT_EQ(hunk.lines[1].kind, '-');
    EXPECT_EQ(hunk.lines[1].text, "old\n");
    EXPECT_EQ(hunk.lines[2].line, 8U);
}

TEST(Diff, WhatStandsBeforeBetweenAndAfterDiffsIsSkipped) {
    EXPECT_EQ(parse("---\n file | 2 +-\n 1 file changed\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n" + hunk +
                    "Index: y\n=====\n--- a/y\n+++ b/y\n" + hunk + "-- \n2.39.5\n")
                  .size(),
              2U);
}

TEST(Diff, CountsThatAreLeftOutAreOne) {
    const Hunk hunk = one("--- a/x\n+++ b/x\n@@ -3 +3,2 @@\n-a\n+b\n+c\n").hunks.at(0);
    EXPECT_EQ(hunk.old_count, 1U);
    EXPECT_EQ(hunk.new_count, 2U);
}

TEST(Diff, ALastLineWithoutANewlineHasNone) {
    const Hunk hunk = one("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n"
                          "\\ Kein Zeilenumbruch am Dateiende.\n")
                          .hunks.at(0);
    ASSERT_EQ(hunk.lines.size(), 2U);
    EXPECT_EQ(hunk.lines[0].text, "a");
    EXPECT_EQ(hunk.lines[1].text, "b");
}

TEST(Diff, AnEmptyContextLineMayHaveLostItsBlank) {
    const Hunk hunk = one("--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n\n-a\n+b\n \n").hunks.at(0);
    EXPECT_EQ(hunk.lines.at(0).text, "\n");
    EXPECT_EQ(hunk.lines.at(0).kind, ' ');
    EXPECT_EQ(hunk.lines.at(3).text, "\n");
}

TEST(Diff, ExtendedHeadersSayWhatBecomesOfAFile) {
    FileChange change =
        one("diff --git a/old b/new\nsimilarity index 100%\nrename from old\nrename to new\n");
    EXPECT_EQ(change.kind, FileChange::Kind::rename);
    EXPECT_EQ(change.old_path, "old");
    EXPECT_EQ(change.new_path, "new");
    change = one("diff --git a/old b/new\nsimilarity index 100%\ncopy from old\ncopy to new\n");
    EXPECT_EQ(change.kind, FileChange::Kind::copy);
    change = one("diff --git a/run b/run\nold mode 100644\nnew mode 100755\n");
    EXPECT_EQ(change.kind, FileChange::Kind::modify);
    EXPECT_EQ(change.old_mode, 0100644U);
    EXPECT_EQ(change.new_mode, 0100755U);
    change = one("diff --git a/n b/n\nnew file mode 120000\nindex 0000000..1de5659\n");
    EXPECT_EQ(change.kind, FileChange::Kind::create);
    EXPECT_EQ(change.old_path, "");
    EXPECT_EQ(change.new_mode, 0120000U);
    change = one("diff --git a/n b/n\ndeleted file mode 100644\nindex e69de29..0000000\n");
    EXPECT_EQ(change.kind, FileChange::Kind::remove);
    EXPECT_EQ(change.new_path, "");
}

TEST(Diff, NamesThatStandNowhereElseAreTakenFromTheFirstLine) {
    const auto name = [](const std::string& names) {
        return one("diff --git " + names + "\nold mode 100644\nnew mode 100755\n").new_path;
    };
    EXPECT_EQ(name("a/a file b/a file"), "a file");
    EXPECT_EQ(name("a/x b/x b/x b/x"), "x b/x");
    EXPECT_EQ(name(R"("a/t\tab\303\244" "b/t\tab\303\244")"), "t\tab\xc3\xa4");
    EXPECT_EQ(name(R"(a/plain "b/plain")"), "plain");
    EXPECT_EQ(name("deep/er one/er"), "er");
    EXPECT_THAT(diff_refusal("diff --git a/x b/y\nold mode 100644\nnew mode 100755\n"),
                HasSubstr("which file"));
}

TEST(Diff, TraditionalHeadersSayByDevNullOrTheEpochThatAFileComesOrGoes) {
    const std::string made = "@@ -0,0 +1 @@\n+a\n", gone = "@@ -1 +0,0 @@\n-a\n";
    EXPECT_EQ(one("--- /dev/null\n+++ b/x\n" + made).kind, FileChange::Kind::create);
    EXPECT_EQ(one("--- a/x\n+++ /dev/null\n" + gone).kind, FileChange::Kind::remove);
    EXPECT_EQ(
        one("--- a/x\t1970-01-01 01:00:00.000000000 +0100\n+++ b/x\t2020-01-01 00:00:00 +0000\n" + made).kind,
        FileChange::Kind::create);
    EXPECT_EQ(one("--- a/x\t2020-01-01 00:00:00 +0000\n+++ b/x\t1969-12-31 19:00:00 -0500\n" + gone).kind,
              FileChange::Kind::remove);
    const FileChange open = one("--- a/x\n+++ b/x\n" + made);
    EXPECT_EQ(open.kind, FileChange::Kind::modify);
    EXPECT_TRUE(open.creates_if_absent);
    EXPECT_FALSE(one("--- a/x\n+++ b/x\n" + hunk).creates_if_absent);
}

TEST(Diff, TraditionalNamesEndWhereATimeBegins) {
    const auto name = [](const std::string& names) { return one(names + hunk).old_path; };
    EXPECT_EQ(name("--- a/with blank\t2010-07-05 19:41:17.620000023 -0500\n+++ b/with blank\n"),
              "with blank");
    EXPECT_EQ(name("--- a/x 2010-07-05 19:41:17\n+++ b/x 2010-07-05 19:41:17\n"), "x");
    EXPECT_EQ(name("--- a/x.orig\t\n+++ b/x\n"), "x");
    EXPECT_EQ(name("--- a/x\n+++ b/x.new\n"), "x") << "the shorter of two, where one begins with the other";
    EXPECT_EQ(name("--- a//double//slash\n+++ b//double//slash\n"), "/double/slash");
    EXPECT_EQ(name("--- \"a/q\\\"uoted\"\n+++ \"b/q\\\"uoted\"\n"), "q\"uoted");
}

TEST(Diff, NamesWithoutAFolderLoseNoneFromThenOn) {
    const auto changes = parse("--- x\n+++ x\n" + hunk + "--- sub/y\n+++ sub/y\n" + hunk);
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].new_path, "x");
    EXPECT_EQ(changes[1].new_path, "sub/y");
}

TEST(Diff, CorruptHunksAreRefusedAtTheirLine) {
    const std::string head = "diff --git a/x b/x\n--- a/x\n+++ b/x\n";
    EXPECT_THAT(diff_refusal(head + "@@ -1,2 +1 @@\n-a\n+b\n"), HasSubstr("0001-change.patch:4"));
    EXPECT_THAT(diff_refusal(head + "@@ -1 +1 @@\n-a\n+b\n+c\n@@ -1,2 +1 @@\n"), HasSubstr("no header"))
        << "after lines that nobody announced, a hunk stands alone";
    EXPECT_THAT(diff_refusal(head + "@@ -1 +1 @@\n context\n"), HasSubstr("changes nothing"));
    EXPECT_THAT(diff_refusal(head + "@@ -1 +1 @@\n-a\n*b\n"), HasSubstr("begins with a blank"));
    EXPECT_THAT(diff_refusal(head + "@@ -1,18446744073709551616 +1 @@\n-a\n+b\n"), HasSubstr(""));
    EXPECT_THAT(diff_refusal(head + "@@ -1 +1,18446744073709551615 @@\n-a\n+b\n"), HasSubstr("ends before"));
    EXPECT_THAT(diff_refusal(hunk), HasSubstr("no header"));
    EXPECT_THAT(diff_refusal("diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n" + hunk),
                HasSubstr("said to be new"));
    EXPECT_THAT(diff_refusal("diff --git a/x b/x\ndeleted file mode 100644\n--- a/x\n+++ /dev/null\n" + hunk),
                HasSubstr("said to go away"));
}

TEST(Diff, ContradictingHeadersAreRefused) {
    const auto of = [](const std::string& lines) {
        return diff_refusal("diff --git a/x b/x\n" + lines + hunk);
    };
    EXPECT_THAT(of("new file mode 100644\ndeleted file mode 100644\n"), HasSubstr("contradicts"));
    EXPECT_THAT(of("rename from x\nrename to y\ncopy from x\n"), HasSubstr("contradicts"));
    EXPECT_THAT(of("rename from x\n--- a/y\n"), HasSubstr("another one"));
    EXPECT_THAT(of("new file mode 100644\n--- a/x\n"), HasSubstr("/dev/null"));
    EXPECT_THAT(of("old mode abc\n"), HasSubstr("octal"));
    EXPECT_THAT(of("old mode 040000\n"), HasSubstr("neither"));
    EXPECT_THAT(of("old mode 777777777777777777777777\n"), HasSubstr("octal"));
}

TEST(Diff, AHeaderThatChangesNothingIsRefused) {
    EXPECT_THAT(diff_refusal("diff --git a/x b/x\nindex 1234567..89abcde 100644\n--- a/x\n+++ b/x\n"),
                HasSubstr("nothing of what changes"));
    EXPECT_THAT(diff_refusal("diff --git a/x b/x\nold mode 100644\nnew mode 100644\n"),
                HasSubstr("nothing of what"));
}

TEST(Diff, ATextWithoutADiffIsRefused) {
    EXPECT_THAT(diff_refusal("only words\n"), HasSubstr("no diff"));
    EXPECT_THAT(diff_refusal(""), HasSubstr("no diff"));
}

TEST(Diff, ANameWithANulByteIsRefused) {
    EXPECT_THAT(diff_refusal("--- \"a/x\\000y\"\n+++ \"b/x\\000y\"\n" + hunk), HasSubstr("NUL"));
}
