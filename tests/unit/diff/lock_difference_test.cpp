#include "diff/lock_difference.h"

#include "diff/changelog.h"
#include "locks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using test::inputs;
using test::operator+;
using test::lock_side;
using test::patched;
using test::Replacements;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

namespace {

ReleaseDifference locks_between(const PlanInputs& was, const PlanInputs& is, const LookedUp& looked_up = {}) {
    return lock_difference(lock_side("old", was), lock_side("new", is), looked_up);
}

std::vector<std::string> lines(const std::vector<FactChange>& facts) {
    std::vector<std::string> all;
    for (const FactChange& fact : facts)
        all.push_back(fact.name + ": " + fact.value.was.value_or("none") + " → " +
                      fact.value.is.value_or("none"));
    return all;
}

// The one component that differs.
ComponentDifference only(const ReleaseDifference& difference) {
    EXPECT_EQ(difference.components.size(), 1U);
    return difference.components.empty() ? ComponentDifference() : difference.components.front();
}

}  // namespace

TEST(LockDifference, EqualLocksAreEqual) {
    const auto difference = locks_between(inputs(), inputs());
    EXPECT_TRUE(difference.equal());
    EXPECT_THAT(difference.unchanged_components, ElementsAre("org/tool"));
    EXPECT_EQ(difference.unchanged_artifacts.size(), 7U);
    EXPECT_EQ(difference.was.name, "old");
    EXPECT_EQ(difference.is.branch, "one");
}

TEST(LockDifference, TellsWhereModulesComeFromElsewhere) {
    PlanInputs is = inputs();
    is.release.components.front().modules = Located<ModuleSource>{ModuleSource::cache, {}};
    EXPECT_THAT(lines(only(locks_between(inputs(), is)).facts), ElementsAre("modules: none → cache"));
}

TEST(LockDifference, FactsOfTheReleaseAreTold) {
    PlanInputs was = inputs(patched), is = inputs(patched);
    was.release.base_images["minimal"] = {{"x", {}}, sha256("1")};
    is.release.base_images["minimal"] = {{"x", {}}, sha256("2")};
    is.release.base_images["new"] = {{"scratch", {}}, {}};
    is.release.branch = "two";
    is.release.number = 8;
    is.release.committer->value = "Other <bot@example.test>";
    is.release.distro.commit.value = std::string(40, '9');
    const auto difference = locks_between(was, is);
    EXPECT_THAT(
        lines(difference.facts),
        ElementsAre("branch: one → two", "release number: none → 8",
                    "distro commit: " + std::string(40, '1') + " → " + std::string(40, '9'),
                    "committer of patches: Bot <bot@example.test> → Other <bot@example.test>",
                    "base image minimal: x@sha256:" + sha256("1").hex() + " → x@sha256:" + sha256("2").hex(),
                    "base image new: none → scratch"));
    EXPECT_FALSE(difference.equal());
}

TEST(LockDifference, AnotherTagIsToldWithItsCommits) {
    const PlanInputs was = inputs(),
                     is = inputs({{"v1.2.3", "v1.2.4"}, {std::string(40, '3'), std::string(40, '9')}});
    EXPECT_THAT(with_other_commits(lock_side("", was), lock_side("", is)), ElementsAre("org/tool"));
    LookedUp found;
    found.commits["org/tool"] = {{30, {{std::string(40, '9'), "Newest"}}}, {}, {}};
    const ComponentDifference one = only(locks_between(was, is, found));
    EXPECT_EQ(one.tag, (Was{"v1.2.3", "v1.2.4"}));
    ASSERT_TRUE(one.commits);
    EXPECT_EQ(one.commits->added.count, 30U);
    EXPECT_THAT(one.facts, IsEmpty()) << "tags beside the tag follow it";
    EXPECT_FALSE(one.patches_differ);
}

TEST(LockDifference, ATagThatMovedIsAnotherCommitAndAnotherObject) {
    const ComponentDifference one = only(locks_between(
        inputs(),
        inputs({{std::string(40, '2'), std::string(40, '8')}, {"    commit: 3", "    commit: 9"}})));
    EXPECT_FALSE(one.tag.changed());
    EXPECT_TRUE(one.commit.changed());
    EXPECT_THAT(lines(one.facts), ElementsAre("tag that the build sees: v1.2.3: " + std::string(40, '2') +
                                              " → " + std::string(40, '8')));
}

