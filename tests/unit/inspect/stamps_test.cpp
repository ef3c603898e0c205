#include "inspect/stamps.h"

#include <gtest/gtest.h>

using namespace verbatim;

namespace {
const std::map<std::string, std::string> expected = {
    {"go", "go1.25.12"}, {"GOOS", "linux"}, {"vcs.modified", "true"}, {"vcs.revision", "adc3"}};

BuildInfo as_expected() {
    BuildInfo info;
    info.go = "go1.25.12";
    info.settings = {{"GOOS", "linux"}, {"vcs.modified", "true"}, {"vcs.revision", "adc3"}, {"more", "x"}};
    return info;
}
}  // namespace

TEST(Stamps, ThatAgreeGiveNoDifference) {
    EXPECT_TRUE(compare_stamps(expected, as_expected()).empty());
}

TEST(Stamps, ThatDifferAreNamedWithBothValues) {
    BuildInfo info = as_expected();
    info.go = "go1.23.0";
    info.settings["vcs.modified"] = "false";
    const auto differences = compare_stamps(expected, info);
    ASSERT_EQ(differences.size(), 2U);
    EXPECT_EQ(differences[0].key, "go");
    EXPECT_EQ(differences[0].expected, "go1.25.12");
    EXPECT_EQ(differences[0].found, "go1.23.0");
    EXPECT_EQ(differences[1].key, "vcs.modified");
    EXPECT_EQ(differences[1].found, "false");
}

TEST(Stamps, ThatAreAbsentDifferEvenWhereTheBinaryHasNoneAtAll) {
    BuildInfo info = as_expected();
    info.settings.clear();
    EXPECT_EQ(compare_stamps(expected, info).size(), 3U);
}

TEST(Stamps, OfGoBefore118AreTheReleaseAlone) {
    BuildInfo info;
    info.go = "go1.17.13";
    EXPECT_TRUE(compare_stamps({{"go", "go1.17.13"}, {"GOOS", "linux"}}, info).empty());
    EXPECT_EQ(compare_stamps({{"go", "go1.17.12"}, {"GOOS", "linux"}}, info).size(), 1U);
    info.go = "devel +abc";
    EXPECT_EQ(compare_stamps({{"GOOS", "linux"}}, info).size(), 1U);
}
