#include "execute/forecast.h"

#include <gtest/gtest.h>

using namespace verbatim;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

Pending piece(std::optional<int> takes, std::vector<std::size_t> needs = {}, bool is_fetch = false,
              bool is_running = false) {
    return {std::move(needs), takes ? std::optional<milliseconds>(seconds(*takes)) : std::nullopt, is_fetch,
            is_running};
}

std::optional<Remaining> of(std::vector<Pending> pieces, int runs = 2, int fetches = 2) {
    return estimate(pieces, runs, fetches);
}

Remaining about(int s) {
    return {seconds(s), false};
}

Action run(const std::string& name, std::vector<Input> inputs = {}) {
    return {name, "", RunCommand(), std::move(inputs), {}};
}

Outcome took(const std::string& name, int s, const std::string& made_at = "2026-01-01T00:00:00Z") {
    return {name, {}, {}, s * 1000, made_at};
}

}  // namespace

TEST(Estimate, SaysNothingWhereNothingIsKnown) {
    EXPECT_EQ(of({}), std::nullopt);
    EXPECT_EQ(of({piece({}), piece({})}), std::nullopt);
}

TEST(Estimate, AddsWhatMustFollowAndOverlapsWhatNeedNot) {
    EXPECT_EQ(of({piece(10), piece(20, {0})}), about(30));
    EXPECT_EQ(of({piece(10), piece(20)}), about(20));
    EXPECT_EQ(of({piece(10), piece(20)}, 1), about(30)) << "one slot";
    EXPECT_EQ(of({piece(10), piece(10), piece(10)}), about(20)) << "three into two slots";
}

TEST(Estimate, FetchesHaveSlotsOfTheirOwn) {
    EXPECT_EQ(of({piece(10, {}, true), piece(10)}, 1, 1), about(10));
    EXPECT_EQ(of({piece(10, {}, true), piece(10, {}, true)}, 1, 1), about(20));
}

TEST(Estimate, WhatRunsHoldsItsSlot) {
    EXPECT_EQ(of({piece(10), piece(5, {}, false, true)}, 1), about(15));
}

TEST(Estimate, IsALowerBoundWhereSomeIsNotKnown) {
    EXPECT_EQ(of({piece(10), piece({}, {0})}), (Remaining{seconds(10), true}));
}

TEST(Durations, TheNewestOfTheSameNameCountsElseTheMiddleOfItsKind) {
    Durations durations;
    durations.add("run", took("build a", 10, "2026-01-02T00:00:00Z"));
    durations.add("run", took("build a", 99, "2026-01-01T00:00:00Z"));
    durations.add("run", took("build b", 20));
    durations.add("run", took("vendor a", 1));
    EXPECT_EQ(durations.of(run("build a")), seconds(10));
    EXPECT_EQ(durations.of(run("build new")), seconds(20));
    EXPECT_EQ(durations.of(run("vendor new")), seconds(1));
    EXPECT_EQ(durations.of(run("test new")), std::nullopt);
}

TEST(Durations, AnOlderOutcomeThatDoesNotSayItsOperationCountsByName) {
    Durations durations;
    durations.add("", took("build a", 10));
    EXPECT_EQ(durations.of(run("build a")), seconds(10));
    EXPECT_EQ(durations.of(run("build b")), std::nullopt);
}

namespace {

struct ForecastTest : testing::Test {
    Plan plan;
    int reads = 0;
    Forecast::Clock::time_point begin{};

    void SetUp() override {
        plan.actions = {run("build a"), run("build b", {{"i", 0, "tree", {}}}), run("build c")};
    }
    Forecast make(std::set<std::size_t> wanted, std::vector<bool> in_store = {}) {
        return {plan, std::move(wanted), 1, 1, [this, in_store] {
                    ++reads;
                    Forecast::Known known;
                    for (const char* name : {"build a", "build b", "build c"})
                        known.durations.add("run", took(name, 10));
                    known.in_store = in_store;
                    return known;
                }};
    }
};

}  // namespace

TEST_F(ForecastTest, ReadsTheStoreOnlyWhenThereIsSomethingToDo) {
    Forecast forecast = make({0, 1});
    const Outcome outcome;
    EXPECT_EQ(forecast.finished(0, begin, &outcome, true), std::nullopt);
    EXPECT_EQ(reads, 0);
    EXPECT_EQ(forecast.started(1, begin), about(10));
    (void)forecast.finished(1, begin, &outcome, false);
    EXPECT_EQ(reads, 1);
}

TEST_F(ForecastTest, CountsDownAsTimeGoesByAndWorkIsDone) {
    Forecast forecast = make({0, 1, 2});
    EXPECT_EQ(forecast.started(0, begin), about(30));
    const Outcome outcome = took("build a", 4);
    EXPECT_EQ(forecast.finished(0, begin + seconds(4), &outcome, false), about(20));
    EXPECT_EQ(forecast.started(1, begin + seconds(4)), about(20));
    EXPECT_EQ(forecast.started(2, begin + seconds(50)), about(10)) << "build b is late: counted as done soon";
}

TEST_F(ForecastTest, WhatIsInTheStoreCostsNothing) {
    EXPECT_EQ(make({0, 1, 2}, {true, false, true}).started(1, begin), about(10));
}

TEST_F(ForecastTest, WhatAFailureMakesImpossibleIsNotWaitedFor) {
    Forecast forecast = make({0, 1, 2});
    (void)forecast.started(0, begin);
    EXPECT_EQ(forecast.finished(0, begin, nullptr, false), about(10)) << "build b needs build a";
}
