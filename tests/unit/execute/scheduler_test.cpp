#include "execute/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::UnorderedElementsAre;

namespace {

// Plans of nameless work: what each action does is the test's own.
struct SchedulerTest : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path()};
    Store store{dir.path() / "store"};
    Plan plan;
    std::mutex mutex;
    std::vector<std::string> performed;
    std::set<std::string> failing;

    std::size_t add(const std::string& name, std::vector<std::size_t> inputs = {}, std::int64_t memory = 0) {
        RunCommand run;
        run.argv = {name, "{value}"};
        run.memory_bytes = memory;
        Action action{name, "", run, {}, {}};
        for (const std::size_t input : inputs)
            action.inputs.push_back({"i" + std::to_string(input), input, "tree", {}});
        plan.actions.push_back(action);
        return plan.actions.size() - 1;
    }

    Outcome perform(const Work& work) {
        const std::lock_guard guard(mutex);
        performed.push_back(work.action.name);
        if (failing.contains(work.action.name)) throw Error(Failure::build, work.action.name + " broke");
        Outcome outcome;
        outcome.trees["tree"] = store.put_tree(
            {{{"name", TreeEntry::Kind::file, store.put(work.action.name), work.action.name.size()}}});
        outcome.values["value"] = "of " + work.action.name;
        return outcome;
    }

    std::vector<ActionResult> run(std::set<std::size_t> targets, Limits limits = {2, 2, 0}) {
        performed.clear();
        return Scheduler(plan, store, [this](const Work& work) { return perform(work); }, limits, {})
            .run(targets);
    }
};

}  // namespace

TEST_F(SchedulerTest, DoesWhatTheTargetsNeedAndNothingElse) {
    const auto a = add("a"), b = add("b", {a});
    add("unrelated");
    const auto results = run({b});
    EXPECT_THAT(performed, testing::ElementsAre("a", "b"));
    EXPECT_TRUE(results[b].outcome);
    EXPECT_FALSE(results[2].outcome);
}

TEST_F(SchedulerTest, ASecondRunAnswersFromTheStore) {
    const auto a = add("a"), b = add("b", {a});
    run({b});
    const auto results = run({b});
    EXPECT_TRUE(performed.empty());
    EXPECT_TRUE(results[b].from_store);
}

TEST_F(SchedulerTest, AnOutcomeWhoseTreeIsGoneIsMadeAgain) {
    const auto a = add("a");
    const auto tree = run({a})[a].outcome->trees.at("tree");
    fs::remove(store.blob_path(tree));
    run({a});
    EXPECT_THAT(performed, UnorderedElementsAre("a"));
}

TEST_F(SchedulerTest, AnEqualIntermediateResultStopsARebuild) {
    const auto a = add("a"), b = add("b", {a});
    run({b});
    std::get<RunCommand>(plan.actions[a].operation).environment["CHANGED"] =
        "1";  // but a's tree comes out the same
    run({b});
    EXPECT_THAT(performed, UnorderedElementsAre("a"));
}

TEST_F(SchedulerTest, AFailureStopsOnlyWhatDependsOnIt) {
    const auto a = add("a"), b = add("b", {a}), c = add("c", {b}), other = add("other");
    failing = {"a"};
    const auto results = run({c, other});
    EXPECT_EQ(results[a].error->message(), "a broke");
    EXPECT_EQ(results[b].because, a);
    EXPECT_EQ(results[c].because, a) << "the first cause, not the last link";
    EXPECT_TRUE(results[other].outcome);
    failing.clear();
    EXPECT_TRUE(run({c})[c].outcome) << "a failure is not remembered";
}

TEST_F(SchedulerTest, SymbolsAreReplacedByTheValuesOfInputs) {
    const auto a = add("a"), b = add("b", {a});
    std::vector<std::string> argv;
    Scheduler(plan, store,
              [&](const Work& work) {
                  if (work.action.name == "b") argv = std::get<RunCommand>(work.operation).argv;
                  return perform(work);
              },
              {1, 1, 0}, {})
        .run({b});
    EXPECT_EQ(argv[1], "of a");
}

TEST_F(SchedulerTest, NeverMoreAtOnceThanTheLimitsAllow) {
    std::set<std::size_t> targets;
    for (int i = 0; i < 12; ++i) targets.insert(add("a" + std::to_string(i), {}, 100));
    std::atomic<int> now{0}, most{0};
    const auto measure = [&](Limits limits) {
        most = 0;
        Store fresh(dir.path() / std::to_string(limits.runs + static_cast<int>(limits.memory_bytes)));
        Scheduler(plan, fresh,
                  [&](const Work&) {
                      const int count = ++now;
                      int seen = most;
                      while (count > seen && !most.compare_exchange_weak(seen, count)) {
                      }
                      std::this_thread::sleep_for(std::chrono::milliseconds(5));
                      --now;
                      Outcome outcome;
                      outcome.trees["tree"] = fresh.put_tree({});
                      return outcome;
                  },
                  limits, {})
            .run(targets);
        return most.load();
    };
    const int most_of_three = measure({3, 1, 0});
    EXPECT_LE(most_of_three, 3);
    EXPECT_GT(most_of_three, 1) << "or nothing was at once";
    EXPECT_EQ(measure({3, 1, 150}), 1) << "memory for one only";
}

TEST_F(SchedulerTest, TwoProcessesDoEqualWorkOnce) {
    const auto a = add("a");
    Store other(dir.path() / "store");
    const auto slow = [this](const Work& work) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        return perform(work);
    };
    std::thread second([&] { Scheduler(plan, other, slow, {1, 1, 0}, {}).run({a}); });
    Scheduler(plan, store, slow, {1, 1, 0}, {}).run({a});
    second.join();
    EXPECT_EQ(performed.size(), 1U);
}

