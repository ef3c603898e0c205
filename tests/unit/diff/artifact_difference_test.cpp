#include "diff/artifact_difference.h"

#include "locks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

using namespace verbatim;
using test::inputs;
using test::operator+;
using test::patched;
using test::Replacements;
using Kind = Reason::Kind;
using testing::ElementsAre;

namespace {

// The reasons that all changed artifacts share; fails where one has others.
std::vector<Reason> reasons(const ArtifactsDifference& difference) {
    std::set<std::vector<Reason>> all;
    for (const ArtifactDifference& one : difference.changed) {
        EXPECT_EQ(one.change, Change::changed) << one.artifact.name;
        all.insert(one.reasons);
    }
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? std::vector<Reason>() : *all.begin();
}

ArtifactsDifference artifacts_between(const PlanInputs& was, const PlanInputs& is) {
    const Plan before = make_plan(was), after = make_plan(is);
    return artifacts_difference({before}, {after});
}

std::vector<std::string> names(const ArtifactsDifference& difference) {
    std::vector<std::string> all;
    for (const ArtifactDifference& one : difference.changed)
        all.push_back(one.artifact.platform + " " + one.artifact.name);
    return all;
}

}  // namespace

TEST(ArtifactDifference, EqualPlansStayBitEqual) {
    const auto difference = artifacts_between(inputs(), inputs());
    EXPECT_TRUE(difference.changed.empty());
    EXPECT_EQ(difference.unchanged.size(), 7U);
}

TEST(ArtifactDifference, AnotherTagIsAnotherSource) {
    const auto difference = artifacts_between(
        inputs(), inputs({{"v1.2.3", "v1.2.4"}, {std::string(40, '3'), std::string(40, '9')}}));
    EXPECT_TRUE(difference.unchanged.empty());
    EXPECT_THAT(reasons(difference), ElementsAre(Reason{Kind::source, "v1.2.3 → v1.2.4"}));
}

TEST(ArtifactDifference, ATagThatNamesAnotherCommitIsAnotherSource) {
    const auto difference =
        artifacts_between(inputs(), inputs({{"    commit: 3333333333333333333333333333333333333333",
                                             "    commit: 9999999999999999999999999999999999999999"}}));
    EXPECT_THAT(reasons(difference),
                ElementsAre(Reason{Kind::source, "v1.2.3: 333333333333 → 999999999999"}));
}

TEST(ArtifactDifference, WhatTheBuildSeesOfTagsIsSource) {
    const auto difference = artifacts_between(
        inputs(), inputs({{"      sub/mod/v1.2.3: 3333333333333333333333333333333333333333\n", ""}}));
    EXPECT_THAT(reasons(difference), ElementsAre(Reason{Kind::source, "tags that the build sees"}));
}

TEST(ArtifactDifference, TheToolchainIsAReason) {
    PlanInputs is = inputs({{"found: go1.25.12", "found: go1.25.13"}});
    GoToolchain other = is.toolchains.at("go1.25.12");
    other.version = "go1.25.13";
    is.toolchains["go1.25.13"] = other;
    EXPECT_THAT(reasons(artifacts_between(inputs(), is)),
                ElementsAre(Reason{Kind::toolchain, "go1.25.12 → go1.25.13"}));
}

TEST(ArtifactDifference, AToolchainWithAnotherHashIsAReason) {
    PlanInputs is = inputs();
    is.toolchains.at("go1.25.12").hosts.begin()->second.h1.value = "h1:other";
    EXPECT_THAT(reasons(artifacts_between(inputs(), is)),
                ElementsAre(Reason{Kind::toolchain, "go1.25.12, another hash"}));
}

TEST(ArtifactDifference, TheBuilderRootIsAReason) {
    PlanInputs is = inputs();
    is.roots.at("git").hosts.begin()->second.front().version = "2";
    EXPECT_THAT(reasons(artifacts_between(inputs(), is)),
                ElementsAre(Reason{Kind::builder_root, "git: 1 package"}));
}

