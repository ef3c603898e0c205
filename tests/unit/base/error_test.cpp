#include "base/error.h"

#include <gtest/gtest.h>

using namespace verbatim;

TEST(Error, ShowsWhatWhereWhyAndWhatNext) {
    const auto text = SourceText::make("releases/1-36.yaml", "a: 1\n    commit: adc3\n");
    Error error(Failure::mismatch, "tag v1 moved");
    error.at({text, 2, 13}, "pinned here")
        .note("Nothing was built.")
        .during("fetching x")
        .next("verbatim plan 1-36");
    EXPECT_EQ(error.render(),
              "error: tag v1 moved\n"
              "   releases/1-36.yaml:2:13\n"
              "   2 |     commit: adc3\n"
              "     |             ^ pinned here\n"
              "   Nothing was built.\n"
              "   while fetching x\n"
              "   next: verbatim plan 1-36\n");
}

TEST(Error, ControlBytesAreMadeVisible) {
    EXPECT_EQ(Error(Failure::build, "bad \x1b[2J").render(), "error: bad \\x1b[2J\n");
}

TEST(Error, ALongLineIsCutAroundItsColumn) {
    const auto text = SourceText::make("f", std::string(5000, 'x'));
    const std::string shown = Error(Failure::definition, "m").at({text, 1, 4000}).render();
    EXPECT_LT(shown.size(), 400U);
    EXPECT_NE(shown.find('^'), std::string::npos);
}
