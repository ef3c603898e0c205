#include "catalog/nightly.h"

#include "base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verbatim {

namespace {

std::string refusal_of_night(const std::string& text) {
    try {
        parse_nightly("night.yaml", text);
    } catch (const Error& error) {
        return error.render();
    }
    return "it was taken";
}

TEST(Nightly, AllKeysMayBeLeftOut) {
    const NightlySettings night = parse_nightly("night.yaml", "{}\n");
    EXPECT_TRUE(night.releases.empty());
    EXPECT_FALSE(night.budget);
    ASSERT_TRUE(night.vary);
    EXPECT_EQ(night.vary->rounds, 2);
}

TEST(Nightly, EveryKeyIsRead) {
    const NightlySettings night = parse_nightly(
        "night.yaml",
        "name: all\nreleases: [1-36]\ncomponents: [a/b, c/d]\nplatforms: [linux/arm64]\nbudget: 90m\n"
        "vary: {rounds: 5, axes: [user, umask]}\nhistory: h\nreport: r\naddress: "
        "https://x.example/\nmetrics: m\n"
        "notify: {to: [{command: [tell], events: [night]}]}\n");
    EXPECT_EQ(night.name, "all");
    EXPECT_EQ(night.releases.at(0).value, "1-36");
    EXPECT_EQ(night.components.at(1).value, "c/d");
    EXPECT_EQ(night.platforms.at(0).value.str(), "linux/arm64");
    EXPECT_EQ(*night.budget, std::chrono::minutes(90));
    EXPECT_EQ(night.vary->rounds, 5);
    EXPECT_EQ(night.vary->axes.at(1).value, "umask");
    EXPECT_EQ(night.history + night.report + night.address + night.metrics, "hrhttps://x.example/m");
    EXPECT_TRUE(night.notify.any());
}

TEST(Nightly, NothingIsVariedWhereThatIsSaid) {
    EXPECT_FALSE(parse_nightly("night.yaml", "vary: false\n").vary);
    EXPECT_TRUE(parse_nightly("night.yaml", "vary: true\n").vary);
}

TEST(Nightly, WhatDoesNotFitIsToldWithItsPlace) {
    EXPECT_THAT(refusal_of_night("budget: 6 hours\n"), testing::HasSubstr("night.yaml:1:9"));
    EXPECT_THAT(refusal_of_night("budget: 0h\n"), testing::HasSubstr("expected something like 6h or 30m"));
    EXPECT_THAT(refusal_of_night("budget: 9999999h\n"), testing::HasSubstr("is no time"));
    EXPECT_THAT(refusal_of_night("vary: {rounds: 1}\n"), testing::HasSubstr("night.yaml:1:16"));
    EXPECT_THAT(refusal_of_night("releases: [1-36, 1-36]\n"), testing::HasSubstr("named twice"));
    EXPECT_THAT(refusal_of_night("releases: []\n"), testing::HasSubstr("leave it out for all of them"));
    EXPECT_THAT(refusal_of_night("release: [1-36]\n"), testing::HasSubstr("release"));
}

}  // namespace

}  // namespace verbatim
