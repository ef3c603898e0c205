#include "cause/ldflags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::ElementsAre;
using testing::Pair;

TEST(LinkerFlags, AreReadAsTheGoCommandSplitsThem) {
    const LinkerFlags flags = parse_linker_flags(
        "-s  -w -buildid= -X main.version=v1 '-X=main.note=two words' -extldflags \"-static -lm\" --X a.b=");
    EXPECT_THAT(flags.variables,
                ElementsAre(Pair("a.b", ""), Pair("main.note", "two words"), Pair("main.version", "v1")));
    EXPECT_THAT(flags.others, ElementsAre(Pair("-buildid", ""), Pair("-extldflags", "-static -lm"),
                                          Pair("-s", ""), Pair("-w", "")));
}

TEST(LinkerFlags, ThatEndInMidWordAreReadAsFarAsTheyGo) {
    EXPECT_TRUE(parse_linker_flags("").others.empty());
    EXPECT_TRUE(parse_linker_flags("-X").variables.empty());
    EXPECT_TRUE(parse_linker_flags("-X novalue").variables.empty());
    EXPECT_THAT(parse_linker_flags("-X 'a.b=c").variables, ElementsAre(Pair("a.b", "c")));
}

TEST(LinkerFlags, ThatDifferAreNamedWithBothValues) {
    const auto found = compare_linker_flags(parse_linker_flags("-s -X a.b=1 -X a.c=1"),
                                            parse_linker_flags("-X a.b=2 -buildid= -X a.c=1"));
    EXPECT_THAT(found, ElementsAre(FlagDifference{"-X a.b", "1", "2"}, FlagDifference{"-buildid", {}, ""},
                                   FlagDifference{"-s", "", {}}));
}
