// The search finds the one set of inputs that gives the claimed bits, and says so when there is none. The
// builds here are digests of what a build sees.
#include "search/search.h"

#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

// What decides the bits of one binary, whatever else is built beside it.
BuiltArtifacts pretend(const PlanInputs& inputs) {
    const Plan plan = make_plan(inputs);
    const ComponentPin& pin = inputs.release.components.front();
    const Project& project = inputs.projects.at(pin.project);
    BuiltArtifacts built;
    for (const Artifact& artifact : plan.artifacts) {
        std::string seen = artifact.path + pin.go.value + std::to_string(project.markers.size()) + " " +
                           std::to_string(pin.tags.size()) +
                           std::to_string(static_cast<int>(project.modules));
        for (const std::string& word : std::get<RunCommand>(plan.actions[artifact.action].operation).argv)
            if (word.starts_with("-")) seen += word;
        built[artifact.path] = {sha256(seen), {}, 100 + artifact.path.size()};
    }
    return built;
}

struct SearchTest : testing::Test {
    Search in;
    int builds = 0;

    SearchTest() {
        in.inputs = sample_inputs();
        for (const char* version : {"go1.23.10", "go1.24.11", "go1.26.5"}) {
            GoToolchain other = in.inputs.toolchains.at("go1.25.12");
            other.version = version;
            in.inputs.toolchains[version] = other;
        }
        in.go = {"go1.25.12", "go1.26.5", "go1.24.11", "go1.23.10"};
        in.build = [this](const PlanInputs& inputs) {
            ++builds;
            return pretend(inputs);
        };
    }
    void claim(const Candidate& truth) {
        for (const auto& [path, built] : pretend(varied(in.inputs, truth))) in.claims[path] = *built.sha256;
    }
    static Candidate of(const std::string& go) {
        Candidate candidate;
        candidate.go = go;
        return candidate;
    }
};

}  // namespace

TEST_F(SearchTest, PinsThatAreRightNeedOneBuild) {
    claim(of("go1.25.12"));
    const SearchResult result = search(in);
    ASSERT_THAT(result.explained, SizeIs(1));
    EXPECT_THAT(result.explained[0].changes, IsEmpty());
    EXPECT_THAT(result.explained[0].paths, SizeIs(7));
    EXPECT_EQ(builds, 1);
}

TEST_F(SearchTest, FindsAnotherGoReleaseByOneBinaryAndConfirmsItOnAll) {
    claim(of("go1.24.11"));
    std::vector<std::string> tried;
    in.on_try = [&](const Try& one) { tried.push_back(one.candidate.go + " " + one.path); };
    const SearchResult result = search(in);
    ASSERT_THAT(result.explained, SizeIs(1));
    EXPECT_THAT(result.explained[0].changes, ElementsAre("go1.24.11 (pinned: go1.25.12)"));
    EXPECT_THAT(result.explained[0].paths, SizeIs(7));
    EXPECT_THAT(result.unexplained, IsEmpty());
    EXPECT_EQ(builds, 4) << "all as pinned, one binary with two releases, all with the one that was found";
    EXPECT_THAT(tried, SizeIs(7 + 2 + 7));
    EXPECT_EQ(tried[7], "go1.26.5 _output/one/bin/tool/linux-amd64/beta") << "the smallest, of this platform";
}

TEST_F(SearchTest, FindsTwoChangesAtOnce) {
    Candidate truth = of("go1.25.12");
    truth.clean = true;
    truth.digits = 7;
    claim(truth);
    const SearchResult result = search(in);
    ASSERT_THAT(result.explained, SizeIs(1));
    EXPECT_EQ(result.explained[0].candidate, truth);
}

TEST_F(SearchTest, ClaimsOfDifferentDaysMayHaveDifferentCauses) {
    claim(of("go1.25.12"));
    const std::string windows = "_output/one/bin/tool/windows-amd64/alpha.exe";
    in.claims[windows] = *pretend(varied(in.inputs, of("go1.23.10"))).at(windows).sha256;
    const SearchResult result = search(in);
    ASSERT_THAT(result.explained, SizeIs(2));
    EXPECT_THAT(result.explained[0].paths, SizeIs(6));
    EXPECT_THAT(result.explained[1].paths, ElementsAre(windows));
    EXPECT_EQ(result.explained[1].candidate.go, "go1.23.10");
}

TEST_F(SearchTest, WhatNothingExplainsIsUnexplainedWithAllThatWasTried) {
    claim(of("go1.25.12"));
    for (auto& [path, digest] : in.claims) digest = sha256("something else");
    const SearchResult result = search(in);
    EXPECT_THAT(result.explained, IsEmpty());
    EXPECT_THAT(result.unexplained, SizeIs(7));
    EXPECT_GT(result.tries.size(), 50U);
    EXPECT_EQ(result.left, 0U);
    for (const Try& one : result.tries) EXPECT_FALSE(one.matches);
}

TEST_F(SearchTest, ABudgetEndsItAndSaysHowMuchIsLeft) {
    claim(of("go1.23.10"));
    in.out_of_time = [this] { return builds >= 2; };
    const SearchResult result = search(in);
    EXPECT_THAT(result.explained, IsEmpty());
    EXPECT_THAT(result.unexplained, SizeIs(7));
    EXPECT_GT(result.left, 10U);
}

TEST_F(SearchTest, ABuildThatFailsIsATryThatFailed) {
    claim(of("go1.24.11"));
    in.build = [](const PlanInputs& inputs) {
        BuiltArtifacts built = pretend(inputs);
        if (inputs.release.components.front().go.value != "go1.24.11")
            for (auto& [path, one] : built) one = {{}, "too old", 0};
        return built;
    };
    const SearchResult result = search(in);
    ASSERT_THAT(result.explained, SizeIs(1));
    EXPECT_THAT(result.explained[0].paths, SizeIs(7));
    EXPECT_EQ(result.tries[0].built.failure, "too old");
}

TEST_F(SearchTest, AnInputThatNobodyHasEndsItSoon) {
    claim(of("go1.24.11"));
    in.build = [](const PlanInputs& inputs) {
        BuiltArtifacts built = pretend(inputs);
        for (auto& [path, one] : built) one = {{}, "no module", 0, true};
        return built;
    };
    const SearchResult result = search(in);
    EXPECT_EQ(result.blocked, "no module");
    EXPECT_GT(result.left, 10U);
    EXPECT_THAT(result.unexplained, SizeIs(7));
    EXPECT_THAT(result.tries, SizeIs(9)) << "the pins for all seven, and two more";
}

TEST_F(SearchTest, ACommandThatFailsManyTimesMayYetCome) {
    claim(of("go1.23.10"));
    in.build = [](const PlanInputs& inputs) {
        BuiltArtifacts built = pretend(inputs);
        if (inputs.release.components.front().go.value != "go1.23.10")
            for (auto& [path, one] : built) one = {{}, "exited with 1", 0};
        return built;
    };
    EXPECT_THAT(search(in).explained, SizeIs(1));
}

TEST_F(SearchTest, ClaimsThatNoBuildMakesAreNamed) {
    claim(of("go1.25.12"));
    in.claims["_output/one/bin/tool/linux-amd64/unheard-of"] = sha256("x");
    EXPECT_THAT(search(in).untried, ElementsAre("_output/one/bin/tool/linux-amd64/unheard-of"));
    in.claims = {{"elsewhere", sha256("x")}};
    const SearchResult result = search(in);
    EXPECT_THAT(result.untried, ElementsAre("elsewhere"));
    EXPECT_THAT(result.tries, IsEmpty());
}
