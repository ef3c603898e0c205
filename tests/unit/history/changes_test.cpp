// What is a regression, and what changed in between. All by hand: no file is needed.
#include "history/changes.h"

#include "history/timeline.h"
#include "sample_runs.h"

#include <gmock/gmock.h>

using namespace verbatim;
using test::full_result;
using test::nightly;
using test::unit;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

std::map<UnitName, LastKnown> known(const UnitResult& result) {
    LastKnown last;
    last.run = 1;
    last.when = 500;
    last.result = result;
    last.version = "0.1.0";
    last.host = "linux/amd64";
    return {{result.unit, last}};
}

Run run_of(std::vector<UnitResult> units) {
    verbatim::Run run = nightly();
    run.id = 2;
    run.units = std::move(units);
    return run;
}

UnitResult reproduced() {
    UnitResult result = full_result();
    result.state = UnitState::reproduced;
    return result;
}

// What changed between a reproduced result and one that differs, with a change of its own.
template <typename Change>
std::vector<std::string> between(Change change) {
    UnitResult now = reproduced();
    now.state = UnitState::differs;
    verbatim::Run run = run_of({});
    change(now, run);
    run.units = {now};
    return changes(known(reproduced()), run).at(0).between;
}

}  // namespace

TEST(Changes, ReproducedYesterdayNotTodayNamesTheToolchain) {
    UnitResult now = reproduced();
    now.state = UnitState::differs;
    now.cause = "another compiler";
    now.expected = true;
    now.pins.go = "go1.25.13";
    const auto all = changes(known(reproduced()), run_of({now}));
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_TRUE(all[0].is_regression());
    EXPECT_FALSE(all[0].is_recovery());
    EXPECT_EQ(all[0].from, UnitState::reproduced);
    EXPECT_EQ(all[0].to, UnitState::differs);
    EXPECT_EQ(all[0].last_seen, 500);
    EXPECT_EQ(all[0].cause, "another compiler");
    EXPECT_TRUE(all[0].expected);
    EXPECT_THAT(all[0].between, ElementsAre("toolchain go1.25.12 → go1.25.13"));
}

TEST(Changes, NamesEveryThingThatIsRecorded) {
    EXPECT_THAT(
        between([](UnitResult& now, verbatim::Run& run) {
            now.pins = {"v3.6.1", "", "go1.25.13", "1.26", "aws/eks-distro@9988446", "other", ""};
            now.files[0].claimed = std::string(64, 'd');
            now.files[1].claimed = "new";
            run.version = "0.2.0";
            run.host = "linux/arm64";
        }),
        ElementsAre("tag v3.6.0 → v3.6.1", "commit c0ffee → none", "toolchain go1.25.12 → go1.25.13",
                    "declared Go 1.25 → 1.26", "distro aws/eks-distro@178844623f23 → aws/eks-distro@9988446",
                    "CHECKSUMS 5ums → other", "patches 7ree → none",
                    "claim of _output/1-36/bin/etcd/linux-amd64/etcd aa → dddddddddddd",
                    "a claim of _output/1-36/bin/etcd/linux-amd64/etcdctl that was none before",
                    "Verbatim 0.1.0 → 0.2.0", "host linux/amd64 → linux/arm64"));
    EXPECT_THAT(between([](UnitResult& now, verbatim::Run&) { now.files.clear(); }),
                ElementsAre("no claim of _output/1-36/bin/etcd/linux-amd64/etcd any more"));
    EXPECT_THAT(between([](UnitResult& now, verbatim::Run&) { now.pins.distro += "77"; }),
                ElementsAre("distro aws/eks-distro@178844623f23 → aws/eks-distro@178844623f2377"))
        << "alike in what would be shown";
}

