#include "memory_repository.h"
#include "patch/apply_hunks.h"

#include <gtest/gtest.h>

using namespace verbatim;
using namespace verbatim::patch;
using test::numbers;

namespace {

std::vector<Hunk> hunks(const std::string& text) {
    return parse_diff(test::mail_of("--- a/x\n+++ b/x\n" + text)).at(0).hunks;
}

// "" where it does not apply.
std::string applied(const std::string& text, const std::string& diff) {
    Work work;
    auto result = apply_hunks(text, hunks(diff), work);
    const auto* made = std::get_if<std::string>(&result);
    return made == nullptr ? "" : *made;
}

HunkFailure failure(const std::string& text, const std::string& diff) {
    Work work;
    return std::get<HunkFailure>(apply_hunks(text, hunks(diff), work));
}

const std::string five_to_six = "@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n";

}  // namespace

TEST(Hunks, AreFoundWhereTheySay) {
    EXPECT_EQ(applied(numbers(1, 9), five_to_six), numbers(1, 4) + "five\n" + numbers(6, 9));
}

TEST(Hunks, AreFoundFurtherDownOrUp) {
    EXPECT_EQ(applied("x\ny\n" + numbers(1, 9), five_to_six),
              "x\ny\n" + numbers(1, 4) + "five\n" + numbers(6, 9));
    EXPECT_EQ(applied(numbers(3, 9), five_to_six), "3\n4\nfive\n" + numbers(6, 9));
    EXPECT_EQ(applied(numbers(4, 9), "@@ -4000,3 +4000,3 @@\n 4\n-5\n+five\n 6\n"),
              "4\nfive\n" + numbers(6, 9));
}

// git apply of the same, where "a" stands in lines 2 and 6 of 7: from line 4 on, down goes before up.
TEST(Hunks, OfTwoPlacesTakeTheNearestAndDownBeforeUp) {
    const std::string text = "0\na\nb\n0\n0\na\nb\n0\n";
    const auto at = [](int line) {
        return "@@ -" + std::to_string(line) + ",2 +" + std::to_string(line) + ",2 @@\n-a\n+A\n b\n";
    };
    EXPECT_EQ(applied(text, at(2)), "0\nA\nb\n0\n0\na\nb\n0\n");
    EXPECT_EQ(applied(text, at(3)), "0\nA\nb\n0\n0\na\nb\n0\n");
    EXPECT_EQ(applied(text, at(4)), "0\na\nb\n0\n0\nA\nb\n0\n");
    EXPECT_EQ(applied(text, at(5)), "0\na\nb\n0\n0\nA\nb\n0\n");
}

TEST(Hunks, OfTheFirstLineStandThereOrNowhere) {
    const std::string first = "@@ -1,2 +1,2 @@\n-1\n+one\n 2\n";
    EXPECT_EQ(applied(numbers(1, 9), first), "one\n" + numbers(2, 9));
    EXPECT_EQ(applied(numbers(0, 9), first), "");
}

TEST(Hunks, WithoutContextAtTheirEndStandAtTheEndOrNowhere) {
    const std::string last = "@@ -8,2 +8,2 @@\n 8\n-9\n+nine\n";
    EXPECT_EQ(applied(numbers(1, 9), last), numbers(1, 8) + "nine\n");
    EXPECT_EQ(applied(numbers(5, 9), last), numbers(5, 8) + "nine\n");
    EXPECT_EQ(applied(numbers(1, 10), last), "");
}

// As git says without --unidiff-zero.
TEST(Hunks, WithoutAnyContextAreTakenForTheEnd) {
    EXPECT_EQ(applied(numbers(1, 9), "@@ -5 +5 @@\n-5\n+five\n"), "");
    EXPECT_EQ(applied(numbers(1, 9), "@@ -9 +9 @@\n-9\n+nine\n"), numbers(1, 8) + "nine\n");
    EXPECT_EQ(applied(numbers(1, 9), "@@ -9,0 +10 @@\n+10\n"), numbers(1, 10));
    EXPECT_EQ(applied(numbers(1, 9), "@@ -0,0 +1 @@\n+0\n"), "");
    EXPECT_EQ(applied("", "@@ -0,0 +1 @@\n+0\n"), "0\n");
}

