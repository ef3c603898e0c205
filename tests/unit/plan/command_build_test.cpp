// Builds by a command of the project's own in a plan: no Go toolchain, no modules, declared binaries.
#include "expect.h"
#include "plan/release_plan.h"
#include "plan/standard_library.h"
#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

using namespace verbatim;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

namespace {

const std::string c_project = R"(source: https://git.example.test/org/tool
root: git
platforms: [linux/amd64, linux/arm64]
environment: {A: b}
output: "{os}-{arch}/{name}"
builds:
  - run: [make, "ARCH={arch}", "VERSION={tag}-{number}", "ID={patched_commit:7}"]
    directory: sub
    root: c
    environment: {STAMP: "{commit_date}"}
    binaries: {tool: "sub/bin/tool-{arch}", other: other}
)";
const std::string go_build = "  - module: .\n    binaries: {alpha: .}\n    platforms: [linux/amd64]\n";

std::string without(std::string text, const std::string& part) {
    return text.erase(text.find(part), part.size());
}

const std::string go_pin = "    go: {declared: \"1.25\", found: go1.25.12}\n";
const std::string no_go = "number: 7\n" + without(sample_release, go_pin);

PlanInputs inputs(const std::string& project = c_project, const std::string& release = no_go) {
    PlanInputs inputs = sample_inputs(project, release);
    inputs.roots["c"] = inputs.roots.at("git");
    inputs.roots["c"].name = "c";
    return inputs;
}

const std::string build = "build org/tool sub linux/arm64 other";

std::string refused(const PlanInputs& inputs) {
    return test::thrown_by([&] { make_plan(inputs); }).render();
}

}  // namespace

TEST(CommandBuild, RunsInARootOfItsOwnAndSeesNoToolchain) {
    const Plan plan = make_plan(inputs());
    const Action action = action_named(plan, build);
    const auto& run = std::get<RunCommand>(action.operation);
    EXPECT_THAT(run.argv, ElementsAre("make", "ARCH=arm64", "VERSION=v1.2.3-7", "ID={patched_commit:7}"));
    EXPECT_EQ(run.directory, "/build/src/sub");
    EXPECT_THAT(run.environment, Contains(Pair("STAMP", "{commit_date}")));
    EXPECT_THAT(run.environment, Contains(Pair("A", "b")));
    EXPECT_THAT(run.environment, Contains(Pair("SOURCE_DATE_EPOCH", "{commit_time}")));
    EXPECT_THAT(run.environment, Contains(Pair("PATH", "/usr/bin:/bin")));
    EXPECT_FALSE(run.environment.contains("GOPATH"));
    EXPECT_TRUE(run.stamps.empty());
    EXPECT_THAT(names_of_inputs(plan, action), ElementsAre("fetch builder root c", "source org/tool"));
    for (const Action& one : plan.actions) {
        EXPECT_NE(one.operation_name(), "fetch-go-toolchain");
        EXPECT_NE(one.operation_name(), "fetch-go-modules");
    }
    EXPECT_FALSE(standard_library_command(run, "go1.25.1"));
}

TEST(CommandBuild, ItsDeclaredFilesAreItsBinaries) {
    const Plan plan = make_plan(inputs());
    const Action action = action_named(plan, build);
    const auto& run = std::get<RunCommand>(action.operation);
    EXPECT_EQ(run.outputs.at("bin").at, "/build/src");
    EXPECT_THAT(run.outputs.at("bin").files,
                ElementsAre(Pair("other", "other"), Pair("tool", "sub/bin/tool-arm64")));
    std::vector<std::string> paths;
    for (const Artifact& artifact : plan.artifacts) paths.push_back(artifact.path);
    EXPECT_THAT(
        paths, ElementsAre("linux-amd64/other", "linux-amd64/tool", "linux-arm64/other", "linux-arm64/tool"));
}

TEST(CommandBuild, EveryKeyCounts) {
    const auto digest = [](const std::string& keys) {
        std::string project = c_project.substr(0, c_project.find("  - run"));
        project += "  - {" + keys + "}\n";
        const Plan plan = make_plan(inputs(project));
        return plan.actions[plan.artifacts.front().action].plan_digest;
    };
    std::set<Digest> digests;
    for (const char* keys :
         {"run: [a], binaries: {x: x}", "run: [b], binaries: {x: x}", "run: [a], binaries: {y: x}",
          "run: [a], binaries: {x: y}", "run: [a], binaries: {x: x}, directory: sub",
          "run: [a], binaries: {x: x}, root: c", "run: [a], binaries: {x: x}, sources: [src]",
          "run: [a], binaries: {x: x}, environment: {A: c}"})
        digests.insert(digest(keys));
    EXPECT_EQ(digests.size(), 8U);
}

TEST(CommandBuild, SeesOfTheSourceWhatItNamesOnly) {
    std::string project = c_project;
    project.insert(project.find("    root: c"), "    sources: [sub, include]\n");
    const Plan plan = make_plan(inputs(project));
    int sources = 0;
    for (const Input& input : action_named(plan, build).inputs)
        if (input.name == "source") {
            EXPECT_THAT(input.only, ElementsAre("sub", "include"));
            ++sources;
        } else {
            EXPECT_TRUE(input.only.empty());
        }
    EXPECT_EQ(sources, 1);
}