TEST(Changes, SaysSoWhereNothingThatIsRecordedChanged) {
    const char* const chance = "nothing that is recorded changed: the cause lies in the machine or in chance";
    EXPECT_THAT(between([](UnitResult&, verbatim::Run&) {}), ElementsAre(chance));
    EXPECT_THAT(between([](UnitResult& now, verbatim::Run&) { now.actions = {"d0", "d1"}; }),
                ElementsAre(chance))
        << "in another order";
    EXPECT_THAT(
        between([](UnitResult& now, verbatim::Run&) { now.actions = {"d2"}; }),
        ElementsAre("the builds have other run digests: a definition, the builder root or what Verbatim "
                    "makes of them changed"));
}

TEST(Changes, WhatWasNotLookedAtChangesNothing) {
    EXPECT_THAT(changes(known(reproduced()), run_of({unit("etcd-io/etcd", UnitState::not_run)})), IsEmpty());
    EXPECT_THAT(changes(known(reproduced()), run_of({})), IsEmpty());
    EXPECT_THAT(changes(known(reproduced()), run_of({reproduced()})), IsEmpty());
}

TEST(Changes, WhatNobodyEverLookedAtIsNoRegression) {
    const auto all =
        changes({}, run_of({unit("a/b", UnitState::differs), unit("c/d", UnitState::reproduced)}));
    ASSERT_THAT(all, SizeIs(2));
    for (const StateChange& one : all) {
        EXPECT_EQ(one.from, UnitState::not_run);
        EXPECT_FALSE(one.is_regression());
        EXPECT_FALSE(one.is_recovery());
        EXPECT_THAT(one.between, IsEmpty());
    }
}

TEST(Changes, RegressionsComeFirstThenByName) {
    std::map<UnitName, LastKnown> before;
    for (const char* name : {"a/a", "b/b"}) before.merge(known(unit(name, UnitState::failed)));
    for (const char* name : {"c/c", "d/d"}) before.merge(known(unit(name, UnitState::reproduced)));
    std::vector<std::string> order;
    for (const StateChange& one :
         changes(before, run_of({unit("d/d", UnitState::missing), unit("c/c", UnitState::unsteady),
                                 unit("b/b", UnitState::reproduced), unit("a/a", UnitState::differs)})))
        order.push_back(one.unit.component + (one.is_regression() ? " regressed" : "") +
                        (one.is_recovery() ? " recovered" : ""));
    EXPECT_THAT(order, ElementsAre("c/c regressed", "d/d regressed", "a/a", "b/b recovered"));
}

TEST(Timelines, HaveAStateForEachRunAndAChangeWhereItChanged) {
    std::vector<verbatim::Run> runs;
    const auto night = [&](std::vector<UnitResult> units) {
        runs.push_back(run_of(std::move(units)));
        runs.back().id = static_cast<std::int64_t>(runs.size()) + 1;
        runs.back().started = 1000 * runs.back().id;
    };
    night({unit("a/a", UnitState::reproduced)});
    night({unit("a/a", UnitState::not_run), unit("b/b", UnitState::failed)});
    night({unit("a/a", UnitState::differs)});
    night({});
    const auto all = timelines(known(unit("a/a", UnitState::reproduced)), runs);
    ASSERT_THAT(all, SizeIs(2));
    const UnitTimeline& first = all.at({"1-36", "a/a", "linux/amd64"});
    EXPECT_THAT(first.states, ElementsAre(UnitState::reproduced, UnitState::not_run, UnitState::differs,
                                          UnitState::not_run));
    ASSERT_THAT(first.changes, SizeIs(1));
    EXPECT_EQ(first.changes[0].run, 4);
    EXPECT_EQ(first.changes[0].when, 4000);
    EXPECT_EQ(first.changes[0].change.last_seen, 2000) << "when it was last looked at";
    const UnitTimeline& second = all.at({"1-36", "b/b", "linux/amd64"});
    EXPECT_THAT(second.states,
                ElementsAre(UnitState::not_run, UnitState::failed, UnitState::not_run, UnitState::not_run));
    EXPECT_THAT(second.changes, IsEmpty()) << "nobody ever looked before";
}
