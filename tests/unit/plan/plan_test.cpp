#include "plan/plan.h"

#include "base/error.h"
#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {
std::vector<std::string> names(const Plan& plan) {
    std::vector<std::string> all;
    for (const Action& action : plan.actions) all.push_back(action.name);
    return all;
}
std::string error_of(const PlanInputs& inputs) {
    try {
        make_plan(inputs);
    } catch (const Error& error) {
        return error.render();
    }
    return "no error";
}
std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}
}  // namespace

TEST(Plan, IsThisGraph) {
    EXPECT_THAT(
        names(make_plan(sample_inputs())),
        ElementsAre("fetch distro/all", "fetch go1.25.12", "fetch builder root git", "fetch org/tool v1.2.3",
                    "source org/tool", "fetch modules of org/tool", "vendor org/tool",
                    "vendor org/tool sub/mod", "standard library go1.25.12 linux/amd64 -trimpath in git",
                    "build org/tool linux/amd64", "build org/tool linux/amd64 renamed",
                    "standard library go1.25.12 windows/amd64 -trimpath in git",
                    "build org/tool windows/amd64", "build org/tool windows/amd64 renamed",
                    "build org/tool sub/mod linux/amd64"));
}

TEST(Plan, WithoutADistroTheSameIsBuilt) {
    std::string release = sample_release;
    const auto from = release.find("distro:"), to = release.find("components:");
    release.erase(from, to - from);
    release = replaced(release, "    checksums: 4444444444444444444444444444444444444444\n", "");
    const Plan with = make_plan(sample_inputs()), without = make_plan(sample_inputs(sample_project, release));
    EXPECT_TRUE(with.distro);
    EXPECT_FALSE(without.distro);
    ASSERT_EQ(without.actions.size() + 1, with.actions.size());
    for (std::size_t i = 0; i < without.actions.size(); ++i)
        EXPECT_EQ(without.actions[i].plan_digest, with.actions[i + 1].plan_digest) << without.actions[i].name;
}

TEST(Plan, InputsComeBeforeThoseThatUseThem) {
    const Plan plan = make_plan(sample_inputs());
    for (std::size_t i = 0; i < plan.actions.size(); ++i)
        for (const Input& input : plan.actions[i].inputs) EXPECT_LT(input.action, i);
}

TEST(Plan, ArtifactsStandWhereTheDistroListsThem) {
    const Plan plan = make_plan(sample_inputs());
    std::vector<std::string> paths;
    for (const Artifact& artifact : plan.artifacts) paths.push_back(artifact.path);
    EXPECT_THAT(
        paths,
        ElementsAre("_output/one/bin/tool/linux-amd64/alpha", "_output/one/bin/tool/linux-amd64/beta",
                    "_output/one/bin/tool/linux-amd64/delta", "_output/one/bin/tool/linux-amd64/renamed",
                    "_output/one/bin/tool/windows-amd64/alpha.exe",
                    "_output/one/bin/tool/windows-amd64/beta.exe",
                    "_output/one/bin/tool/windows-amd64/renamed.exe"));
}

TEST(Plan, EveryVendorFolderLiesInTheTreeOfEveryBuild) {
    const auto run = std::get<RunCommand>(
        action_named(make_plan(sample_inputs()), "build org/tool linux/amd64").operation);
    std::vector<std::string> at;
    for (const Mount& mount : run.mounts) at.push_back(mount.at);
    EXPECT_THAT(at, ElementsAre("/", "/usr/local/go", "/build/src", "/build/src/vendor",
                                "/build/src/sub/mod/vendor", "/tmp/go-build-cache"));
}

TEST(Plan, MarkersForPatchesLieThereOnlyWithPatches) {
    const auto source =
        std::get<MakeSource>(action_named(make_plan(sample_inputs()), "source org/tool").operation);
    EXPECT_THAT(source.markers, ElementsAre("checkout-v1.2.3"));
}

TEST(Plan, StampsAreWhatThePinsSay) {
    const auto run = std::get<RunCommand>(
        action_named(make_plan(sample_inputs()), "build org/tool windows/amd64").operation);
    EXPECT_EQ(run.stamps, (std::map<std::string, std::string>{{"go", "go1.25.12"},
                                                              {"GOOS", "windows"},
                                                              {"GOARCH", "amd64"},
                                                              {"vcs.revision", "{patched_commit}"},
                                                              {"vcs.time", "{commit_date}"},
                                                              {"vcs.modified", "true"}}));
}

TEST(Plan, TheSameInputsGiveTheSameDigestsAndAnyPinOthers) {
    const auto digest = [](const PlanInputs& inputs, const char* name) {
        return action_named(make_plan(inputs), name).plan_digest;
    };
    const char* build = "build org/tool sub/mod linux/amd64";
    const Digest base = digest(sample_inputs(), build);
    EXPECT_EQ(base, digest(sample_inputs(), build));
    EXPECT_NE(
        base,
        digest(sample_inputs(sample_project, replaced(sample_release, "commit: 333", "commit: 334")), build));
    EXPECT_NE(base, digest(sample_inputs(sample_project,
                                         replaced(sample_release, "sub/mod/v1.2.3: 3", "sub/mod/v1.2.3: 5")),
                           build))
        << "a tag that the build may see";
    EXPECT_NE(base, digest(sample_inputs(replaced(sample_project, "checkout-", "other-")), build))
        << "a marker";
    // What only the distro changes rebuilds nothing.
    EXPECT_EQ(
        base,
        digest(sample_inputs(sample_project, replaced(sample_release, "commit: 111", "commit: 112")), build));
}