TEST(CommandBuild, StandsBesideGoBuildsOfOneProject) {
    const Plan plan = make_plan(inputs(c_project + go_build, sample_release + std::string("number: 1\n")));
    EXPECT_THAT(names_of_inputs(plan, action_named(plan, "build org/tool linux/amd64")),
                Contains("fetch go1.25.12"));
    EXPECT_THAT(names_of_inputs(plan, action_named(plan, build)), Not(Contains("fetch go1.25.12")));
    const Action modules = action_named(plan, "fetch modules of org/tool");
    EXPECT_THAT(std::get<FetchModules>(modules.operation).folders, ElementsAre("."));
}

TEST(CommandBuild, WindowsBinariesHaveExeBehindTheirName) {
    const Plan plan = make_plan(inputs(c_project + "    platforms: [windows/amd64]\n"));
    const Action action = action_named(plan, "build org/tool sub windows/amd64 other");
    EXPECT_THAT(std::get<RunCommand>(action.operation).outputs.at("bin").files,
                Contains(Pair("other.exe", "other")));
}

TEST(CommandBuild, TheLockNamesAGoReleaseWhereGoBuildsAndOnlyThere) {
    EXPECT_THAT(refused(inputs(c_project, std::string(sample_release) + "number: 1\n")),
                HasSubstr("nothing of org/tool is built by Go"));
    const std::string missing = refused(inputs(c_project + go_build));
    EXPECT_THAT(missing, HasSubstr("org/tool is built by Go, and the lock names no release of it"));
    EXPECT_THAT(missing, HasSubstr("releases/one.yaml:8:5"));
}

TEST(CommandBuild, ANumberThatTheLockDoesNotHaveIsAnError) {
    const std::string error = refused(inputs(c_project, without(no_go, "number: 7\n")));
    EXPECT_THAT(error, HasSubstr("names {number}, and the release has none"));
    EXPECT_THAT(error, HasSubstr("projects/org/tool/project.yaml:7:"));
}

TEST(CommandBuild, AStepThatPreparesItsSourceSeesNoToolchainEither) {
    std::string project = c_project;
    project.insert(project.find("builds:"), "prepare: [{run: [configure]}]\n");
    const Plan plan = make_plan(inputs(project));
    const Action step = action_named(plan, "prepare org/tool");
    EXPECT_THAT(names_of_inputs(plan, step), ElementsAre("fetch builder root git", "source org/tool"));
    EXPECT_THAT(std::get<RunCommand>(step.operation).environment, Contains(Pair("PATH", "/usr/bin:/bin")));
    EXPECT_THAT(names_of_inputs(plan, action_named(plan, build)), Contains("prepared source org/tool"));
}

namespace {

ReleaseInputs release_inputs(const std::string& project, const std::string& release) {
    const std::string lock =
        release + "publish: {uri: https://dist.example.test, registry: registry.example.test/d}\n";
    ReleaseInputs in{
        inputs(project + "release: {archives: [{name: \"tool-{os}-{arch}.zip\"}]}\n", lock), {}, 7};
    in.licences.go.value = "go1.25.12";
    in.licences.root.value = "git";
    return in;
}

}  // namespace

TEST(CommandBuild, LicencesAreToldWhatIsNotOfGo) {
    const ReleasePlan alone = plan_release(release_inputs(c_project, no_go));
    const Action action = action_named(alone.plan, "licences of org/tool");
    const auto& collect = std::get<CollectLicences>(action.operation);
    EXPECT_THAT(collect.not_go, UnorderedElementsAre("build org/tool sub linux/amd64 other", build));
    for (const Input& input : action.inputs) EXPECT_NE(input.name, "toolchain");
    EXPECT_EQ(collect.built.at(build), ".") << "the folder that it runs in is none of a module";

    const ReleasePlan both =
        plan_release(release_inputs(c_project + go_build, std::string(sample_release) + "number: 1\n"));
    const Action mixed = action_named(both.plan, "licences of org/tool");
    EXPECT_THAT(std::get<CollectLicences>(mixed.operation).not_go,
                Not(Contains("build org/tool linux/amd64")));
    EXPECT_THAT(names_of_inputs(both.plan, mixed), Contains("fetch go1.25.12"));
}

TEST(CommandBuild, ComponentsReleasedAsOneHaveOneTag) {
    ReleaseInputs in = release_inputs(c_project, no_go);
    ComponentPin other = in.plan.release.components.front();
    other.project = "org/other";
    in.plan.release.components.push_back(other);
    in.plan.projects["org/other"] = in.plan.projects.at("org/tool");
    Project& project = in.plan.projects["org/other"];
    project.output = "other/{os}-{arch}/{name}";
    project.packaging->artifacts = "other";
    const ReleasePlan plan = plan_release(in);
    EXPECT_EQ(plan.products.size(), 4U);
    // One action makes the source of both.
    for (const char* name : {"org/other", "org/tool"})
        EXPECT_EQ(plan.plan.actions.at(plan.sources.at(name)).operation_name(), "make-source") << name;
    EXPECT_EQ(plan.sources.at("org/other"), plan.sources.at("org/tool"));
    in.plan.release.components.back().tag.value = "v9";
    EXPECT_THAT(test::thrown_by([&] { plan_release(in); }).render(),
                HasSubstr("org/tool and org/other are both released as tool, at different tags"));
}
