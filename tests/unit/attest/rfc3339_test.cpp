#include "attest/rfc3339.h"

#include "../../support/expect.h"

#include <gtest/gtest.h>

using namespace verbatim;

TEST(Rfc3339, KnownTimes) {  // date -u -d TIME +%s
    for (const auto& [text, seconds] : std::initializer_list<std::pair<const char*, std::int64_t>>{
             {"1970-01-01T00:00:00Z", 0},
             {"2000-02-29T12:00:00Z", 951825600},
             {"2026-06-01T20:47:35Z", 1780346855},
             {"2038-01-19T03:14:08Z", 2147483648},
             {"9999-12-31T23:59:59Z", 253402300799}}) {
        const auto parsed = parse_rfc3339(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(parsed->seconds, seconds) << text;
        EXPECT_TRUE(parsed->plain) << text;
        EXPECT_EQ(rfc3339_text(seconds), text);
    }
}

TEST(Rfc3339, OtherFormsOfATime) {
    for (const char* text :
         {"2026-06-01t20:47:35z", "2026-06-01 20:47:35Z", "2026-06-01T20:47:35.5Z",
          "2026-06-01T20:47:35+00:00", "2026-06-01T22:47:35.999999999+02:00", "2026-06-01T15:17:35-05:30"}) {
        const auto parsed = parse_rfc3339(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(parsed->seconds, 1780346855) << text;
        EXPECT_FALSE(parsed->plain) << text;
    }
}

TEST(Rfc3339, WhatIsNone) {
    for (const char* text : {"",
                             "2026",
                             "2026-06-01",
                             "2026-06-01T20:47:35",
                             "2026-06-01T20:47Z",
                             "2026-13-01T20:47:35Z",
                             "2026-02-29T20:47:35Z",
                             "2026-06-01T24:00:00Z",
                             "2026-06-01T20:60:35Z",
                             "2026-06-01T20:47:60Z",
                             "2026-06-01T20:47:35.Z",
                             "2026-06-01T20:47:35.5",
                             "2026-06-01T20:47:35+2:00",
                             "2026-06-01T20:47:35+24:00",
                             "2026-06-01T20:47:35+02:60",
                             "2026-06-01T20:47:35Z ",
                             "1969-12-31T23:59:59Z",
                             "1970-01-01T00:00:00+00:01",
                             "9999-12-31T23:59:59-00:01",
                             "+026-06-01T20:47:35Z",
                             "2026/06/01T20:47:35Z"})
        EXPECT_FALSE(parse_rfc3339(text)) << text;
    EXPECT_EQ(test::thrown_by([] { return rfc3339_text(-1); }).kind(), Failure::definition);
    EXPECT_EQ(test::thrown_by([] { return rfc3339_text(253402300800); }).kind(), Failure::definition);
}
