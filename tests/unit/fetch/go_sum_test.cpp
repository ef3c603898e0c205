#include "fetch/go_sum.h"

#include "expect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::HasSubstr;

TEST(GoSum, TellsZipsFromGoMods) {
    const auto lines = parse_go_sum("go.sum of a/b",
                                    "example.com/M v1.2.3 h1:AAAA=\n"
                                    "example.com/M v1.2.3/go.mod h1:BBBB=\n"
                                    "\n"
                                    "example.com/old v2.0.0+incompatible h1:CCCC=\r\n");
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].module, "example.com/M");
    EXPECT_EQ(lines[0].version, "v1.2.3");
    EXPECT_EQ(lines[0].h1, "h1:AAAA=");
    EXPECT_FALSE(lines[0].go_mod);
    EXPECT_EQ(lines[1].version, "v1.2.3");
    EXPECT_EQ(lines[1].h1, "h1:BBBB=");
    EXPECT_TRUE(lines[1].go_mod);
    EXPECT_EQ(lines[2].version, "v2.0.0+incompatible");
    EXPECT_EQ(lines[2].h1, "h1:CCCC=");
    EXPECT_EQ(lines[2].at.line, 4);
}

TEST(GoSum, PassesOverWhatTheGoCommandPassesOver) {
    EXPECT_TRUE(parse_go_sum("go.sum",
                             "example.com/m v1.0.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=\n"
                             "example.com/m v1.0.0 h2:later\n")
                    .empty());
    EXPECT_TRUE(parse_go_sum("go.sum", "").empty());
}

TEST(GoSum, AMalformedLineIsNamed) {
    for (const char* line : {"example.com/m v1.0.0", "example.com/m v1.0.0 h1:A= more", "../m v1.0.0 h1:A=",
                             "example.com/m ../../v1 h1:A=", "/etc v1 h1:A=", "\x01 v1 h1:A="}) {
        const Error error = test::thrown_by(
            [&] { return parse_go_sum("go.sum of a/b", std::string("x v1 h1:A=\n") + line + "\n"); });
        EXPECT_EQ(error.kind(), Failure::mismatch) << line;
        EXPECT_EQ(error.where().line, 2) << line;
        EXPECT_THAT(error.render(), HasSubstr("go.sum of a/b:2")) << line;
    }
}