TEST_F(SchedulerTest, DamageStopsNothingAndIsMendedByWhoNeedsIt) {
    const auto a = add("a"), b = add("b", {a}), c = add("c");
    plan.actions[b].inputs[0].only = {"name"};
    const auto blob = store.blob_path(run({a})[a].outcome->trees.at("tree"));
    fs::permissions(blob, fs::perms::owner_write, fs::perm_options::add);
    write_file(blob, "damaged");
    EXPECT_TRUE(run({c})[c].outcome) << "the forecast looks at all of the plan";
    EXPECT_THAT(performed, testing::ElementsAre("c"));
    EXPECT_TRUE(run({b})[b].outcome);
    EXPECT_THAT(performed, testing::ElementsAre("a", "b"));
}

TEST_F(SchedulerTest, EventsTellWhatHappens) {
    const auto a = add("a");
    std::vector<std::string> told;
    std::mutex lock;
    const EventSink sink = [&](const Event& event) {
        const std::lock_guard guard(lock);
        told.push_back(event.subject + " " + event.text);
    };
    for (int i = 0; i < 2; ++i)
        Scheduler(plan, store, [this](const Work& work) { return perform(work); }, {1, 1, 0}, sink).run({a});
    EXPECT_THAT(told, testing::ElementsAre("a ", "a done", "a from the store"));
}

// Actions that read their inputs, as real ones do: what is damaged is noticed there.
struct DamagedInputs : SchedulerTest {
    bool offline = false;  // then nothing without inputs can be made

    std::vector<ActionResult> run_reading(std::set<std::size_t> targets, Check check = Check::presence) {
        performed.clear();
        const auto reading = [this](const Work& work) {
            for (const auto& [name, tree] : work.inputs)
                for (const auto& [path, entry] : store.files(tree)) (void)store.get(entry.digest);
            if (offline && work.inputs.empty()) throw Error(Failure::unavailable, "offline");
            return perform(work);
        };
        return Scheduler(plan, store, reading, {2, 2, 0}, {}).run(targets, {check});
    }
    void damage(const std::string& content, bool gone = false) {
        const fs::path blob = store.blob_path(sha256(content));
        fs::remove(blob);
        if (!gone) write_file(blob, std::string(content.size(), '?'));
    }
};

TEST_F(DamagedInputs, AreMadeAgainWhenTheyAreMet) {
    const auto a = add("a"), b = add("b", {a}), c = add("c", {b}), d = add("d", {b});
    run_reading({b});
    for (const bool gone : {false, true}) {
        damage("b", gone);
        const auto results = run_reading({gone ? d : c});
        EXPECT_THAT(performed, UnorderedElementsAre("b", gone ? "d" : "c"));
        EXPECT_TRUE(results[gone ? d : c].outcome);
        EXPECT_EQ(store.get(sha256("b")), "b");
    }
}

TEST_F(DamagedInputs, OfDamagedInputsAreMadeAgainToo) {
    const auto a = add("a"), b = add("b", {a}), c = add("c", {b});
    run_reading({b});
    damage("a");
    damage("b");
    EXPECT_TRUE(run_reading({c})[c].outcome);
    EXPECT_THAT(performed, UnorderedElementsAre("a", "b", "c"));
}

TEST_F(DamagedInputs, ThatTwoActionsMeetAreMadeAgainOnce) {
    const auto a = add("a"), b = add("b", {a}), c = add("c", {a});
    run_reading({a});
    damage("a");
    const auto results = run_reading({b, c});
    EXPECT_TRUE(results[b].outcome && results[c].outcome);
    EXPECT_THAT(performed, UnorderedElementsAre("a", "b", "c"));
}

TEST_F(DamagedInputs, ThatCannotBeMadeAgainAreAnErrorThatSaysSo) {
    const auto a = add("a"), b = add("b", {a});
    run_reading({a});
    damage("a");
    offline = true;
    const auto results = run_reading({b});
    ASSERT_TRUE(results[b].error);
    EXPECT_THAT(results[b].error->render(),
                testing::HasSubstr("making again what b needs, since it is damaged"));
    EXPECT_FALSE(results[b].outcome);
}

TEST_F(DamagedInputs, ThatComeOutOtherwiseAreAnError) {
    const auto a = add("a"), b = add("b", {a});
    run_reading({a});
    damage("a");
    const auto changing = [this](const Work& work) {
        for (const auto& [name, tree] : work.inputs)
            for (const auto& [path, entry] : store.files(tree)) (void)store.get(entry.digest);
        Outcome outcome = perform(work);
        outcome.values["value"] = "another";
        return outcome;
    };
    const auto results = Scheduler(plan, store, changing, {2, 2, 0}, {}).run({b});
    EXPECT_THAT(results[b].error->message(), testing::HasSubstr("came out otherwise"));
}

TEST_F(DamagedInputs, WhatATargetLacksIsMadeAgainThoughItsTreeIsThere) {
    const auto a = add("a");
    run_reading({a});
    damage("a", true);
    run_reading({a});
    EXPECT_THAT(performed, UnorderedElementsAre("a"));
}

TEST_F(DamagedInputs, TheContentOfTargetsIsHashedForWhoHandsThemOut) {
    const auto a = add("a");
    run_reading({a});
    damage("a");
    run_reading({a});
    EXPECT_TRUE(performed.empty()) << "only named: its digest is that of what was built";
    run_reading({a}, Check::content);
    EXPECT_THAT(performed, UnorderedElementsAre("a"));
    EXPECT_EQ(store.get(sha256("a")), "a");
}
