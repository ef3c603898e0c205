#include "execute/explain.h"

#include "execute/made_of.h"
#include "execute/scheduler.h"
#include "store/outcome_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::ElementsAre;
using State = Surveyed::State;

namespace {

MadeOf::Field text(const std::string& name, const std::string& value) {
    return {name, false, {value}};
}

// source → build; what the source is made of is its argv, and its tree is one file with that content.
struct ExplainTest : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path()};
    Store store{dir.path() / "store"};
    Plan plan;

    void SetUp() override { plan = make("one"); }

    static Plan make(const std::string& content, const std::string& flag = "-a") {
        Plan plan;
        RunCommand source, build;
        source.argv = {content};
        build.argv = {"go", flag, "{commit_time}"};
        build.environment = {{"GOOS", "linux"}};
        build.mounts = {{"source", "/src", true, false}};
        plan.actions.push_back({"source x", "x", source, {}, {}});
        plan.actions.push_back({"build x", "x", build, {{"source", 0, "tree", {"kept"}}}, {}});
        return plan;
    }

    void carry_out(const Plan& which, std::size_t target) {
        const auto perform = [this](const Work& work) {
            Outcome outcome;
            outcome.action = work.action.name;
            const auto& argv = std::get<RunCommand>(work.operation).argv;
            TreeBuilder builder(store);
            builder.add_file("kept", argv[0]);
            builder.add_file("ignored", argv[0] + argv[0]);
            outcome.trees["tree"] = builder.finish();
            outcome.values["commit_time"] = "17";
            return outcome;
        };
        Scheduler(which, store, perform, {1, 1, 0}, {}).run({target});
    }

    std::vector<Surveyed> look(const Plan& which) {
        return survey(which, look_up_in(store),
                      [this](const Digest& tree, const auto& paths) { return store.only(tree, paths); });
    }

    ActionExplanation explained(const Plan& which, std::size_t action) {
        EarlierOutcomes earlier;
        for_each_outcome(store, [&](const Digest& digest, const Outcome& outcome) {
            if (outcome.action == which.actions[action].name) earlier.emplace_back(digest, outcome);
        });
        return explain(which, action, look(which)[action], earlier,
                       [this](const Digest& was, const Digest& is) { return tree_changes(store, was, is); });
    }
};

}  // namespace

TEST_F(ExplainTest, ASurveyTellsWhatIsThereWhatIsNotAndWhatCannotBeKnown) {
    auto found = look(plan);
    EXPECT_EQ(found[0].state, State::absent);
    EXPECT_EQ(found[1].state, State::unknown);
    EXPECT_FALSE(found[1].run_digest);
    EXPECT_THAT(found[1].waits_for, ElementsAre(0));
    carry_out(plan, 0);
    found = look(plan);
    EXPECT_EQ(found[0].state, State::in_store);
    EXPECT_EQ(found[1].state, State::absent);
    carry_out(plan, 1);
    EXPECT_EQ(look(plan)[1].state, State::in_store);
}

TEST_F(ExplainTest, ASurveyFindsTheDigestsUnderWhichTheSchedulerStores) {
    const auto results =
        Scheduler(plan, store,
                  [this](const Work&) {
                      return Outcome{"", {{"tree", store.put_tree({})}}, {{"commit_time", "1"}}, 0, ""};
                  },
                  {1, 1, 0}, {})
            .run({1});
    const auto found = look(plan);
    EXPECT_EQ(found[0].run_digest, results[0].run_digest);
    EXPECT_EQ(found[1].run_digest, results[1].run_digest);
}

TEST_F(ExplainTest, TheFieldsAreThoseOfTheDigestWithSymbolsReplaced) {
    carry_out(plan, 1);
    const MadeOf made_of = explained(plan, 1).made_of;
    EXPECT_EQ(made_of.operation, "run");
    EXPECT_THAT(made_of.fields,
                testing::IsSupersetOf(
                    {MadeOf::Field{"argv", true, {"go", "-a", "17"}}, text("environment.GOOS", "linux"),
                     MadeOf::Field{"mount", true, {"input=source at=/src writable=1 skip_if_empty=0"}}}));
    int kept = 0;
    for_each_outcome(store, [&](const Digest&, const Outcome& outcome) {
        if (outcome.action == "build x") {
            EXPECT_EQ(outcome.made_of, made_of) << "the store remembers the same";
            ++kept;
        }
    });
    EXPECT_GT(kept, 0);
}

