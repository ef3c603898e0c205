#include "diff/patch_difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using How = PatchChange::How;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::string mail(const std::string& subject, const std::string& added,
                 const std::string& at = "@@ -1,2 +1,3 @@ f", const std::string& index = "1111111..2222222",
                 const std::string& body = "") {
    return "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n"
           "From: A <a@example.test>\nDate: Fri, 2 Jan 2026 03:04:05 +0000\nSubject: [PATCH] " +
           subject + "\n\n" + body + "---\n f | 1 +\n\ndiff --git a/f b/f\nindex " + index +
           " 100644\n--- a/f\n+++ b/f\n" + at + "\n a\n+" + added + "\n b\n-- \n2.39.5\n";
}

PatchFacts facts(const std::string& name, const std::string& content, bool own = false) {
    return patch_facts({name, content}, own);
}

// "changed was.patch is.patch", a line each.
std::vector<std::string> lines(const SeriesDifference& difference) {
    static const std::vector<std::string> hows = {"added", "changed", "reworded", "renamed", "dropped"};
    std::vector<std::string> all;
    for (const PatchChange& change : difference.changes)
        all.push_back(hows[static_cast<std::size_t>(change.how)] + " " + change.was_file + ":" + change.file);
    return all;
}

}  // namespace

TEST(PatchFacts, AreReadFromTheMail) {
    const PatchFacts read = facts("projects/x/y/one/patches/0001-CVE-2026-11111.patch",
                                  mail("Fix it", "c", "@@ -1,2 +1,3 @@", "1..2", "For CVE-2026-12345.\n"));
    EXPECT_EQ(read.file, "0001-CVE-2026-11111.patch");
    EXPECT_EQ(read.subject, "Fix it");
    EXPECT_THAT(read.cves, testing::UnorderedElementsAre("CVE-2026-12345", "CVE-2026-11111"));
}

TEST(PatchFacts, ThePatchIdIsOfTheChangeAlone) {
    const PatchFacts one = facts("a", mail("One", "c"));
    EXPECT_EQ(one.patch_id,
              facts("a", mail("Two", "c", "@@ -7,2 +7,3 @@ other", "3333333..4444444")).patch_id);
    EXPECT_NE(one.patch_id, facts("a", mail("One", "d")).patch_id);
}

TEST(PatchFacts, ALineOfTwoDashesWithinAHunkIsNoSignature) {
    const std::string signature = "@@ -1,3 +1,2 @@\n a\n-- \n b\n@@ -9,1 +8,2 @@\n z\n+";
    const std::string head = mail("s", "c").substr(0, mail("s", "c").find("@@"));
    EXPECT_NE(facts("a", head + signature + "x\n").patch_id, facts("a", head + signature + "y\n").patch_id);
}

TEST(PatchFacts, WhatIsNoPatchHasItsBytes) {
    const PatchFacts read = facts("a", "no mail\n");
    EXPECT_EQ(read.subject, "(cannot be read as a patch)");
    EXPECT_EQ(read.patch_id, read.content);
}

TEST(SeriesDifference, EqualSeriesHaveNone) {
    const std::vector<PatchFacts> series = {facts("0001-a.patch", mail("A", "a")),
                                            facts("0002-b.patch", mail("B", "b"))};
    const auto difference = series_difference(series, series);
    EXPECT_THAT(difference.changes, IsEmpty());
    EXPECT_EQ(difference.unchanged, 2U);
}

TEST(SeriesDifference, TellsWhatBecameOfEachPatch) {
    const std::vector<PatchFacts> was = {
        facts("0001-same.patch", mail("Same", "a")),   facts("0002-other.patch", mail("Other", "b")),
        facts("0003-moved.patch", mail("Moved", "c")), facts("0004-rebased.patch", mail("Rebased", "d")),
        facts("0005-gone.patch", mail("Gone", "e")),   facts("0006-title.patch", mail("A subject", "f"))};
    const std::vector<PatchFacts> is = {
        facts("0001-same.patch", mail("Same", "a")),
        facts("0002-other.patch", mail("Other", "bb")),
        facts("0004-moved.patch", mail("Moved", "c")),
        facts("0005-rebased.patch", mail("Rebased", "d", "@@ -8,2 +8,3 @@ f")),
        facts("0006-new.patch", mail("New", "g")),
        facts("0007-name.patch", mail("A subject", "ff"))};
    const auto difference = series_difference(was, is);
    EXPECT_EQ(difference.unchanged, 1U);
    EXPECT_THAT(
        lines(difference),
        ElementsAre("changed 0002-other.patch:0002-other.patch", "renamed 0003-moved.patch:0004-moved.patch",
                    "reworded 0004-rebased.patch:0005-rebased.patch", "added :0006-new.patch",
                    "changed 0006-title.patch:0007-name.patch", "dropped 0005-gone.patch:"));
}

TEST(SeriesDifference, OnePatchIsThePartnerOfOneOnly) {
    const std::vector<PatchFacts> was = {facts("0001-a.patch", mail("A", "a"))};
    const std::vector<PatchFacts> is = {facts("0001-a.patch", mail("A", "a")),
                                        facts("0002-a.patch", mail("A", "a"))};
    EXPECT_THAT(lines(series_difference(was, is)), ElementsAre("added :0002-a.patch"));
}

TEST(SeriesDifference, OurOwnAreNotTheDistros) {
    const std::vector<PatchFacts> was = {facts("0001-a.patch", mail("A", "a"), false)};
    const std::vector<PatchFacts> is = {facts("0001-a.patch", mail("A", "a"), true)};
    const auto difference = series_difference(was, is);
    EXPECT_THAT(lines(difference), ElementsAre("added :0001-a.patch", "dropped 0001-a.patch:"));
    EXPECT_TRUE(difference.changes.front().own);
    EXPECT_FALSE(difference.changes.back().own);
}

TEST(SeriesDifference, OfAChangedPatchTheNamesOfBothSidesAreTold) {
    const auto difference = series_difference({facts("0001-a.patch", mail("CVE-2026-1111", "a"))},
                                              {facts("0001-a.patch", mail("CVE-2026-2222", "b"))});
    ASSERT_EQ(difference.changes.size(), 1U);
    EXPECT_THAT(difference.changes[0].cves, ElementsAre("CVE-2026-2222", "CVE-2026-1111"));
}
