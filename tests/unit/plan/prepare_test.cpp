// Prepare steps in a plan, and the symbols that are known from the pins.
#include "expect.h"
#include "plan/pin_values.h"
#include "plan/standard_library.h"
#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

using namespace verbatim;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

namespace {

std::string with(const std::string& keys, std::string project = sample_project) {
    return project.insert(project.find("builds:"), keys);
}

const std::string one_step = R"(prepare:
  - run: [make, "VERSION={tag_minor}", generated]
    root: shell
    directory: sub
    environment: {STAMP: "{pinned_date} {patched_commit:7}"}
    discard: [_output]
)";

PlanInputs inputs_with(const std::string& keys, const std::string& release = sample_release) {
    PlanInputs inputs = sample_inputs(with(keys), release);
    inputs.roots["shell"] = inputs.roots.at("git");
    inputs.roots["shell"].name = "shell";
    return inputs;
}

ComponentPin pin_of(const std::string& tag) {
    ComponentPin pin;
    pin.tag = {tag, {}};
    pin.commit_time = {1767323045, {}};
    return pin;
}

}  // namespace

TEST(Prepare, ItsCommandSeesTheSourceInARootOfItsOwn) {
    const Plan plan = make_plan(inputs_with(one_step));
    const Action action = action_named(plan, "prepare org/tool");
    const auto& run = std::get<RunCommand>(action.operation);
    EXPECT_THAT(run.argv, ElementsAre("make", "VERSION=2", "generated"));
    EXPECT_EQ(run.directory, "/build/src/sub");
    EXPECT_THAT(run.environment, Contains(Pair("STAMP", "2026-01-02T03:04:05Z {patched_commit:7}")));
    EXPECT_THAT(run.environment, Contains(Pair("SOURCE_DATE_EPOCH", "{commit_time}")));
    EXPECT_THAT(run.environment, Contains(Pair("PATH", "/usr/local/go/bin:/usr/bin:/bin")));
    EXPECT_FALSE(run.environment.contains("CGO_ENABLED")) << "the builds' environment is not the step's";
    EXPECT_THAT(run.outputs.at("tree").without, ElementsAre("_output", ".git"));
    EXPECT_THAT(names_of_inputs(plan, action), ElementsAre("fetch builder root shell", "fetch go1.25.12",
                                                           "source org/tool", "fetch modules of org/tool"));
}

TEST(Prepare, BuildsAndVendoringSeeWhatItLeft) {
    const Plan plan = make_plan(inputs_with(one_step));
    int builds = 0, vendorings = 0;
    for (const Action& action : plan.actions) {
        const auto inputs = names_of_inputs(plan, action);
        if (action.name.starts_with("build ") || action.name.starts_with("vendor ")) {
            EXPECT_THAT(inputs, Contains("prepared source org/tool")) << action.name;
            EXPECT_THAT(inputs, Contains("fetch builder root git")) << action.name;
            EXPECT_THAT(inputs, testing::Not(Contains("source org/tool"))) << action.name;
            ++(action.name.starts_with("build ") ? builds : vendorings);
        }
    }
    EXPECT_GT(builds, 0);
    EXPECT_GT(vendorings, 0);
    EXPECT_THAT(names_of_inputs(plan, action_named(plan, "fetch modules of org/tool")),
                ElementsAre("source org/tool"))
        << "what is fetched is known before any command runs";
}

TEST(Prepare, ItPassesOnWhatIsKnownOfTheSource) {
    const Plan plan = make_plan(inputs_with(one_step));
    const Operation resolved =
        resolve(action_named(plan, "prepared source org/tool").operation,
                {{"patched_commit", "abc"}, {"commit_time", "12"}, {"commit_date", "day"}});
    EXPECT_THAT(
        std::get<TakePrepared>(resolved).values,
        ElementsAre(Pair("commit_date", "day"), Pair("commit_time", "12"), Pair("patched_commit", "abc")));
}