TEST(LockDifference, TheToolchainFoundAndTheOneDeclaredAreTold) {
    PlanInputs is = inputs({{"found: go1.25.12", "found: go1.25.13"}, {"\"1.25\"", "\"1.26\""}});
    GoToolchain other = is.toolchains.at("go1.25.12");
    other.version = "go1.25.13";
    is.toolchains["go1.25.13"] = other;
    const ComponentDifference one = only(locks_between(inputs(), is));
    EXPECT_EQ(one.go, (Was{"go1.25.12", "go1.25.13"}));
    EXPECT_EQ(one.go_declared, (Was{"1.25", "1.26"}));
    EXPECT_FALSE(one.commits);
}

TEST(LockDifference, SeriesAreComparedWhereTheirPinsDiffer) {
    const PlanInputs was = inputs(patched),
                     is = inputs(patched + Replacements{{std::string(40, '7'), std::string(40, '8')}});
    EXPECT_THAT(with_other_patches(lock_side("", was), lock_side("", was)), IsEmpty());
    EXPECT_THAT(with_other_patches(lock_side("", was), lock_side("", is)), ElementsAre("org/tool"));
    LookedUp found;
    found.series["org/tool"].was = {{"0001-a.patch", "A", {}, sha256("a"), sha256("a"), false},
                                    {"0002-b.patch", "B", {}, sha256("b"), sha256("b"), false}};
    found.series["org/tool"].is = {{"0001-a.patch", "A", {}, sha256("a"), sha256("a"), false}};
    const ComponentDifference one = only(locks_between(was, is, found));
    EXPECT_TRUE(one.patches_differ);
    EXPECT_EQ(one.patches_unchanged, 1U);
    ASSERT_EQ(one.patches.size(), 1U);
    EXPECT_EQ(one.patches[0].how, PatchChange::How::dropped);
    EXPECT_EQ(one.patches[0].was_file, "0002-b.patch");
}

TEST(LockDifference, WhereASeriesCannotBeHadThatItDiffersIsStillTold) {
    LookedUp found;
    found.series["org/tool"].was = {{"0001-a.patch", "A", {}, sha256("a"), sha256("a"), false}};
    found.series["org/tool"].problem = "the mirror lacks it";
    const ComponentDifference one = only(
        locks_between(inputs(patched),
                      inputs(patched + Replacements{{std::string(40, '7'), std::string(40, '8')}}), found));
    EXPECT_TRUE(one.patches_differ);
    EXPECT_EQ(one.patches_problem, "the mirror lacks it");
    EXPECT_THAT(one.patches, IsEmpty());
}

TEST(LockDifference, OwnPatchesCountToo) {
    PlanInputs is = inputs(patched);
    is.own_patches["org/tool"]["0001-a.patch"] = sha256("a");
    EXPECT_THAT(with_other_patches(lock_side("", inputs(patched)), lock_side("", is)),
                ElementsAre("org/tool"));
    EXPECT_TRUE(only(locks_between(inputs(patched), is)).patches_differ);
}

TEST(LockDifference, ComponentsComeAndGo) {
    const PlanInputs one = inputs();
    PlanInputs two = inputs();
    two.release.components.front().project = "org/other";
    two.projects["org/other"] = two.projects.at("org/tool");
    const auto difference = locks_between(one, two);
    ASSERT_EQ(difference.components.size(), 2U);
    EXPECT_EQ(difference.components[0].name, "org/other");
    EXPECT_EQ(difference.components[0].change, Change::added);
    EXPECT_EQ(difference.components[0].tag, (Was{std::nullopt, "v1.2.3"}));
    EXPECT_EQ(difference.components[1].change, Change::dropped);
    EXPECT_EQ(difference.artifacts.size(), 14U);
    EXPECT_THAT(difference.unchanged_artifacts, IsEmpty());
}

namespace {

// The sample with its component as one whose inputs are not public, or with another such one.
PlanInputs closed(const std::string& project, const std::string& tag, const std::string& because) {
    PlanInputs inputs = test::inputs();
    if (inputs.release.components.front().project == project) inputs.release.components.clear();
    inputs.release.unbuildable[project] = {{tag, {}}, because, {}};
    return inputs;
}

}  // namespace

