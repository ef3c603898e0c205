// The verdict on a set of hashes: what is tried, in which order, when it ends. The builds here are digests of
// what a build sees.
#include "audit/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

const std::set<std::string> keys = {"linux/amd64/one", "linux/amd64/two", "linux/arm64/one",
                                    "linux/arm64/two"};

FolderState state(const std::string& tag, const std::string& golang = "1.24") {
    return {"1-35", sha256(tag).hex().substr(0, 40), 100, tag, golang, "c", {}};
}

Digest bits(const std::string& tag, const std::string& go, const std::string& key) {
    return sha256(tag + go + key);
}

std::vector<BuildChange> clean_too(const FolderState&) {
    BuildChange clean{"no marker file in the tree", {}};
    clean.how.clean = true;
    return {clean};
}

struct AuditTest : testing::Test {
    AuditWorld world;
    PublishedSet set;
    std::vector<std::string> asked;
    std::map<std::string, std::string> missing;  // tag → why
    std::string failure;                         // of each build
    int builds_left = 1000;

    AuditTest() {
        set.published = {state("v1")};
        set.pins = {state("v1"), state("v2")};
        world.host = "linux/amd64";
        world.buildable = [this](const FolderState& pins) {
            const auto problem = missing.find(*pins.git_tag);
            return problem == missing.end() ? Buildable{keys, {}} : Buildable{{}, problem->second};
        };
        world.go = [](const FolderState&, std::int64_t) {
            return std::vector<std::string>{"go5", "go4", "go3", "go2", "go1"};
        };
        world.build = [this](const FolderState& pins, const Candidate& how, const std::set<std::string>& of) {
            const std::string go = how.go + (how.clean ? " clean" : "");
            asked.push_back(*pins.git_tag + " " + go + " " + (of.size() == 1 ? *of.begin() : "all"));
            BuiltArtifacts built;
            for (const std::string& key : of) {
                if (failure.empty()) built[key].sha256 = bits(*pins.git_tag, go, key);
                built[key].failure = failure;
            }
            --builds_left;
            return built;
        };
        world.out_of_time = [this] { return builds_left <= 0; };
    }
    void claim(const std::string& tag, const std::string& go, const std::string& platform = "") {
        for (const std::string& key : keys)
            if (key.starts_with(platform)) set.hashes[key] = bits(tag, go, key);
    }
};

}  // namespace

TEST_F(AuditTest, FindsTheReleaseOnOneBinaryAndConfirmsItOnAll) {
    claim("v1", "go4");
    const SetAudit found = audit_set(set, world);
    EXPECT_THAT(asked, ElementsAre("v1 go5 linux/amd64/one", "v1 go4 linux/amd64/one", "v1 go4 all"));
    EXPECT_EQ(found.count(HashVerdict::reproduced), 4U);
    ASSERT_THAT(found.found, SizeIs(1));
    EXPECT_EQ(found.found[0].go, "go4");
    EXPECT_TRUE(found.found[0].own_day);
    EXPECT_THAT(found.tries, SizeIs(2));
    EXPECT_EQ(found.cause, "");
}

TEST_F(AuditTest, TriesThePinsBesideItsDayBeforeOldReleases) {
    claim("v2", "go5");
    const SetAudit found = audit_set(set, world);
    EXPECT_THAT(asked, ElementsAre("v1 go5 linux/amd64/one", "v1 go4 linux/amd64/one",
                                   "v1 go3 linux/amd64/one", "v2 go5 linux/amd64/one", "v2 go5 all"));
    ASSERT_THAT(found.found, SizeIs(1));
    EXPECT_FALSE(found.found[0].own_day);
    EXPECT_EQ(*found.found[0].pins.git_tag, "v2");
}

TEST_F(AuditTest, MayBeOfTwoSetsOfInputs) {
    claim("v1", "go5");
    claim("v1", "go2", "linux/arm64");
    const SetAudit found = audit_set(set, world);
    EXPECT_EQ(found.count(HashVerdict::reproduced), 4U);
    ASSERT_THAT(found.found, SizeIs(2));
    EXPECT_THAT(found.found[1].keys, ElementsAre("linux/arm64/one", "linux/arm64/two"));
}

TEST_F(AuditTest, SaysWhatNothingGivesAfterSoManyTries) {
    claim("v3", "go5");
    world.tries = 6;
    const SetAudit found = audit_set(set, world);
    EXPECT_EQ(found.count(HashVerdict::differs), 4U);
    EXPECT_THAT(found.tries, SizeIs(18))
        << "six for the first, four for the second and the two of the other platform";
    EXPECT_EQ(found.cause, "other bits with 6 different sets of inputs");
}

