#include "plan/variation.h"

#include "plan/standard_library.h"
#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verbatim {

namespace {

const RunCommand& first_run(const Plan& plan) {
    for (const Action& action : plan.actions)
        if (action.name.starts_with("build ")) return std::get<RunCommand>(action.operation);
    throw std::logic_error("the sample has no build");
}

TEST(Variation, WithoutAnInstanceIsTheUsualPlan) {
    const Plan usual = make_plan(sample_inputs()), same = make_varied_plan(sample_inputs(), {});
    ASSERT_EQ(usual.actions.size(), same.actions.size());
    for (std::size_t i = 0; i < usual.actions.size(); ++i)
        EXPECT_EQ(usual.actions[i].plan_digest, same.actions[i].plan_digest) << usual.actions[i].name;
}

TEST(Variation, EveryRunHasAnotherDigestAndNoFetchHas) {
    const Plan usual = make_plan(sample_inputs());
    for (const Axis axis : all_axes) {
        const Plan varied = make_varied_plan(sample_inputs(), {{axis}, "now.1"});
        ASSERT_EQ(usual.actions.size(), varied.actions.size());
        int fetches = 0, runs = 0;
        for (std::size_t i = 0; i < usual.actions.size(); ++i) {
            EXPECT_EQ(usual.actions[i].name, varied.actions[i].name);
            const bool same = usual.actions[i].plan_digest == varied.actions[i].plan_digest;
            if (usual.actions[i].inputs.empty()) {
                EXPECT_TRUE(same) << axis_name(axis) << " " << usual.actions[i].name;
                ++fetches;
            }
            if (const auto* run = std::get_if<RunCommand>(&usual.actions[i].operation)) {
                EXPECT_EQ(same, makes_standard_library(*run))
                    << axis_name(axis) << " " << usual.actions[i].name;
                ++runs;
            }
        }
        EXPECT_GT(fetches, 0);
        EXPECT_GT(runs, 0);
    }
}

TEST(Variation, EachInstanceIsBuiltByItself) {
    const auto digest = [](const std::string& instance) {
        return make_varied_plan(sample_inputs(), {{}, instance}).actions.back().plan_digest;
    };
    EXPECT_NE(digest("1.1"), digest("1.2"));
    EXPECT_EQ(digest("1.1"), digest("1.1"));
}

TEST(Variation, EachAxisChangesItsOwnCircumstanceAlone) {
    const RunCommand usual = first_run(make_plan(sample_inputs()));
    for (const Axis axis : all_axes) {
        RunCommand run = first_run(make_varied_plan(sample_inputs(), {{axis}, "now.1"}));
        EXPECT_EQ(run.circumstances.instance, "now.1");
        run.circumstances.instance.clear();
        EXPECT_EQ(run.circumstances.host_name != "builder", axis == Axis::host_name);
        EXPECT_EQ(run.circumstances.user != 1000 && run.circumstances.group != 1000, axis == Axis::user);
        EXPECT_EQ(run.circumstances.umask != 022, axis == Axis::umask);
        EXPECT_EQ(run.circumstances.processors == 1, axis == Axis::processors);
        EXPECT_EQ(run.circumstances.directories_reversed, axis == Axis::directory_order);
        EXPECT_EQ(run.circumstances.old_kernel, axis == Axis::personality);
        EXPECT_EQ(run.directory != usual.directory, axis == Axis::build_path);
        EXPECT_EQ(run.environment.at("TZ") != "UTC", axis == Axis::time_zone);
        EXPECT_EQ(run.environment.at("LC_ALL") != "C.UTF-8", axis == Axis::locale);
        EXPECT_EQ(run.environment.size() - usual.environment.size(),
                  axis == Axis::environment || axis == Axis::user || axis == Axis::locale ||
                          axis == Axis::processors
                      ? 1U
                      : 0U);
    }
}

TEST(Variation, TheCompiledStandardLibraryIsMadeUnderTheUsualCircumstancesOrNotUsed) {
    PlanInputs inputs = sample_inputs();
    for (ModuleBuild& build : inputs.projects.at("org/tool").builds) build.environment["CGO_ENABLED"] = "0";
    const Plan usual = make_plan(inputs);
    const std::set<Axis> all(all_axes.begin(), all_axes.end());
    for (const std::set<Axis>& axes : {std::set<Axis>{Axis::user}, std::set<Axis>{Axis::build_path}, all}) {
        const Plan varied = make_varied_plan(inputs, {axes, "now.1"});
        ASSERT_EQ(varied.actions.size(), usual.actions.size());
        int libraries = 0, builds = 0;
        for (std::size_t i = 0; i < varied.actions.size(); ++i) {
            const auto* run = std::get_if<RunCommand>(&varied.actions[i].operation);
            if (run != nullptr && makes_standard_library(*run)) {
                EXPECT_EQ(varied.actions[i].plan_digest, usual.actions[i].plan_digest);
                ++libraries;
            }
            const bool uses =
                std::any_of(varied.actions[i].inputs.begin(), varied.actions[i].inputs.end(),
                            [](const Input& input) { return input.name == standard_library_input; });
            if (varied.actions[i].name.starts_with("build ")) {
                EXPECT_EQ(uses, !axes.contains(Axis::compiler_cache)) << varied.actions[i].name;
                ++builds;
            }
        }
        EXPECT_GT(libraries, 0);
        EXPECT_GT(builds, 0);
    }
}

TEST(Variation, AFolderThatADefinitionSaysIsNotVaried) {
    PlanInputs inputs = sample_inputs();
    Project& project = inputs.projects.at("org/tool");
    EXPECT_EQ(not_to_be_varied(Axis::build_path, project), "");
    project.paths.source = "/home/prow/go/src/github.com/org/tool";
    EXPECT_NE(not_to_be_varied(Axis::build_path, project), "");
    EXPECT_EQ(not_to_be_varied(Axis::user, project), "");
    const RunCommand run = first_run(make_varied_plan(inputs, {{Axis::build_path}, "now.1"}));
    EXPECT_EQ(run.directory, "/home/prow/go/src/github.com/org/tool");
}

TEST(Variation, NamesOfAxesAreReadAgain) {
    for (const Axis axis : all_axes) EXPECT_EQ(axis_of(axis_name(axis)), axis);
    EXPECT_FALSE(axis_of("hostname"));
    for (const Axis axis : all_axes) {
        const AxisSettings settings = settings_of(axis, "now.1");
        EXPECT_FALSE(settings.usual.empty());
        EXPECT_NE(settings.usual, settings.varied);
    }
}

}  // namespace

}  // namespace verbatim
