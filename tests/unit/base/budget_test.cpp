#include "base/budget.h"

#include "base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

using namespace verbatim;
using testing::HasSubstr;

namespace {

std::string refusal(const std::function<void(Budget&)>& read) {
    Budget budget("the tar", {3, 2, 10, 20, 100});
    try {
        read(budget);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Failure::mismatch);
        return error.message();
    }
    return {};
}

}  // namespace

TEST(Budget, LetsPassWhatIsWithinAllBounds) {
    EXPECT_EQ(refusal([](Budget& budget) {
                  budget.entry("a/b");
                  budget.entry("a/34567890");
                  budget.entry("c");
                  budget.content(60);
                  budget.content(40);
              }),
              "");
}

TEST(Budget, EachBoundIsNamed) {
    EXPECT_EQ(refusal([](Budget& budget) {
                  for (int i = 0; i < 4; ++i) budget.entry("a");
              }),
              "the tar has more than 3 entries");
    EXPECT_EQ(refusal([](Budget& budget) { budget.entry("a/b/c"); }),
              "the tar has folders nested more than 2 deep");
    EXPECT_EQ(refusal([](Budget& budget) { budget.entry("12345678901"); }),
              "the tar has a path of more than 10 bytes");
    EXPECT_THAT(refusal([](Budget& budget) {
                    for (int i = 0; i < 3; ++i) budget.entry("1234567890");
                }),
                HasSubstr("the tar has paths of more than "));
    EXPECT_THAT(refusal([](Budget& budget) {
                    budget.content(60);
                    budget.content(41);
                }),
                HasSubstr("the tar holds more than 100 B"));
}

TEST(Budget, NumbersThatWouldOverflowDoNot) {
    EXPECT_THAT(refusal([](Budget& budget) {
                    budget.content(50);
                    budget.content(~std::uint64_t{0} - 10);
                }),
                HasSubstr("holds more than"));
}
