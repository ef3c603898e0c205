#include "plan/standard_library.h"

#include "plan/go_command.h"
#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

namespace {

const Action& first_build(const Plan& plan) {
    for (const Action& action : plan.actions)
        if (action.name.starts_with("build ")) return action;
    throw std::logic_error("the sample has no build");
}

// The first build of the sample plan, without cgo.
RunCommand build_run() {
    RunCommand run = std::get<RunCommand>(first_build(make_plan(sample_inputs())).operation);
    run.environment["CGO_ENABLED"] = "0";
    std::erase(run.argv, "-trimpath");
    return run;
}

std::optional<RunCommand> library(const std::vector<std::string>& further,
                                  const std::map<std::string, std::string>& variables = {}) {
    RunCommand run = build_run();
    run.argv.insert(run.argv.begin() + 2, further.begin(), further.end());
    for (const auto& [name, value] : variables) run.environment[name] = value;
    return standard_library_command(run, "go1.25.1");
}

PlanInputs without_cgo() {
    PlanInputs inputs = sample_inputs();
    for (auto& [name, project] : inputs.projects)
        for (ModuleBuild& build : project.builds) build.environment["CGO_ENABLED"] = "0";
    return inputs;
}

}  // namespace

TEST(StandardLibrary, ItsRunSeesTheToolchainAndNoUpstreamCode) {
    const auto run = library({"-trimpath"});
    ASSERT_TRUE(run);
    std::vector<std::string> inputs;
    for (const Mount& mount : run->mounts) inputs.push_back(mount.input);
    EXPECT_EQ(inputs, (std::vector<std::string>{"root", "toolchain"}));
    EXPECT_FALSE(std::any_of(run->mounts.begin(), run->mounts.end(),
                             [](const Mount& mount) { return mount.writable; }));
    EXPECT_TRUE(run->outputs.at("cache").compiler_cache);
    EXPECT_EQ(run->outputs.size(), 1U);
    for (const auto& [name, value] : run->environment) EXPECT_THAT(value, Not(HasSubstr("{"))) << name;
}

TEST(StandardLibrary, WhatChangesItIsInItsCommandAndWhatDoesNotIsNot) {
    const auto plain = library({"-trimpath"});
    ASSERT_TRUE(plain);
    const auto same = [&](const std::vector<std::string>& flags,
                          const std::map<std::string, std::string>& variables) {
        const auto other = library(flags, variables);
        return other && other->argv == plain->argv && other->environment == plain->environment;
    };
    EXPECT_TRUE(same({"--trimpath", "-installsuffix", "cgo", "-p=2", "-v", "-mod=readonly"}, {}));
    EXPECT_TRUE(
        same({"-trimpath", "-ldflags", "-s -w -X main.a=b", "-tags=enterprise", "-buildvcs=false"}, {}));
    EXPECT_TRUE(same({"-trimpath", "-gcflags=", "-asmflags", ""}, {{"GOPROXY", "file:///modules"}}));
    EXPECT_TRUE(same({"-trimpath"}, {{"SOURCE_DATE_EPOCH", "7"}, {"GOFLAGS", "-modcacherw"}, {"X", "y"}}));
    EXPECT_FALSE(same({}, {}));
    EXPECT_FALSE(same({"-trimpath=false"}, {}));
    EXPECT_FALSE(same({"-trimpath", "-tags", "a,netgo"}, {}));
    for (const auto& [name, value] : std::map<std::string, std::string>{{"GOARCH", "s390x"},
                                                                        {"GOOS", "windows"},
                                                                        {"GOAMD64", "v3"},
                                                                        {"GO111MODULE", "off"},
                                                                        {"GOEXPERIMENT", "x"}}) {
        const auto other = library({"-trimpath"}, {{name, value}});
        ASSERT_TRUE(other) << name;
        EXPECT_EQ(other->environment.at(name), value);
    }
    EXPECT_THAT(library({"-tags", "b osusergo,netgo"})->argv, Contains("-tags=netgo,osusergo"));
    EXPECT_THAT(library({"-tags=netgo", "-tags=osusergo"})->argv, Contains("-tags=osusergo"));
}

