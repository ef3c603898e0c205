// Verdicts that somebody expected count for nothing; whatever is otherwise than expected is news.
#include "verify/expectations.h"

#include "base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

constexpr std::int64_t now = 1'800'000'000;  // 2027-01-15

constexpr const char* text = R"(expected:
  - release: 1-36
    component: org/closed
    verdict: unbuildable
    because: "its source is not public"
  - release: 1-36
    component: org/open
    path: bin/odd
    verdict: differs
    because: "nobody knows yet"
    until: 2027-02-01T00:00:00Z
)";

Findings findings() {
    Findings all;
    const auto add = [&](const std::string& component, const std::string& path, Verdict verdict) {
        Finding one;
        one.claim.path = path;
        one.component = component;
        one.verdict = verdict;
        all.claims.push_back(one);
    };
    add("org/closed", "bin/a", Verdict::unbuildable);
    add("org/closed", "bin/b", Verdict::unbuildable);
    add("org/open", "bin/even", Verdict::reproduced);
    add("org/open", "bin/odd", Verdict::differs);
    add("org/other", "bin/c", Verdict::out_of_scope);
    return all;
}

struct ExpectationsTest : testing::Test {
    Findings all = findings();
    std::vector<std::string> apply(const std::string& yaml, const std::string& release = "1-36",
                                   std::int64_t time = now) {
        all.news = apply_expectations(all, parse_expected("expected.yaml", yaml), release, time);
        return all.news;
    }
};

std::string refused(const std::string& yaml) {
    try {
        (void)parse_expected("expected.yaml", yaml);
    } catch (const Error& error) {
        return error.render();
    }
    return "no error";
}

}  // namespace

TEST_F(ExpectationsTest, WhatIsExpectedIsNoNews) {
    EXPECT_EQ(exit_status(all), ExitStatus::not_reproduced);
    EXPECT_THAT(apply(text), IsEmpty());
    EXPECT_EQ(all.expected(), 3U);
    EXPECT_EQ(all.claims[0].expected, "its source is not public");
    EXPECT_EQ(all.claims[0].verdict, Verdict::unbuildable) << "no verdict changes";
    EXPECT_EQ(exit_status(all), ExitStatus::ok);
}

TEST_F(ExpectationsTest, OfAnotherReleaseTheySayNothing) {
    EXPECT_THAT(apply(text, "1-35"), IsEmpty());
    EXPECT_EQ(all.expected(), 0U);
    EXPECT_EQ(exit_status(all), ExitStatus::not_reproduced);
}

TEST_F(ExpectationsTest, AnotherVerdictIsNews) {
    all.claims[3].verdict = Verdict::failed;
    EXPECT_THAT(apply(text), ElementsAre(HasSubstr("bin/odd was expected to be differs, and is failed")));
    EXPECT_EQ(exit_status(all), ExitStatus::not_reproduced);
}

TEST_F(ExpectationsTest, WhatIsReproducedAllOfASuddenIsNews) {
    all.claims[0].verdict = all.claims[1].verdict = Verdict::reproduced;
    EXPECT_THAT(
        apply(text),
        ElementsAre(
            "expected.yaml:2:5: org/closed was expected to be unbuildable, and is reproduced (2 claims)"));
    EXPECT_EQ(exit_status(all), ExitStatus::not_reproduced) << "the file is to be brought up to date";
}

TEST_F(ExpectationsTest, WhenTheTimeIsOverTheClaimCountsAgain) {
    EXPECT_THAT(apply(text, "1-36", now + 30L * 24 * 60 * 60),
                ElementsAre(HasSubstr("the time is over in which bin/odd was expected to be differs")));
    EXPECT_EQ(all.expected(), 2U);
    EXPECT_EQ(exit_status(all), ExitStatus::not_reproduced);
}

TEST_F(ExpectationsTest, OfAPathCountsBeforeThatOfItsComponent) {
    const std::string both = std::string(text) + R"(  - release: 1-36
    component: org/open
    verdict: missing
    because: "moved"
)";
    EXPECT_THAT(apply(both),
                ElementsAre(HasSubstr("org/open was expected to be missing, and is reproduced")));
    EXPECT_EQ(all.claims[3].expected, "nobody knows yet");
}

TEST_F(ExpectationsTest, AppliedTwiceTheyAreAppliedOnce) {
    (void)apply(text);
    (void)apply("expected: []\n", "1-36");
    EXPECT_EQ(all.expected(), 0U);
}

TEST(Expected, BadTextIsRefusedWhereItStands) {
    EXPECT_THAT(refused("expected:\n  - {release: a, component: o/p, verdict: difers, because: x}\n"),
                testing::AllOf(HasSubstr("expected.yaml:2:43"), HasSubstr("Did you mean differs?")));
    EXPECT_THAT(refused("expected:\n  - {release: a, component: o/p, verdict: reproduced, because: x}\n"),
                HasSubstr("is no verdict that can be expected"));
    EXPECT_THAT(refused("expected:\n  - {release: a, component: o/p, verdict: differs}\n"),
                HasSubstr("because"));
    EXPECT_THAT(refused("expected:\n  - {release: a, component: ../p, verdict: differs, because: x}\n"),
                HasSubstr("expected.yaml:2:"));
    EXPECT_THAT(
        refused("expected:\n  - {release: a, component: o/p, verdict: differs, because: x, until: soon}\n"),
        HasSubstr("expected.yaml:2:"));
    EXPECT_THAT(refused("expected:\n  - {release: a, component: o/p, verdict: differs, because: x}\n"
                        "  - {release: a, component: o/p, verdict: failed, because: y}\n"),
                HasSubstr("here, and in line 2"));
    EXPECT_THAT(refused("expectd: []\n"), HasSubstr("expected.yaml:1:1"));
    EXPECT_EQ(refused("expected: []\n"), "no error");
}
