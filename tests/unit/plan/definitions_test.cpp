#include "plan/definitions.h"

#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::string exchanged(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

std::set<std::size_t> targets_of(const Plan& plan) {
    std::set<std::size_t> targets;
    for (const Artifact& artifact : plan.artifacts) targets.insert(artifact.action);
    if (plan.distro) targets.insert(*plan.distro);
    return targets;
}

// Tables in which all of the sample is Verbatim's own.
OwnTables tables_of(const PlanInputs& inputs) {
    OwnTables own;
    for (const auto& [version, toolchain] : inputs.toolchains)
        for (const auto& [host, pin] : toolchain.hosts)
            own.toolchains.emplace(version, pin.module_version, pin.h1.value);
    for (const auto& [name, root] : inputs.roots)
        for (const auto& [host, packages] : root.hosts)
            for (const DebianPackage& one : packages)
                own.packages.emplace(one.name, one.version, one.sha256.value);
    for (const auto& [name, project] : inputs.projects)
        own.files["projects/" + name + "/project.yaml"] = project.text_sha256;
    own.distro_sources.insert(inputs.release.distro.source.value);
    return own;
}

Definitions definitions_of(const PlanInputs& inputs) {
    static const OwnTables own = tables_of(sample_inputs());
    const Plan plan = make_plan(inputs);
    Definitions definitions;
    definitions.add(plan, targets_of(plan), inputs.projects, own);
    return definitions;
}

std::vector<std::string> foreign(const Definitions& definitions) {
    std::vector<std::string> all;
    for (const ForeignDefinition& one : definitions.foreign())
        all.push_back(one.kind + "|" + one.name + "|" + one.what);
    return all;
}

}  // namespace

TEST(Definitions, ThatAreVerbatimsOwnAreOnlyADigest) {
    EXPECT_THAT(foreign(definitions_of(sample_inputs())), IsEmpty());
}

// A compiler, a root, a distro of the same name, which give what they like.
TEST(Definitions, OfTheSameNameWithAnotherPinAreNotVerbatimsOwn) {
    const Digest before = definitions_of(sample_inputs()).sha256();
    PlanInputs inputs = sample_inputs();
    const std::string h1 = "h1:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";
    inputs.toolchains.at("go1.25.12").hosts.begin()->second.h1.value = h1;
    EXPECT_THAT(foreign(definitions_of(inputs)), ElementsAre("toolchain|go1.25.12|" + h1));
    EXPECT_NE(definitions_of(inputs).sha256(), before);

    inputs = sample_inputs();
    inputs.roots.at("git").hosts.begin()->second.front().sha256.value = sha256("another");
    EXPECT_THAT(foreign(definitions_of(inputs)), ElementsAre("builder root|git|git 1"));
    EXPECT_NE(definitions_of(inputs).sha256(), before);

    inputs = sample_inputs();
    inputs.release.distro.source.value = "https://evil.example.test/distro/all";
    EXPECT_THAT(foreign(definitions_of(inputs)), ElementsAre("distro|https://evil.example.test/distro/all|"));
    EXPECT_NE(definitions_of(inputs).sha256(), before);

    inputs = sample_inputs();
    inputs.release.committer = Located<std::string>{"A <a@example.test>", {}};
    inputs.own_patches["org/tool"] = {{"0001.patch", sha256("x")}};
    EXPECT_THAT(foreign(definitions_of(inputs)), ElementsAre("patches|org/tool|1 patch"));
    EXPECT_NE(definitions_of(inputs).sha256(), before);
}

TEST(Definitions, OfAProjectAreItsOwnTextAndSayWhatCommandsItRuns) {
    const Digest before = definitions_of(sample_inputs()).sha256();
    const std::string commented = "# a comment\n" + std::string(sample_project);
    const Definitions same = definitions_of(sample_inputs(commented));
    EXPECT_THAT(foreign(same), ElementsAre("project|org/tool|")) << "nobody has read this text";
    EXPECT_EQ(same.sha256(), before) << "but it says the same";
    const std::string steps = std::string(sample_project) + "prepare: [{run: [make, generate]}]\n";
    const Definitions prepared = definitions_of(sample_inputs(steps));
    EXPECT_THAT(foreign(prepared), ElementsAre("project|org/tool|1 prepare step"));
    EXPECT_NE(prepared.sha256(), before);
}

