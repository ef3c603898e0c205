// Which Go releases are likely, which changes make sense for a component, and what they make of its inputs.
#include "search/candidates.h"

#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::AllOf;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

namespace {

std::vector<GoRelease> releases(const std::vector<std::string>& versions) {
    std::vector<GoRelease> all;
    for (const std::string& version : versions) all.push_back({version, {}});
    return all;
}

Candidate of(const std::string& go) {
    Candidate candidate;
    candidate.go = go;
    return candidate;
}

std::string argv(const PlanInputs& inputs) {
    std::string all;
    for (const Action& action : make_plan(inputs).actions)
        if (action.name.starts_with("build "))
            for (const std::string& word : std::get<RunCommand>(action.operation).argv) all += word + " ";
    return all;
}

}  // namespace

TEST(GoNumbers, AreOfReleasesAlone) {
    EXPECT_EQ(go_number("go1.25.12"), (GoNumber{1, 25, 12}));
    EXPECT_EQ(go_number("go1.20"), (GoNumber{1, 20, 0}));
    for (const char* other : {"go1.25rc1", "1.25.12", "go1", "go1.25.12.1", "go1.25.12-fips", "go1..2", "go",
                              "", "go1.999999999999.1"})
        EXPECT_FALSE(go_number(other)) << other;
}

TEST(LikelyGo, IsTheNewestOfTheDeclaredMinorThenOfItsNeighbours) {
    EXPECT_THAT(
        likely_go(releases({"go1.22.12", "go1.23.10", "go1.23.11", "go1.24.11", "go1.25.12", "go1.26.5"}),
                  "1.23", {}),
        ElementsAre("go1.23.11", "go1.24.11", "go1.25.12", "go1.23.10", "go1.26.5", "go1.22.12"));
}

TEST(LikelyGo, WasOutWhenTheClaimWasMade) {
    constexpr std::int64_t day = 24L * 60 * 60;
    const std::vector<GoRelease> all = {
        {"go1.25.1", 100 * day}, {"go1.25.2", 110 * day}, {"go1.25.3", 120 * day}, {"go1.26.0", {}}};
    EXPECT_THAT(likely_go(all, "1.25", 111 * day), ElementsAre("go1.25.2", "go1.26.0", "go1.25.1"))
        << "nobody builds with what is not out yet; of unknown date is taken";
    EXPECT_THAT(likely_go(all, "1.25", 119 * day),
                ElementsAre("go1.25.2", "go1.26.0", "go1.25.3", "go1.25.1"))
        << "the day may differ, but hardly did";
    EXPECT_THAT(likely_go(all, "1.25", 120 * day),
                ElementsAre("go1.25.3", "go1.26.0", "go1.25.2", "go1.25.1"));
    EXPECT_THAT(likely_go(releases({"nonsense"}), "1.25", {}), IsEmpty());
}

TEST(Candidates, TheLikeliestReleasesComeFirstThenModulesThenTheOthers) {
    const PlanInputs inputs = sample_inputs();
    const auto all = candidates(inputs, {"go1.25.12", "go1.24.11", "go1.26.1", "go1.25.11"});
    ASSERT_GT(all.size(), 8U);
    EXPECT_EQ(all[0], of("go1.25.12"));
    EXPECT_EQ(all[1], of("go1.24.11"));
    EXPECT_EQ(all[2], of("go1.26.1"));
    Candidate unvendored = of("go1.25.12"), clean = of("go1.25.12");
    unvendored.modules = ModuleSource::cache;
    EXPECT_EQ(all[3], unvendored) << "before releases that are less likely";
    EXPECT_EQ(all[6], of("go1.25.11"));
    clean.clean = true;
    EXPECT_EQ(all[7], clean);
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t k = i + 1; k < all.size(); ++k) EXPECT_FALSE(all[i] == all[k]) << i << " " << k;
}