TEST(LockDifference, WhatIsNoLongerPublicIsNotDropped) {
    const auto difference = locks_between(inputs(patched), closed("org/tool", "v1.3.0", "a fix is missing"));
    const ComponentDifference one = only(difference);
    EXPECT_EQ(one.change, Change::changed);
    EXPECT_EQ(one.tag, (Was{"v1.2.3", "v1.3.0"}));
    EXPECT_EQ(one.not_public, (Was{std::nullopt, "a fix is missing"}));
    EXPECT_FALSE(one.commit.changed() || one.go.changed() || one.patches_differ);
    EXPECT_THAT(difference.artifacts, IsEmpty());
    EXPECT_EQ(difference.untold_artifacts.size(), 7U);
}

TEST(LockDifference, WhatIsPublicNowIsNotAdded) {
    const auto difference = locks_between(closed("org/tool", "v1.2.3", "a fix is missing"), inputs());
    const ComponentDifference one = only(difference);
    EXPECT_EQ(one.change, Change::changed);
    EXPECT_EQ(one.not_public, (Was{"a fix is missing", std::nullopt}));
    EXPECT_THAT(difference.artifacts, IsEmpty());
}

TEST(LockDifference, TagAndReasonOfWhatIsNotPublicAreDifferences) {
    const PlanInputs was = closed("org/other", "v1", "a fix is missing");
    EXPECT_TRUE(locks_between(was, was).equal());
    EXPECT_THAT(locks_between(was, was).unchanged_components, ElementsAre("org/other", "org/tool"));
    EXPECT_EQ(only(locks_between(was, closed("org/other", "v2", "a fix is missing"))).tag, (Was{"v1", "v2"}));
    EXPECT_EQ(only(locks_between(was, closed("org/other", "v1", "no such tag"))).not_public,
              (Was{"a fix is missing", "no such tag"}));
    EXPECT_EQ(only(locks_between(inputs(), was)).change, Change::added);
    EXPECT_EQ(only(locks_between(was, inputs())).change, Change::dropped);
}

TEST(LockDifference, AChangelogTellsOfWhatIsInTheRelease) {
    const auto lines = [](const PlanInputs& was, const PlanInputs& is) {
        std::vector<std::string> all;
        for (const auto& line : changelog(locks_between(was, is)).projects) all.push_back(line.text);
        return all;
    };
    EXPECT_THAT(lines(inputs(), closed("org/tool", "v1.3.0", "x")), ElementsAre("Dropped org/tool v1.2.3"));
    EXPECT_THAT(lines(closed("org/tool", "v1.2.0", "x"), inputs()), ElementsAre("Added org/tool v1.2.3"));
    EXPECT_THAT(lines(closed("org/other", "v1", "x"), closed("org/other", "v2", "x")), IsEmpty());
}

namespace {

using Kind = Reason::Kind;

// What differs of a release of the sample, and why.
std::map<std::string, std::vector<Reason>> released_otherwise(const Replacements& lock,
                                                              const Replacements& project = {}) {
    const auto difference =
        lock_difference(test::released_side("old"), test::released_side("new", lock, project), {});
    EXPECT_EQ(difference.artifacts.size() + difference.unchanged_artifacts.size(), 14U);
    EXPECT_EQ(difference.only_binaries, "");
    std::map<std::string, std::vector<Reason>> all;
    for (const ArtifactDifference& one : difference.artifacts) {
        EXPECT_EQ(one.change, Change::changed) << one.artifact.name;
        all[one.artifact.name] = one.reasons;
    }
    return all;
}

}  // namespace

TEST(ReleaseDifference, EqualReleasesStayBitEqual) {
    EXPECT_THAT(released_otherwise({}), IsEmpty());
}

TEST(ReleaseDifference, AnotherBaseImageChangesImagesAndTheirTars) {
    const std::vector<Reason> base = {{Kind::base_image, "666666666666 → 999999999999"}};
    EXPECT_THAT(released_otherwise({{std::string(64, '6'), std::string(64, '9')}}),
                ElementsAre(Pair("alpha-image", base), Pair("bin/linux/amd64/alpha.tar", base),
                            Pair("images/alpha.oci.tar", base)));
}