TEST_F(AuditTest, TriesTheLikeliestReleaseBuiltInOtherWays) {
    world.changes = clean_too;
    claim("v1", "go5 clean");
    const SetAudit found = audit_set(set, world);
    EXPECT_EQ(found.count(HashVerdict::reproduced), 4U);
    EXPECT_EQ(found.found.front().change, "no marker file in the tree");
    EXPECT_THAT(asked,
                ElementsAre("v1 go5 linux/amd64/one", "v1 go4 linux/amd64/one", "v1 go3 linux/amd64/one",
                            "v1 go5 clean linux/amd64/one", "v1 go5 clean all"));
}

TEST_F(AuditTest, TriesOlderReleasesBeforeUnlikelyOnesOfAnotherDay) {
    claim("v1", "go2");
    const SetAudit found = audit_set(set, world);
    EXPECT_EQ(found.count(HashVerdict::reproduced), 4U);
    std::vector<std::string> tries;
    for (const AuditTry& one : found.tries) tries.push_back(*one.pins.git_tag + " " + one.go);
    EXPECT_THAT(tries, ElementsAre("v1 go5", "v1 go4", "v1 go3", "v2 go5", "v2 go4", "v1 go2"));
}

TEST_F(AuditTest, BeginsWithTheWayThatGaveASetCloseBy) {
    world.changes = clean_too;
    world.likely_change = "no marker file in the tree";
    claim("v1", "go4 clean");
    EXPECT_EQ(audit_set(set, world).tries.size(), 2U);
    claim("v1", "go5");
    const SetAudit found = audit_set(set, world);
    EXPECT_EQ(found.tries.size(), 4U) << "and as defined after it";
    EXPECT_EQ(found.found.front().change, "");
}

TEST_F(AuditTest, BeginsWithTheReleaseThatGaveASetOfTheSameDeclaredMinor) {
    claim("v1", "go3");
    world.likely_go = {{"1.23", "go2"}, {"1.24", "go3"}};
    EXPECT_THAT(audit_set(set, world).tries, SizeIs(1));
    world.likely_go = {{"1.24", "go9"}};
    EXPECT_THAT(audit_set(set, world).tries, SizeIs(3)) << "it was not out";
    world.likely_go = {{"1.24", "go1"}};
    const SetAudit found = audit_set(set, world);
    EXPECT_THAT(found.tries, SizeIs(6)) << "three of its day, two of another, and then it";
    EXPECT_EQ(found.found.front().go, "go3");
}

TEST_F(AuditTest, AFailureOfOneWayToBuildIsNoneOfAnother) {
    world.changes = clean_too;
    claim("v1", "go5 clean");
    const auto build = world.build;
    world.build = [&](const FolderState& pins, const Candidate& how, const std::set<std::string>& of) {
        failure = how.clean ? "" : "no module";
        return build(pins, how, of);
    };
    EXPECT_EQ(audit_set(set, world).count(HashVerdict::reproduced), 4U);
}

TEST_F(AuditTest, TellsEachTryBeforeIt) {
    claim("v1", "go4");
    std::vector<std::string> told;
    world.trying = [&](const AuditTry& next, std::size_t number, std::size_t most) {
        told.push_back(*next.pins.git_tag + " " + next.go + " " + next.key + " " + std::to_string(number) +
                       "/" + std::to_string(most));
    };
    const SetAudit found = audit_set(set, world);
    ASSERT_THAT(told, SizeIs(found.tries.size()));
    EXPECT_EQ(told.front(), "v1 go5 linux/amd64/one 1/10");
}

TEST_F(AuditTest, NamesTheReleasesThatNobodyHas) {
    claim("v3", "go5");
    world.tries = 2;
    world.absent = [](const FolderState& pins, std::int64_t) {
        return std::vector<std::string>{*pins.git_tag + ".3", "go1.21.4"};
    };
    EXPECT_EQ(
        audit_set(set, world).cause,
        "other bits with 2 different sets of inputs; not tried, since no proxy gave it: v1.3, go1.21.4");
}

TEST_F(AuditTest, OfOneHashThatIsOtherLeavesTheRestReproduced) {
    claim("v1", "go5");
    set.hashes["linux/arm64/two"] = sha256("another");
    const SetAudit found = audit_set(set, world);
    EXPECT_EQ(found.count(HashVerdict::reproduced), 3U);
    EXPECT_EQ(found.hashes.at("linux/arm64/two"), HashVerdict::differs);
}

TEST_F(AuditTest, OfTheFirstHashThatIsOtherLeavesTheRestReproduced) {
    claim("v1", "go5");
    set.hashes["linux/amd64/one"] = sha256("another");
    const SetAudit found = audit_set(set, world);
    EXPECT_EQ(found.count(HashVerdict::reproduced), 3U);
    EXPECT_EQ(found.hashes.at("linux/amd64/one"), HashVerdict::differs);
}