TEST(Definitions, ChangeWithEveryPinOfTheLock) {
    const Digest before = definitions_of(sample_inputs()).sha256();
    for (const char* pin :
         {"1111111111111111111111111111111111111111", "3333333333333333333333333333333333333333",
          "4444444444444444444444444444444444444444", "2026-01-02T03:04:05Z"}) {
        std::string release = sample_release;
        const std::string other = pin[0] == '2' ? "2026-01-02T03:04:06Z" : std::string(40, '9');
        for (std::size_t at = release.find(pin); at != std::string::npos; at = release.find(pin))
            release.replace(at, std::string(pin).size(), other);
        EXPECT_NE(definitions_of(sample_inputs(sample_project, release)).sha256(), before) << pin;
    }
    const std::string shorter =
        exchanged(sample_release, "      sub/mod/v1.2.3: 3333333333333333333333333333333333333333\n", "");
    EXPECT_NE(definitions_of(sample_inputs(sample_project, shorter)).sha256(), before);
}

// A source in the project folder is Verbatim's own only at a commit that it knows.
TEST(Definitions, OfAnEmbeddedSourceAreItsCommit) {
    const auto embedded = [](std::string text, const std::string& url) {
        return exchanged(std::move(text), "https://git.example.test/" + url, "embedded:samples/" + url);
    };
    const PlanInputs inputs =
        sample_inputs(embedded(sample_project, "org/tool"), embedded(sample_release, "distro/all"));
    OwnTables own = tables_of(inputs);
    const Plan plan = make_plan(inputs);
    Definitions strange, known;
    strange.add(plan, targets_of(plan), inputs.projects, own);
    EXPECT_THAT(foreign(strange), ElementsAre("distro|embedded:samples/distro/all|",
                                              "source|embedded:samples/org/tool|" + std::string(40, '3')));
    own.commits = {std::string(40, '1'), std::string(40, '3')};
    known.add(plan, targets_of(plan), inputs.projects, own);
    EXPECT_THAT(foreign(known), IsEmpty());
}

TEST(Definitions, HoldWhatIsExpectedOfTheRelease) {
    Expectation one;
    one.release.value = "one";
    one.component = "org/tool";
    one.verdict = "differs";
    Definitions definitions = definitions_of(sample_inputs());
    const Digest before = definitions.sha256();
    definitions.add(std::vector<Expectation>{one}, "two");
    EXPECT_EQ(definitions.sha256(), before);
    definitions.add(std::vector<Expectation>{one}, "one");
    EXPECT_NE(definitions.sha256(), before);
    EXPECT_THAT(foreign(definitions), ElementsAre("expectations|expected.yaml|1 expected verdict"));
}

// The canonical encoding, by hand.
TEST(Definitions, DigestIsOfThePlanDigestsOfWhatIsBuilt) {
    const auto text = [](const std::string& value) {
        std::string length(8, '\0');
        length[7] = static_cast<char>(value.size());
        return length + value;
    };
    Plan plan;
    plan.actions.resize(2);
    plan.actions[0].plan_digest = sha256("a");
    plan.actions[1].plan_digest = sha256("b");
    for (Action& action : plan.actions) action.operation = MakeSource();
    Definitions definitions;
    definitions.add(plan, {0, 1}, {});
    const std::string two = std::string(7, '\0') + '\2';
    // sha256 of "b" is the lesser.
    EXPECT_LT(sha256("b").hex(), sha256("a").hex());
    EXPECT_EQ(definitions.sha256(), sha256(text("verbatim definitions 1") + "l" + text("plans") + two +
                                           text(sha256("b").hex()) + text(sha256("a").hex())));
    Definitions joined, other;
    joined.add(plan, {1}, {});
    other.add(plan, {0}, {});
    EXPECT_NE(joined.sha256(), definitions.sha256());
    joined.add(other);
    EXPECT_EQ(joined.sha256(), definitions.sha256()) << "in whatever order";
}