TEST(Candidates, OnlyChangesThatMakeSense) {
    std::string project = sample_project;
    project = project.substr(0, project.find("markers:")) + project.substr(project.find("output:"));
    const std::string id = ", \"-X\", \"main.Id={tag_object:9}\"", tag = "      sub/mod/v1.2.3: ";
    project.erase(project.find(id), id.size());
    std::string release = sample_release;
    release.erase(release.find(tag), tag.size() + 41);
    const auto all = candidates(sample_inputs(project, release), {"go1.25.12"});
    for (const Candidate& one : all) {
        EXPECT_FALSE(one.clean) << "there are no markers";
        EXPECT_FALSE(one.own_tag_only) << "there is one tag";
        EXPECT_FALSE(one.other_object || one.digits) << "no ldflag has an object id";
    }
    EXPECT_GE(all.size(), 5U) << "modules and flags are left";
}

TEST(Varied, MakesEachChangeOfTheBuild) {
    const PlanInputs inputs = sample_inputs();
    EXPECT_EQ(make_plan(varied(inputs, of("go1.25.12"))).actions.back().plan_digest,
              make_plan(inputs).actions.back().plan_digest)
        << "no change is none";
    Candidate candidate = of("go1.25.12");
    candidate.digits = 7;
    EXPECT_NE(argv(varied(inputs, candidate)).find("main.Id=2222222 "), std::string::npos);
    candidate = of("go1.25.12");
    candidate.other_object = true;
    EXPECT_NE(argv(varied(inputs, candidate)).find("main.Id=333333333 "), std::string::npos);
    candidate = of("go1.25.12");
    candidate.flag = "-trimpath";
    EXPECT_EQ(argv(varied(inputs, candidate)).find("-trimpath"), std::string::npos) << "taken away";
    candidate.flag = "-installsuffix=cgo";
    EXPECT_NE(argv(varied(inputs, candidate)).find("-installsuffix=cgo"), std::string::npos) << "put in";
    candidate = of("go1.25.12");
    candidate.clean = candidate.own_tag_only = true;
    const Plan plan = make_plan(varied(inputs, candidate));
    const auto source = std::get<MakeSource>(action_named(plan, "source org/tool").operation);
    EXPECT_THAT(source.markers, IsEmpty());
    EXPECT_THAT(source.tags, SizeIs(1));
    candidate.modules = ModuleSource::cache;
    for (const Action& action : make_plan(varied(inputs, candidate)).actions)
        EXPECT_FALSE(action.name.starts_with("vendor ")) << action.name;
}

TEST(Varied, AFlagOfTwoWordsIsTakenAwayWhole) {
    std::string project = sample_project;
    project.replace(project.find("flags: [-trimpath]"), 18, "flags: [-trimpath, -installsuffix, cgo]");
    Candidate candidate = of("go1.25.12");
    candidate.flag = "-installsuffix=cgo";
    const PlanInputs inputs = sample_inputs(project);
    EXPECT_THAT(argv(varied(inputs, candidate)), Not(testing::HasSubstr("cgo")));
    EXPECT_THAT(changes(inputs, candidate), ElementsAre("without -installsuffix=cgo"));
}

TEST(OnlyArtifact, BuildsOneBinaryFromTheSameTree) {
    const PlanInputs inputs = sample_inputs();
    const Plan whole = make_plan(inputs);
    EXPECT_FALSE(whole.artifacts.empty());
    for (const Artifact& artifact : whole.artifacts) {
        const Plan plan = make_plan(only_artifact(inputs, artifact));
        ASSERT_EQ(plan.artifacts.size(), 1U) << artifact.path;
        EXPECT_EQ(plan.artifacts[0].path, artifact.path);
        const RunCommand run = std::get<RunCommand>(plan.actions[plan.artifacts[0].action].operation);
        const RunCommand all = std::get<RunCommand>(whole.actions[artifact.action].operation);
        EXPECT_EQ(run.mounts.size(), all.mounts.size())
            << "the vendor folder of the other module lies there too";
    }
}

TEST(Changes, AreSaidInWords) {
    Candidate candidate = of("go1.24.11");
    candidate.clean = candidate.own_tag_only = candidate.other_object = true;
    candidate.digits = 7;
    candidate.modules = ModuleSource::cache;
    EXPECT_THAT(changes(sample_inputs(), candidate),
                ElementsAre("go1.24.11 (pinned: go1.25.12)", "no marker file in the tree",
                            "of the tags on the commit only v1.2.3",
                            "the commit's id in the place of the tag object's",
                            "7 digits of the abbreviated id", "modules not vendored"));
    EXPECT_THAT(changes(sample_inputs(), of("go1.25.12")), IsEmpty());
}
