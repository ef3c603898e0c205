#include "report/plan_report.h"

#include "golden.h"

#include <nlohmann/json.hpp>

using namespace verbatim;

namespace {

Action action(const std::string& name, const std::string& component, Operation operation,
              std::vector<Input> inputs) {
    return {name, component, std::move(operation), std::move(inputs), sha256(name)};
}

// A plan with an action of each kind; digests are of names, as the renderer does not compute them.
Plan sample_plan(const std::string& name) {
    FetchCommit fetch;
    fetch.url = "https://example.com/org/repo.git";
    fetch.tag.value = "v1.2.3";
    fetch.tag_object.value = fetch.commit.value = std::string(40, 'c');
    fetch.tags["v1.2.3"].value = fetch.tag_object.value;
    fetch.commit_time.value = 1700000000;
    MakeSource source;
    source.commit = source.pinned_commit = fetch.commit.value;
    source.tags = {{"v1.2.3", fetch.commit.value}};
    source.markers = {"checkout-v1.2.3"};
    RunCommand run;
    run.argv = {"go", "build", "-ldflags", "-X main.name=" + name, "."};
    run.environment = {{"GOOS", "linux"}, {"SOURCE_DATE_EPOCH", "{commit_time}"}};
    run.directory = "/build/src";
    run.mounts = {{"source", "/build/src", true, false}};
    run.outputs["bin"] = {"/out", false};
    run.stamps = {{"go", "go1.25.12"}};
    Plan plan;
    plan.release = "1-36";
    plan.actions = {action("fetch " + name, name, fetch, {}),
                    action("source " + name, name, source, {{"objects", 0, "objects", {}}}),
                    action("build " + name, name, run, {{"source", 1, "tree", {"go.mod"}}})};
    plan.artifacts = {{name, {"linux", "amd64"}, "tool", "_output/1-36/bin/linux-amd64/tool", 2, "tool"}};
    return plan;
}

}  // namespace

TEST(PlanReport, AsText) {
    test::expect_golden("plan.txt", plan_text(sample_plan("org/repo"), Style{}));
}

TEST(PlanReport, AsJson) {
    const std::string text = plan_json(sample_plan("org/repo"));
    test::expect_golden("plan.json", text);
    const auto record = nlohmann::json::parse(text);
    EXPECT_EQ(record["format"], "verbatim.plan/1");
    EXPECT_EQ(record["actions"].size(), 3U);
    EXPECT_EQ(record["actions"][2]["inputs"][0]["action"], "source org/repo");
}

TEST(PlanReport, AsAGraph) {
    test::expect_golden("plan.dot", plan_dot(sample_plan("org/repo")));
}

TEST(PlanReport, ShowsHostileNamesWithoutTheirControlBytes) {
    const Plan plan = sample_plan(test::hostile);
    for (const auto& text : {plan_text(plan, Style{}), plan_json(plan), plan_dot(plan)})
        test::expect_harmless(text);
    test::expect_golden("plan-hostile.dot", plan_dot(plan));
    EXPECT_TRUE(nlohmann::json::accept(plan_json(plan)));
}
