#include "vary/alike.h"

#include <gtest/gtest.h>

namespace verbatim {

namespace {

// 2026-11-22T05:30:00Z, by date(1): 1795325400.
constexpr TimeSpan first{1795325400, 1795325405}, second{1795325460, 1795325470};

std::string both(const std::string& was, const std::string& is) {
    const auto found = clock_readings(was, first, is, second);
    return found ? found->was + " | " + found->is : "";
}

TEST(ClockReadings, SecondsAndPartsOfThemSince1970) {
    EXPECT_EQ(both("at 1795325401.", "at 1795325461."), "1795325401 | 1795325461");
    EXPECT_EQ(both("1795325401999", "1795325461001"), "1795325401999 | 1795325461001");
    EXPECT_EQ(both("1795325401000000007", "1795325461000000007"),
              "1795325401000000007 | 1795325461000000007");
}

TEST(ClockReadings, CalendarTimesAndThoseOfDate) {
    EXPECT_EQ(both("v1 2026-11-22T05:30:02Z", "v1 2026-11-22T05:31:02Z"),
              "2026-11-22T05:30:02 | 2026-11-22T05:31:02");
    EXPECT_EQ(both("2026-11-22 05:30:02", "2026-11-22 05:31:02"),
              "2026-11-22 05:30:02 | 2026-11-22 05:31:02");
    EXPECT_EQ(both("Sun Nov 22 05:30:02 UTC 2026\n", "Sun Nov 22 05:31:02 UTC 2026\n"),
              "Sun Nov 22 05:30:02 UTC 2026 | Sun Nov 22 05:31:02 UTC 2026");
}

TEST(ClockReadings, AmongOtherBytes) {
    const std::string before("\0\1\xff head \0", 10), after("\0\xfe tail", 7);
    EXPECT_EQ(both(before + "1795325401" + after, before + "1795325461" + after), "1795325401 | 1795325461");
}

TEST(ClockReadings, AnotherMomentIsNone) {
    EXPECT_EQ(both("1795325399", "1795325461"), "");      // before it was made
    EXPECT_EQ(both("1795325401", "1795325471"), "");      // after it
    EXPECT_EQ(both("17953254011", "17953254611"), "");    // eleven digits
    EXPECT_EQ(both("1795325401 a", "1795325401 b"), "");  // does not differ
    EXPECT_EQ(both("2026-11-22T05:30:0", "2026-11-22T05:31:0"), "");
    EXPECT_EQ(both("", "1795325461"), "");
    EXPECT_EQ(both("99999999999999999999", "1795325461"), "");
}

TEST(SameInAnotherOrder, ATextWithTheSameCharacters) {
    EXPECT_TRUE(same_in_another_order("1 2 3 4", "4 2 1 3"));
    EXPECT_TRUE(same_in_another_order(std::string("a\0one two\0b", 11), std::string("a\0two one\0b", 11)));
    EXPECT_FALSE(same_in_another_order("1 2 3 4", "1 2 3 5"));
    EXPECT_FALSE(same_in_another_order("1 2 3 4", "1 2 3 4"));
    EXPECT_FALSE(same_in_another_order("ab", "ba"));  // so short that it may be chance
    EXPECT_FALSE(same_in_another_order("", "x"));
}

}  // namespace

}  // namespace verbatim
