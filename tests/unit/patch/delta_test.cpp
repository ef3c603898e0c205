#include "patch/delta.h"

#include <gtest/gtest.h>

using verbatim::patch::apply_delta;

namespace {
std::string raw(std::initializer_list<int> bytes) {
    std::string text;
    for (const int byte : bytes) text += static_cast<char>(byte);
    return text;
}
}  // namespace

TEST(Delta, CopiesPiecesOfTheBaseAndAddsBytesOfItsOwn) {
    // From 6 bytes, to 8: copy 3 from 1, two of its own, copy 3 from 0.
    EXPECT_EQ(apply_delta("abcdef", raw({6, 8, 0x91, 1, 3, 2, 'X', 'Y', 0x90, 3})), "bcdXYabc");
}

TEST(Delta, ACopyThatNamesNoLengthIsOf64KiB) {
    const std::string base(0x10000, 'x');
    EXPECT_EQ(apply_delta(base, raw({0x80, 0x80, 4, 0x80, 0x80, 4, 0x80})), base);
}

TEST(Delta, WhatLeadsOutOfTheBaseOrTheResultIsRefused) {
    EXPECT_FALSE(apply_delta("abcdef", raw({6, 3, 0x91, 4, 3}))) << "beyond the end of the base";
    EXPECT_FALSE(apply_delta("abcdef", raw({6, 2, 0x90, 3}))) << "more than the result holds";
    EXPECT_FALSE(apply_delta("abcdef", raw({6, 4, 0x90, 3}))) << "less";
    EXPECT_FALSE(apply_delta("abcdef", raw({6, 3, 0x9F, 0xFF, 0xFF, 0xFF, 0xFF, 3})));
    EXPECT_FALSE(apply_delta("abcdef", raw({6, 3, 3, 'a', 'b'}))) << "its own bytes are cut short";
    EXPECT_FALSE(apply_delta("abcdef", raw({5, 3, 0x90, 3}))) << "for a base of another size";
    EXPECT_FALSE(apply_delta("abcdef", raw({6, 3, 0, 0x90, 3}))) << "the command 0";
}

TEST(Delta, SizesWithoutEndOrMeasureAreRefused) {
    EXPECT_FALSE(apply_delta("", ""));
    EXPECT_FALSE(apply_delta("", raw({0x80, 0x80})));
    EXPECT_FALSE(apply_delta("", std::string(100, '\x80')));
    EXPECT_FALSE(apply_delta("", raw({0, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F})));
    EXPECT_FALSE(apply_delta("", raw({0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F})));
}