TEST(ArtifactDifference, PatchesThatAreNewOrGoneOrOthersAreAReason) {
    const Replacements others = patched + Replacements{{std::string(40, '7'), std::string(40, '8')}};
    for (const auto& [was, is] : {std::pair(inputs(), inputs(patched)), std::pair(inputs(patched), inputs()),
                                  std::pair(inputs(patched), inputs(others))})
        EXPECT_THAT(reasons(artifacts_between(was, is)), ElementsAre(Reason{Kind::patch, ""}));
}

TEST(ArtifactDifference, PatchesOfOurOwnAreAReason) {
    PlanInputs was = inputs(patched), is = inputs(patched);
    was.own_patches["org/tool"]["0001-a.patch"] = sha256("a");
    is.own_patches["org/tool"]["0001-a.patch"] = sha256("b");
    EXPECT_THAT(reasons(artifacts_between(was, is)), ElementsAre(Reason{Kind::patch, ""}));
}

TEST(ArtifactDifference, SourceAndPatchesAndToolchainAreToldTogether) {
    PlanInputs is =
        inputs(patched + Replacements{{"v1.2.3", "v1.2.4"}, {"found: go1.25.12", "found: go1.25.13"}});
    GoToolchain other = is.toolchains.at("go1.25.12");
    other.version = "go1.25.13";
    is.toolchains["go1.25.13"] = other;
    EXPECT_THAT(reasons(artifacts_between(inputs(), is)),
                ElementsAre(Reason{Kind::source, "v1.2.3 → v1.2.4"}, Reason{Kind::patch, ""},
                            Reason{Kind::toolchain, "go1.25.12 → go1.25.13"}));
}

TEST(ArtifactDifference, ADistroCommitThatLeavesThePatchesAloneChangesNoBit) {
    const auto difference = artifacts_between(
        inputs(patched), inputs(patched + Replacements{{std::string(40, '1'), std::string(40, '9')},
                                                       {std::string(40, '4'), std::string(40, '8')}}));
    EXPECT_TRUE(difference.changed.empty());
    EXPECT_EQ(difference.unchanged.size(), 7U);
}

TEST(ArtifactDifference, WhatAPatchedCommitShouldBeChangesNoBit) {
    const Replacements pinned =
        patched +
        Replacements{{"    checksums:",
                      "    patched_commit: 6666666666666666666666666666666666666666\n    checksums:"}};
    EXPECT_TRUE(artifacts_between(inputs(patched), inputs(pinned)).changed.empty());
}

TEST(ArtifactDifference, AnotherPlaceOfTheUpstreamChangesNoBit) {
    EXPECT_TRUE(artifacts_between(inputs(), inputs({}, {{"git.example.test", "mirror.example.test"}}))
                    .changed.empty());
}

TEST(ArtifactDifference, TheSameUnderAnotherBranchStaysBitEqual) {
    PlanInputs is = inputs(patched);
    is.release.branch = "two";
    const auto difference = artifacts_between(inputs(patched), is);
    EXPECT_TRUE(difference.changed.empty());
    EXPECT_EQ(difference.unchanged.size(), 7U);
}

TEST(ArtifactDifference, AFlagIsADefinition) {
    EXPECT_THAT(reasons(artifacts_between(inputs(), inputs({}, {{"[-trimpath]", "[-trimpath, -v]"}}))),
                ElementsAre(Reason{Kind::definition, ""}));
}

TEST(ArtifactDifference, AMarkerIsADefinition) {
    EXPECT_THAT(reasons(artifacts_between(inputs(), inputs({}, {{"  - checkout-{tag}\n", "  - other\n"}}))),
                ElementsAre(Reason{Kind::definition, ""}));
}

TEST(ArtifactDifference, BinariesAndPlatformsComeAndGo) {
    const auto difference = artifacts_between(
        inputs(),
        inputs({}, {{"    platforms: [linux/amd64]\n", ""}, {"renamed: ./cmd/gamma", "other: ./cmd/gamma"}}));
    EXPECT_THAT(names(difference),
                ElementsAre("linux/amd64 other", "linux/amd64 renamed", "windows/amd64 delta.exe",
                            "windows/amd64 other.exe", "windows/amd64 renamed.exe"));
    EXPECT_EQ(difference.changed[0].change, Change::added);
    EXPECT_EQ(difference.changed[1].change, Change::dropped);
    EXPECT_EQ(difference.changed[2].change, Change::added);
}