TEST(Hunks, FindNoLineThatDiffersInABlank) {
    EXPECT_EQ(applied("a\n b\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"), "");
    EXPECT_EQ(applied("a\r\nb\r\nc\r\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"), "");
}

TEST(Hunks, ALineWithoutANewlineIsAnotherOne) {
    EXPECT_EQ(applied("a\nb", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n"), "");
    EXPECT_EQ(applied("a\nb", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n"), "a\nc\n");
    EXPECT_EQ(applied("a\nb\n", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n\\ No newline at end of file\n"), "a\nc");
}

// git apply compares no further than the hunk's bytes reach.
TEST(Hunks, ContextWithoutANewlineAlsoFindsTheLineThatHasOne) {
    const std::string diff = "@@ -1,2 +1,3 @@\n a\n+new\n b\n\\ No newline at end of file\n";
    EXPECT_EQ(applied("a\nb", diff), "a\nnew\nb");
    EXPECT_EQ(applied("a\nb\n", diff), "a\nnew\nb");
    EXPECT_EQ(applied("a\nb  \nc\n", diff), "a\nnew\nbc\n");
    EXPECT_EQ(applied("a\nbc\n", diff), "");
}

TEST(Hunks, TouchNoLineThatAnEarlierOneMade) {
    const std::string twice = "@@ -2,3 +2,3 @@\n 2\n-3\n+2\n 4\n@@ -2,2 +2,2 @@\n-2\n+two\n 4\n";
    EXPECT_EQ(applied(numbers(1, 9), twice), "");
}

TEST(Hunks, LineNumbersBeyondAllBoundsAreSearchedFor) {
    EXPECT_NE(
        applied(numbers(1, 9), "@@ -18446744073709551615,3 +18446744073709551615,3 @@\n 4\n-5\n+five\n 6\n"),
        "");
    EXPECT_NE(applied(numbers(1, 9), "@@ -99999999999999999999999,3 +4294967297,3 @@\n 4\n-5\n+five\n 6\n"),
              "");
}

TEST(Hunks, AFailureTellsWhatIsThereAndWhereItComesNearest) {
    const HunkFailure failed =
        failure("x\n" + numbers(1, 20),
                "@@ -2,2 +2,2 @@\n-2\n+two\n 3\n@@ -8,5 +8,5 @@\n 8\n 9\n-ten\n+10\n 11\n 12\n");
    EXPECT_EQ(failed.hunk, 2U);
    EXPECT_EQ(failed.expected, (std::vector<std::string>{"8\n", "9\n", "ten\n", "11\n", "12\n"}));
    EXPECT_EQ(failed.found, (std::vector<std::string>{"7\n", "8\n", "9\n", "10\n", "11\n"}));
    EXPECT_EQ(failed.nearest, 9U);
    EXPECT_EQ(failed.nearest_matching, 4U);
}

TEST(Hunks, ReversedLeadBack) {
    Work work;
    const std::string text = numbers(1, 4) + "five\n" + numbers(6, 9);
    EXPECT_EQ(std::get<std::string>(apply_hunks(text, reversed(hunks(five_to_six)), work)), numbers(1, 9));
}

TEST(Hunks, ASearchThatWouldTakeForeverIsGivenUp) {
    std::string text, hunk = "@@ -2,20000 +2,20001 @@\n";
    for (int i = 0; i < 400000; ++i) text += "a\n";
    for (int i = 0; i < 19999; ++i) hunk += " a\n";
    hunk += "+b\n x\n";
    Work work;
    EXPECT_THROW((void)apply_hunks(text, hunks(hunk), work), Error);
}