TEST(StandardLibrary, ABuildWithSettingsOfItsOwnSharesNone) {
    for (const std::vector<std::string>& flags :
         std::vector<std::vector<std::string>>{{"-a"},
                                               {"-race"},
                                               {"-msan"},
                                               {"-cover"},
                                               {"-pgo=main.pgo"},
                                               {"-pgo", "x"},
                                               {"-gcflags=all=-N"},
                                               {"-gcflags", "-N"},
                                               {"-asmflags=x"},
                                               {"-toolexec", "./wrap"},
                                               {"-toolexec=./wrap"},
                                               {"-compiler=gccgo"},
                                               {"-overlay", "x.json"},
                                               {"-pkgdir=/x"},
                                               {"-buildmode=pie"},
                                               {"-trimpath=2"},
                                               {"-new-flag"}})
        EXPECT_FALSE(library(flags)) << flags[0];
    for (const auto& [name, value] : std::map<std::string, std::string>{{"CGO_ENABLED", "1"},
                                                                        {"GOFLAGS", "-race"},
                                                                        {"GOROOT", "/build/src/go"},
                                                                        {"GOFIPS140", "latest"},
                                                                        {"GODEBUG", "x=1"},
                                                                        {"GONEW", "1"}})
        EXPECT_FALSE(library({}, {{name, value}})) << name;
    RunCommand run = build_run();
    run.environment.erase("CGO_ENABLED");
    EXPECT_FALSE(standard_library_command(run, "go1.25.1")) << "Go's default is 1";
    EXPECT_FALSE(standard_library_command(build_run(), "go1.20.14")) << "it lacks packages of the list";
    EXPECT_FALSE(standard_library_command(build_run(), "go2"));
}

TEST(StandardLibrary, AnotherProgramSharesNone) {
    RunCommand run = build_run();
    run.argv[0] = "/build/src/go";
    EXPECT_FALSE(standard_library_command(run, "go1.25.1"));
    run = build_run();
    run.argv[1] = "generate";
    EXPECT_FALSE(standard_library_command(run, "go1.25.1"));
    run = build_run();
    run.mounts.push_back({"source", "/usr/local/go/bin", false, false});
    EXPECT_FALSE(standard_library_command(run, "go1.25.1")) << "something lies over the toolchain";
    run = build_run();
    run.outputs = {{"tree", {"/build/src"}}};
    EXPECT_FALSE(standard_library_command(run, "go1.25.1")) << "what prepares runs upstream's code";
}

TEST(StandardLibrary, ABuildBeginsWithACopyOfIt) {
    const Plan plan = make_plan(without_cgo());
    const Action& build = first_build(plan);
    const auto& run = std::get<RunCommand>(build.operation);
    ASSERT_EQ(build.inputs.back().name, standard_library_input);
    EXPECT_EQ(run.mounts.back().at, run.environment.at("GOCACHE"));
    EXPECT_TRUE(run.mounts.back().writable) << "a copy of its own";
    const Action& made = plan.actions.at(build.inputs.back().action);
    EXPECT_TRUE(makes_standard_library(std::get<RunCommand>(made.operation)));
    EXPECT_TRUE(made.component.empty()) << "several share it";
}

TEST(StandardLibrary, NoRunReadsACacheThatAnotherOneWrote) {
    const Plan plan = make_plan(without_cgo());
    int caches = 0;
    for (const Action& action : plan.actions) {
        const auto* run = std::get_if<RunCommand>(&action.operation);
        if (run == nullptr || !run->environment.contains("GOCACHE")) continue;
        for (const Mount& mount : run->mounts) {
            if (mount.at != run->environment.at("GOCACHE")) continue;
            EXPECT_EQ(mount.input, standard_library_input);
            ++caches;
        }
        for (const Input& input : action.inputs) {
            if (input.name != standard_library_input) continue;
            const Action& maker = plan.actions.at(input.action);
            EXPECT_EQ(std::get<RunCommand>(maker.operation).mounts.size(), 2U) << "root and toolchain";
        }
    }
    EXPECT_GT(caches, 0);
}

TEST(StandardLibrary, AColdPlanHasTheSameActionsAndNoBuildNeedsIt) {
    PlanInputs inputs = without_cgo();
    const Plan usual = make_plan(inputs);
    inputs.cold = true;
    const Plan cold = make_plan(inputs);
    ASSERT_EQ(cold.actions.size(), usual.actions.size());
    for (std::size_t i = 0; i < cold.actions.size(); ++i) {
        EXPECT_EQ(cold.actions[i].name, usual.actions[i].name);
        for (const Input& input : cold.actions[i].inputs) EXPECT_NE(input.name, standard_library_input);
    }
    EXPECT_NE(first_build(cold).plan_digest, first_build(usual).plan_digest);
}

TEST(StandardLibrary, NamesTellOneFromAnother) {
    const auto name = [](const std::vector<std::string>& flags,
                         const std::map<std::string, std::string>& more) {
        return standard_library_name(*library(flags, more), "go1.25.1", "git");
    };
    EXPECT_EQ(name({"-trimpath"}, {{"GOOS", "linux"}, {"GOARCH", "amd64"}}),
              "standard library go1.25.1 linux/amd64 -trimpath in git");
    EXPECT_EQ(name({"-tags=netgo"}, {{"GOOS", "linux"}, {"GOARCH", "amd64"}, {"GOAMD64", "v3"}}),
              "standard library go1.25.1 linux/amd64 -tags=netgo GOAMD64=v3 in git");
}