TEST(Prepare, StepsFollowOneAnother) {
    const Plan plan = make_plan(inputs_with("prepare:\n  - run: [one]\n  - {run: [two], outputs: [gen]}\n"));
    EXPECT_THAT(names_of_inputs(plan, action_named(plan, "prepare org/tool 2")),
                Contains("prepared source org/tool 1"));
    const Action last = action_named(plan, "prepared source org/tool 2");
    EXPECT_THAT(names_of_inputs(plan, last), ElementsAre("prepared source org/tool 1", "prepare org/tool 2"));
    EXPECT_THAT(std::get<TakePrepared>(last.operation).outputs, ElementsAre("gen"));
    EXPECT_THAT(names_of_inputs(plan, action_named(plan, "build org/tool sub/mod linux/amd64")),
                Contains("prepared source org/tool 2"));
}

TEST(Prepare, WhateverRunsItIsGivenNoStandardLibrary) {
    const Plan plan =
        make_plan(inputs_with("prepare:\n  - {run: [/usr/local/go/bin/go, build, -o, /out/, .], environment: "
                              "{CGO_ENABLED: \"0\"}}\n"));
    EXPECT_FALSE(standard_library_command(
        std::get<RunCommand>(action_named(plan, "prepare org/tool").operation), "go1.25.1"));
}

TEST(Prepare, EveryKeyCounts) {
    const auto digest = [](const std::string& keys) {
        return action_named(make_plan(inputs_with(keys)), "build org/tool sub/mod linux/amd64").plan_digest;
    };
    std::set<Digest> digests = {digest(""), digest("prepare: [{run: [a]}]\n")};
    for (const char* more :
         {"run: [b]", "run: [a], root: shell", "run: [a], directory: sub", "run: [a], environment: {A: b}",
          "run: [a], outputs: [x]", "run: [a], discard: [x]"})
        digests.insert(digest("prepare: [{" + std::string(more) + "}]\n"));
    // A root of the same packages under another name is another pin.
    EXPECT_EQ(digests.size(), 8U);
}

TEST(PinValues, VersionNumbersAndTheTimeOfThePinnedCommit) {
    const auto values = pin_values(pin_of("v1.27.16"), {}, "1-27");
    EXPECT_EQ(values.at("tag_major"), "1");
    EXPECT_EQ(values.at("tag_minor"), "27");
    EXPECT_EQ(values.at("pinned_time"), "1767323045");
    EXPECT_EQ(values.at("pinned_date"), "2026-01-02T03:04:05Z");
    EXPECT_EQ(pin_values(pin_of("v10.30.0-rc.1"), {}, "x").at("tag_minor"), "30");
    EXPECT_EQ(pin_values(pin_of("2.0"), {}, "x").at("tag_major"), "2");
}

TEST(PinValues, ATagWhoseObjectIsNotPinnedIsAnErrorWhereItIsNamed) {
    ComponentPin pin = pin_of("v1.27.16");
    pin.tag_object = {};
    Project project;
    project.name = "org/tool";
    project.builds.push_back({});
    project.builds[0].ldflags = {"-X main.id={commit:9}"};
    EXPECT_NO_THROW(pin_values(pin, project, "x"));
    project.builds[0].ldflags = {"-X main.id={tag_object:9}"};
    const Error error = test::thrown_by([&] { pin_values(pin, project, "x"); });
    EXPECT_EQ(error.kind(), Failure::definition);
    EXPECT_THAT(error.render(), HasSubstr("the pin of org/tool has no {tag_object}"));
    EXPECT_THAT(error.render(), HasSubstr("`verbatim pin x org/tool --tag v1.27.16` reads it from upstream"));
}

TEST(PinValues, ATagWithoutVersionNumbersIsAnErrorWhereTheyAreNamed) {
    Project project;
    project.name = "org/tool";
    for (const char* tag : {"release", "v1", "v1.", "vx.1", "1-2"}) {
        EXPECT_NO_THROW(pin_values(pin_of(tag), project, "x")) << tag;
        Project naming = project;
        naming.builds.push_back({});
        naming.builds[0].ldflags = {"-X main.minor={tag_minor}"};
        const Error error = test::thrown_by([&] { pin_values(pin_of(tag), naming, "x"); });
        EXPECT_THAT(error.render(), HasSubstr("the tag " + std::string(tag) + " has no {tag_minor}"));
    }
}