TEST(ReleaseDifference, ABaseImageOfElsewhereIsTheSame) {
    EXPECT_THAT(released_otherwise({{"oci:base@", "oci:other@"}}), IsEmpty());
}

TEST(ReleaseDifference, AnotherNumberChangesWhatHoldsItAlone) {
    const std::vector<Reason> number = {{Kind::number, "7 → 8"}};
    EXPECT_THAT(
        released_otherwise({{"number: 7", "number: 8"}}),
        ElementsAre(Pair("all.tar.gz", number), Pair("bin/linux/amd64/alpha.docker_image_name", number),
                    Pair("bin/linux/amd64/alpha.docker_tag", number),
                    Pair("bin/linux/amd64/alpha.tar", number), Pair("images/alpha.oci.tar", number)));
}

TEST(ReleaseDifference, WhatIsPackedOtherwiseIsPackaging) {
    const std::vector<Reason> packaging = {{Kind::packaging, ""}};
    EXPECT_THAT(released_otherwise({}, {{"LICENSES: licenses", "LICENSES: licenses, src: source"}}),
                ElementsAre(Pair("alpha-image", packaging), Pair("bin/linux/amd64/alpha.tar", packaging),
                            Pair("images/alpha.oci.tar", packaging)));
    EXPECT_THAT(released_otherwise({}, {{"entrypoint: [/usr/bin/alpha]", "command: [/usr/bin/alpha]"}}),
                ElementsAre(Pair("alpha-image", packaging), Pair("bin/linux/amd64/alpha.tar", packaging),
                            Pair("images/alpha.oci.tar", packaging)));
    EXPECT_THAT(released_otherwise({}, {{", alpha.name: image-name alpha", ""}}),
                ElementsAre(Pair("all.tar.gz", packaging)));
}

TEST(ReleaseDifference, AnotherTagIsTheSourceOfAllThatNamesIt) {
    const auto all = released_otherwise({{"v1.2.3", "v1.2.4"}, {std::string(40, '3'), std::string(40, '9')}});
    EXPECT_EQ(all.size(), 14U);
    for (const auto& [name, reasons] : all)
        EXPECT_THAT(reasons, ElementsAre(Reason{Kind::source, "v1.2.3 → v1.2.4"})) << name;
    EXPECT_TRUE(all.contains("tool-linux-amd64-v1.2.4.tar.gz"));
}

TEST(ReleaseDifference, SourceAndNumberAreToldTogether) {
    const auto all = released_otherwise({{"number: 7", "number: 8"}, {"v1.2.3", "v1.2.4"}});
    EXPECT_THAT(all.at("bin/linux/amd64/alpha.docker_tag"),
                ElementsAre(Reason{Kind::source, "v1.2.3 → v1.2.4"}, Reason{Kind::number, "7 → 8"}));
    EXPECT_THAT(all.at("alpha-image"), ElementsAre(Reason{Kind::source, "v1.2.3 → v1.2.4"}));
}

TEST(ReleaseDifference, WhereNoReleaseCanBePlannedBinariesAloneAreCompared) {
    LockSide is = test::released_side("new", {{std::string(64, '6'), std::string(64, '9')}});
    is.products.clear();
    is.products_problem = "the base image minimal is not pinned";
    const auto difference = lock_difference(test::released_side("old"), is, {});
    EXPECT_EQ(difference.only_binaries,
              "of new no release can be planned: the base image minimal is not pinned");
    EXPECT_THAT(difference.artifacts, IsEmpty());
    EXPECT_EQ(difference.unchanged_artifacts.size(), 7U);
}

TEST(LockDifference, WhatCannotBePlannedIsComparedWithoutArtifacts) {
    LockSide is = lock_side("new", inputs({{"v1.2.3", "v1.2.4"}}));
    is.plan.reset();
    is.plan_problem = "there is no toolchain \"go9\"";
    const auto difference = lock_difference(lock_side("old", inputs()), is, {});
    EXPECT_EQ(difference.artifacts_problem, "new cannot be planned: there is no toolchain \"go9\"");
    EXPECT_THAT(difference.artifacts, IsEmpty());
    EXPECT_EQ(difference.components.size(), 1U);
}
