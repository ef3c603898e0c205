#include "cause/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::ElementsAre;

namespace {

Cause cause(Cause::Kind kind, const std::string& text, std::vector<std::string> paths = {}) {
    return {kind, text, {}, "do", std::move(paths)};
}

Explanation part(const std::string& path, std::vector<Cause> causes) {
    Explanation made;
    made.path = path;
    made.causes = std::move(causes);
    return made;
}

}  // namespace

TEST(JoinedCauses, PutTheSameOnesTogetherAndTheMostTellingFirst) {
    const auto joined = joined_causes(
        {cause(Cause::Kind::times, "times"), cause(Cause::Kind::content, "a has other bytes", {"a"}),
         cause(Cause::Kind::content, "x has other bytes", {"x"}),
         cause(Cause::Kind::content, "y has other bytes", {"y"})},
        {part("a", {cause(Cause::Kind::go, "go")}),
         part("b.tar", {cause(Cause::Kind::go, "go", {"c"}), cause(Cause::Kind::order, "order")})});
    ASSERT_EQ(joined.size(), 4U);
    EXPECT_EQ(joined[0].kind, Cause::Kind::go);
    EXPECT_THAT(joined[0].paths, ElementsAre("a", "b.tar/c"));
    EXPECT_EQ(joined[1].text, "x has other bytes");
    EXPECT_THAT(joined[1].paths, ElementsAre("x", "y"));
    EXPECT_EQ(joined[2].kind, Cause::Kind::order);
    EXPECT_THAT(joined[2].paths, ElementsAre("b.tar"));
    EXPECT_EQ(joined[3].kind, Cause::Kind::times);
    EXPECT_TRUE(joined[3].paths.empty());
}