TEST_F(AuditTest, NothingIsCalledDifferentThatWasNotBuilt) {
    claim("v1", "go5");
    set.hashes["linux/amd64/one"] = set.hashes["linux/amd64/two"] = sha256("another");
    set.hashes["linux/amd64/zed"] = bits("v1", "go5", "linux/amd64/zed");
    set.hashes["linux/amd64/zee"] = sha256("another");
    world.buildable = [](const FolderState&) {
        std::set<std::string> all = keys;
        all.insert({"linux/amd64/zed", "linux/amd64/zee"});
        return Buildable{all, {}};
    };
    const auto build = world.build;
    world.build = [&](const FolderState& pins, const Candidate& how, const std::set<std::string>& of) {
        BuiltArtifacts built = build(pins, how, of);
        if (const auto zee = built.find("linux/amd64/zee"); zee != built.end()) zee->second = {{}, "no", 0};
        return built;
    };
    const SetAudit found = audit_set(set, world);
    EXPECT_EQ(found.hashes.at("linux/amd64/zed"), HashVerdict::reproduced);
    EXPECT_EQ(found.hashes.at("linux/amd64/zee"), HashVerdict::unbuildable);
    EXPECT_EQ(found.count(HashVerdict::differs), 2U);
}

TEST_F(AuditTest, NamesTheInputThatIsMissing) {
    claim("v1", "go5");
    missing["v1"] = "upstream has no tag v1";
    SetAudit found = audit_set(set, world);
    EXPECT_EQ(found.count(HashVerdict::unbuildable), 4U) << "bits of v2 say nothing of v1";
    EXPECT_EQ(found.cause, "upstream has no tag v1");
    missing["v2"] = "upstream has no tag v2";
    asked.clear();
    found = audit_set(set, world);
    EXPECT_EQ(found.count(HashVerdict::unbuildable), 4U);
    EXPECT_EQ(found.cause, "upstream has no tag v1");
    EXPECT_THAT(asked, IsEmpty());
    set.pins.clear();
    EXPECT_EQ(audit_set(set, world).cause, "the distro has no GIT_TAG beside it");
}

TEST_F(AuditTest, DoesNotTryAgainWhatFailsTwiceInTheSameWords) {
    claim("v1", "go5");
    failure = "the module x cannot be fetched";
    const SetAudit found = audit_set(set, world);
    EXPECT_EQ(found.count(HashVerdict::unbuildable), 4U);
    EXPECT_EQ(found.cause, failure);
    EXPECT_THAT(asked, SizeIs(8)) << "two for each pins, on a binary of each platform";
}

TEST_F(AuditTest, EndsWithItsBudget) {
    claim("v1", "go2");
    builds_left = 2;
    const SetAudit found = audit_set(set, world);
    EXPECT_EQ(found.count(HashVerdict::not_tried), 4U);
    EXPECT_THAT(found.tries, SizeIs(2));
}

TEST_F(AuditTest, SaysWhatTheDefinitionDoesNotBuild) {
    claim("v1", "go5");
    set.hashes["bin/strange"] = sha256("strange");
    const SetAudit found = audit_set(set, world);
    EXPECT_EQ(found.count(HashVerdict::reproduced), 4U);
    EXPECT_EQ(found.hashes.at("bin/strange"), HashVerdict::not_defined);
    EXPECT_EQ(found.cause, "the project's definition does not build bin/strange");
}

TEST_F(AuditTest, CountsADifferentHashOnceByTheBestThatWasSaidOfIt) {
    claim("v1", "go5");
    ComponentAudit audit;
    audit.sets = {left_out(set, HashVerdict::too_old, "declared"), audit_set(set, world),
                  left_out(set, HashVerdict::not_tried, "budget")};
    set.hashes = {{"linux/amd64/one", sha256("other")}};
    audit.sets.push_back(left_out(set, HashVerdict::too_old, "declared"));
    EXPECT_EQ(audit.hashes(),
              (std::map<HashVerdict, std::size_t>{{HashVerdict::reproduced, 4}, {HashVerdict::too_old, 1}}));
}

TEST(DeclaredBefore, GoesByTheMinorThatTheDistroDeclares) {
    EXPECT_TRUE(declared_before(state("v1", "1.20"), "1.21"));
    EXPECT_TRUE(declared_before(state("v1", "1.9"), "1.21"));
    EXPECT_FALSE(declared_before(state("v1", "1.21"), "1.21"));
    EXPECT_FALSE(declared_before(state("v1", "1.100"), "1.21"));
    EXPECT_TRUE(declared_before(state("v1", "eks"), "1.21")) << "no number";
    FolderState none = state("v1");
    none.golang.reset();
    EXPECT_TRUE(declared_before(none, "1.21"));
}
