// A series as a whole, against the real git.
#include "git/database.h"
#include "git_fixture.h"
#include "memory_repository.h"
#include "patch/commit_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using test::numbers;
using testing::HasSubstr;

namespace {

const std::string change = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n";
const std::string back = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-b\n+a\n";

struct Series : testing::Test, test::MemoryRepository {};
struct SeriesOfGit : testing::Test, test::GitFixture {};

}  // namespace

TEST_F(Series, EachMailBecomesACommitUponTheOneBefore) {
    const std::string base = commit({{"x", {"a\n"}}, {"deep/er/y", {"y\n"}}});
    const auto series = apply_mails(base, {test::mail_of(change), test::mail_of(back)});
    ASSERT_EQ(series.commits.size(), 2U);
    EXPECT_EQ(series.commit, series.commits[1]);
    EXPECT_THAT(series.objects.at(series.commits[0]).data, HasSubstr("\nparent " + base + "\n"));
    EXPECT_THAT(series.objects.at(series.commits[1]).data, HasSubstr("\nparent " + series.commits[0] + "\n"));
    EXPECT_THAT(
        series.objects.at(series.commits[1]).data,
        HasSubstr("\nauthor A U Thor <author@example.org> 1700000000 +0100\n"
                  "committer C O Mitter <committer@example.org> 1700000000 +0100\n\nChange something\n"));
}

TEST_F(Series, OnlyWhatIsNewIsGivenBack) {
    const std::string base = commit({{"x", {"a\n"}}, {"deep/er/y", {"y\n"}}});
    const auto series = apply_mails(base, {test::mail_of(change), test::mail_of(back)});
    // Two commits, one blob, one tree; the second tree is the base's.
    EXPECT_EQ(series.objects.size(), 4U);
    for (const auto& [id, object] : series.objects) EXPECT_FALSE(objects.contains(id)) << object.data;
}

TEST_F(Series, AContentThatALaterDiffReplacesIsNoObject) {
    const auto series =
        apply_mails(commit({{"x", {"a\n"}}}),
                    {test::mail_of(change + "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-b\n+c\n")});
    EXPECT_FALSE(series.objects.contains(git::object_id(git::Type::blob, "b\n")));
    EXPECT_TRUE(series.objects.contains(git::object_id(git::Type::blob, "c\n")));
}

TEST_F(Series, NoPatchesLeaveTheCommit) {
    const std::string base = commit({{"x", {"a\n"}}});
    const auto series = apply_mails(base, {});
    EXPECT_EQ(series.commit, base);
    EXPECT_TRUE(series.commits.empty());
    EXPECT_TRUE(series.objects.empty());
}

TEST_F(Series, AnObjectThatIsMissingIsNamed) {
    const std::string base = commit({{"x", {"a\n"}}});
    const std::string blob = git::object_id(git::Type::blob, "a\n");
    objects.erase(blob);
    const Error error = test::thrown_by([&] { return apply_mails(base, {test::mail_of(change)}); });
    EXPECT_EQ(error.kind(), Failure::unavailable);
    EXPECT_THAT(error.render(), testing::AllOf(HasSubstr(blob), HasSubstr("patches/0001-change.patch:1")));
    EXPECT_THAT(test::thrown_by([&] { return apply_mails(std::string(40, '1'), {}); }).render(),
                HasSubstr("1111"));
}

TEST_F(Series, GitMakesNoCommitWithoutANameOrWithANulByte) {
    const std::string base = commit({{"x", {"a\n"}}});
    auto mail = test::mail_of(change);
    mail.author.name = " .,";
    EXPECT_THAT(test::thrown_by([&] { return apply_mails(base, {mail}); }).render(),
                HasSubstr("author has no name"));
    mail = test::mail_of(change);
    mail.message = std::string("a\0b\n", 4);
    EXPECT_THAT(test::thrown_by([&] { return apply_mails(base, {mail}); }).render(), HasSubstr("NUL"));
}

TEST(CommitText, NamesLoseWhatGitTakesOff) {
    EXPECT_EQ(patch::clean_identity("  \"J. Doe\" <x>. "), "J. Doe\" x");
    EXPECT_EQ(patch::clean_identity("a\nb"), "ab");
}

TEST(CommitText, BytesThatAreNoUtf8AreLatin1) {
    EXPECT_EQ(patch::as_utf8("J\xf6rg \xc3\xb6 \xe2\x82\xac \xf0\x9f\x98\x80"),
              "J\xc3\xb6rg \xc3\xb6 \xe2\x82\xac \xf0\x9f\x98\x80");
    EXPECT_EQ(patch::as_utf8("\xff"), "\xc3\xbf");
    EXPECT_EQ(patch::as_utf8("\xe2\x82"), "\xc3\xa2\xc2\x82") << "cut short";
    EXPECT_EQ(patch::as_utf8("\xed\xa0\x80"), "\xc3\xad\xc2\xa0\xc2\x80") << "half of a pair";
    EXPECT_EQ(patch::as_utf8("\xc0\x80"), "\xc3\x80\xc2\x80") << "longer than it has to be";
}

TEST_F(SeriesOfGit, IsWhatGitAmMakes) {
    const test::fs::path at = upstream();
    const std::string base = id(at, "HEAD");
    git(at, {"mv", "README", "sub/README"});
    write_file(at / "sub/deep/other", numbers(1, 100));
    git(at, {"rm", "--quiet", "link"});
    git(at, {"add", "."});
    git(at, {"commit", "--quiet", "-m", "first of two\n\nWith a body."});
    write_file(at / "sub/deep/other", numbers(1, 50) + "between\n" + numbers(51, 100));
    write_file(at / "sub/deep/big", std::string("\0\1\2", 3) + std::string(1000, 'y'));
    git(at, {"commit", "--quiet", "--all", "-m", "second"});
    git(at, {"format-patch", "--quiet", "--binary", "-o", "../out", base});
    std::vector<patch::PatchFile> files;
    std::vector<std::string> names = {"am", "--committer-date-is-author-date"};
    for (const char* name : {"0001-first-of-two.patch", "0002-second.patch"}) {
        files.push_back({name, read_file(dir.path() / "out" / name)});
        names.push_back((dir.path() / "out" / name).string());
    }
    const auto database = git::Database::of_repository(at);
    const auto series = patch::apply_series(base, files, {"C", "c@example.org"},
                                            [&](const std::string& id) { return database.find(id); });
    git(at, {"checkout", "--quiet", "--detach", base});
    git(at, names);
    EXPECT_EQ(series.commit, id(at, "HEAD"));
    EXPECT_EQ(series.commits.at(0), id(at, "HEAD^"));
}