TEST(Plan, ChoicesNarrowIt) {
    PlanInputs inputs = sample_inputs();
    inputs.platforms = {{"windows", "amd64"}};
    EXPECT_EQ(make_plan(inputs).artifacts.size(), 3U);
    inputs.platforms = {{"linux", "riscv64"}};
    EXPECT_THAT(error_of(inputs), HasSubstr("It is built for: linux/amd64, windows/amd64."));
    inputs = sample_inputs();
    inputs.components = {"org/tol"};
    EXPECT_THAT(error_of(inputs), HasSubstr("Did you mean org/tool?"));
}

TEST(Plan, AHostWithoutPinsIsAnError) {
    PlanInputs inputs = sample_inputs();
    inputs.host = {"linux", "s390x"};
    EXPECT_THAT(error_of(inputs), HasSubstr("has no pin for this host, linux/s390x"));
}

namespace {
const char* const distro_series = "    patches: 6666666666666666666666666666666666666666\n    checksums:";
std::string patched_release() {
    return replaced(replaced(sample_release, "    checksums:", distro_series),
                    "components:", "committer: Bot <bot@example.test>\ncomponents:");
}
}  // namespace

TEST(Plan, APatchSeriesStandsBetweenTheCommitAndItsSource) {
    PlanInputs inputs = sample_inputs(sample_project, patched_release());
    inputs.own_patches["org/tool"] = {{"0001-ours.patch", sha256("ours")}};
    const Plan plan = make_plan(inputs);
    const Action& patch = action_named(plan, "patch org/tool");
    const auto series = std::get<ApplySeries>(patch.operation);
    EXPECT_EQ(series.committer, "Bot <bot@example.test>");
    EXPECT_EQ(series.pinned_commit, "3333333333333333333333333333333333333333");
    std::vector<std::string> from;
    for (const Input& input : patch.inputs)
        from.push_back(input.name + " " + plan.actions[input.action].name);
    EXPECT_THAT(from, ElementsAre("objects fetch org/tool v1.2.3", "distro fetch patches of org/tool",
                                  "own read own patches of org/tool"));
    EXPECT_THAT(patch.inputs[1].only, ElementsAre("projects/org/tool/one/patches"))
        << "another commit of the distro with the same patches rebuilds nothing";
    const auto source = std::get<MakeSource>(action_named(plan, "source org/tool").operation);
    EXPECT_EQ(source.commit, "{patched_commit}");
    EXPECT_EQ(source.pinned_commit, "3333333333333333333333333333333333333333");
    EXPECT_THAT(source.markers, ElementsAre("checkout-v1.2.3", "patched"));
}

TEST(Plan, PatchesOfOurOwnNeedNoDistroAndCountByContent) {
    const auto digest = [](const std::string& content) {
        PlanInputs inputs = sample_inputs(
            sample_project,
            replaced(sample_release, "components:", "committer: Bot <bot@example.test>\ncomponents:"));
        if (!content.empty()) inputs.own_patches["org/tool"] = {{"0001-ours.patch", sha256(content)}};
        return action_named(make_plan(inputs), "source org/tool").plan_digest;
    };
    EXPECT_EQ(digest("a"), digest("a"));
    EXPECT_NE(digest("a"), digest("b"));
    EXPECT_NE(digest("a"), digest(""));
}

TEST(Plan, WhatIsPatchedNeedsACommitter) {
    const std::string nobody = replaced(patched_release(), "committer: Bot <bot@example.test>\n", "");
    EXPECT_THROW(sample_inputs(sample_project, nobody), Error);
    PlanInputs inputs = sample_inputs();
    inputs.own_patches["org/tool"] = {{"0001-ours.patch", sha256("ours")}};
    EXPECT_THAT(error_of(inputs), AllOf(HasSubstr("names no committer"), HasSubstr("patches/org/tool/one/")));
}

TEST(Plan, APatchedCommitWithoutPatchesIsRefused) {
    const std::string release = replaced(patched_release(), "    patches: 6", "    patched_commit: 6");
    EXPECT_THAT(error_of(sample_inputs(sample_project, release)), HasSubstr("of which series?"));
}

TEST(Plan, OneModuleInTheCacheInsteadOfVendored) {
    const Plan plan =
        make_plan(sample_inputs(replaced(sample_project, "root: git", "root: git\nmodules: cache")));
    const auto run = std::get<RunCommand>(action_named(plan, "build org/tool linux/amd64").operation);
    EXPECT_EQ(run.environment.at("GOPROXY"), "file:///modules");
    EXPECT_EQ(run.mounts.at(run.mounts.size() - 2).at, "/modules");
    EXPECT_EQ(run.argv.at(2), "-mod=readonly") << "also where upstream has a vendor folder";
}