TEST_F(ExplainTest, WhereNothingElseWasEverMadeThereIsNothingToCompareWith) {
    EXPECT_FALSE(explained(plan, 0).before);
    carry_out(plan, 0);
    EXPECT_FALSE(explained(plan, 0).before) << "an outcome of the same digest is no other";
}

TEST_F(ExplainTest, NamesTheFieldThatChanged) {
    carry_out(plan, 1);
    const ActionExplanation now = explained(make("one", "-b"), 1);
    ASSERT_TRUE(now.before);
    ASSERT_EQ(now.before->fields.size(), 1U);
    EXPECT_EQ(now.before->fields[0].name, "argv");
    EXPECT_THAT(now.before->fields[0].was->values, ElementsAre("go", "-a", "17"));
    EXPECT_THAT(now.before->fields[0].is->values, ElementsAre("go", "-b", "17"));
    EXPECT_TRUE(now.before->inputs.empty());
}

TEST_F(ExplainTest, NamesTheInputThatChangedAndByWhichPaths) {
    carry_out(plan, 1);
    const Plan other = make("two");
    carry_out(other, 0);
    const ActionExplanation now = explained(other, 1);
    ASSERT_TRUE(now.before);
    EXPECT_TRUE(now.before->fields.empty());
    ASSERT_EQ(now.before->inputs.size(), 1U);
    const auto& change = now.before->inputs[0];
    EXPECT_EQ(change.name, "source");
    EXPECT_NE(change.was->digest, change.is->digest);
    EXPECT_THAT(change.paths->first, ElementsAre(TreeChanges::Path{TreeChanges::How::changed, "kept"}))
        << "what `only` leaves out does not count";
}

TEST_F(ExplainTest, AValueThatComesWithAnAbsentInputIsNoChange) {
    carry_out(plan, 1);
    const ActionExplanation now = explained(make("two"), 1);  // its source was not made
    EXPECT_FALSE(now.inputs[0].digest);
    ASSERT_TRUE(now.before);
    EXPECT_THAT(now.before->not_known_yet, ElementsAre("argv"));
    EXPECT_TRUE(now.before->same());
}

TEST_F(ExplainTest, AnOutcomeWhoseTreeIsGoneIsSaidToBe) {
    carry_out(plan, 0);
    fs::remove(store.blob_path(look(plan)[0].outcome->trees.at("tree")));
    const ActionExplanation now = explained(plan, 0);
    EXPECT_TRUE(now.trees_gone);
    EXPECT_FALSE(now.before);
}

TEST_F(ExplainTest, TheNewestOfSeveralOutcomesIsTheOneThatCounts) {
    const auto outcome = [](const std::string& time, const std::string& flag) {
        return Outcome{"source x", {}, {}, 1, time, true, MadeOf{"run", {{"argv", true, {flag}}}, {}}};
    };
    const EarlierOutcomes earlier = {{sha256("b"), outcome("2026-02-01T00:00:00Z", "new")},
                                     {sha256("a"), outcome("2026-01-01T00:00:00Z", "old")}};
    const ActionExplanation now = explain(plan, 0, look(plan)[0], earlier, {});
    EXPECT_EQ(now.before->outcome.made_at, "2026-02-01T00:00:00Z");
}

TEST_F(ExplainTest, AnOutcomeThatDoesNotSayWhatItIsMadeOfGivesNoFalseChanges) {
    const EarlierOutcomes earlier = {{sha256("a"), Outcome{"source x", {}, {}, 1, "2026-01-01T00:00:00Z"}}};
    const ActionExplanation now = explain(plan, 0, look(plan)[0], earlier, {});
    ASSERT_TRUE(now.before);
    EXPECT_TRUE(now.before->same());
    EXPECT_FALSE(now.before->outcome.made_of.known());
}
