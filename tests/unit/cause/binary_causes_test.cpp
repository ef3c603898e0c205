// The rules alone, for what is hard to build: what counts as a consequence, and what a text may hold.
#include "cause/binary_causes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

using namespace verbatim;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

BinaryPair equal_pair() {
    BuildInfo info;
    info.go = "go1.25.12";
    info.path = "example.com/tool";
    info.main = {"example.com/tool", "v1.0.0", "", {}};
    info.dependencies = {{"example.com/dep", "v1.0.0", "h1:one=", {}}};
    info.settings = {{"GOOS", "linux"},
                     {"GOARCH", "amd64"},
                     {"CGO_ENABLED", "0"},
                     {"vcs.revision", "aaaa"},
                     {"vcs.modified", "false"}};
    return {{"ELF, amd64", info}, {"ELF, amd64", info}, {}};
}

std::vector<Cause::Kind> kinds(const BinaryPair& pair) {
    std::vector<Cause::Kind> found;
    for (const Cause& cause : binary_causes(pair)) found.push_back(cause.kind);
    return found;
}

FunctionDifference other_function() {
    return {"main.main", 16, 32, {}};
}

}  // namespace

TEST(BinaryCauses, AreNoneWhereNothingDiffers) {
    EXPECT_THAT(binary_causes(equal_pair()), IsEmpty());
}

TEST(BinaryCauses, AnotherGoReleaseExplainsEveryFunction) {
    BinaryPair pair = equal_pair();
    pair.is.info->go = "go1.26.5";
    pair.difference.functions = {other_function()};
    pair.difference.functions_count = 1;
    EXPECT_THAT(kinds(pair), ElementsAre(Cause::Kind::go));
}

TEST(BinaryCauses, ADirtyTreeMayHideAPatch) {
    BinaryPair pair = equal_pair();
    pair.is.info->settings["vcs.modified"] = "true";
    pair.is.info->main.version = "v1.0.0+dirty";
    EXPECT_THAT(kinds(pair), ElementsAre(Cause::Kind::dirty));
    pair.difference.functions = {other_function()};
    pair.difference.functions_count = 1;
    EXPECT_THAT(kinds(pair), ElementsAre(Cause::Kind::dirty, Cause::Kind::code));
}

TEST(BinaryCauses, AnotherCommitStandsBeforeADirtyTreeAndBothBeforeModules) {
    BinaryPair pair = equal_pair();
    pair.is.info->settings["vcs.modified"] = "true";
    pair.is.info->settings["vcs.revision"] = "bbbb";
    pair.is.info->dependencies[0].version = "v1.1.0";
    EXPECT_THAT(kinds(pair), ElementsAre(Cause::Kind::commit, Cause::Kind::dirty, Cause::Kind::modules));
}

TEST(BinaryCauses, AReplacedModuleHasItsHashThere) {
    BinaryPair pair = equal_pair();
    for (auto* side : {&pair.was, &pair.is})
        side->info->dependencies = {
            {"example.com/dep", "v1.0.0", "", {{"example.com/fork", "v1.0.1", "h1:two=", {}}}}};
    EXPECT_THAT(kinds(pair), IsEmpty());
    pair.is.info->dependencies[0].replacement[0].sum.clear();
    EXPECT_THAT(kinds(pair), ElementsAre(Cause::Kind::vendored));
}

TEST(BinaryCauses, ASettingThatNoRuleKnowsIsTold) {
    BinaryPair pair = equal_pair();
    pair.is.info->settings["-gcflags"] = "-N";
    const auto causes = binary_causes(pair);
    ASSERT_EQ(causes.size(), 1U);
    EXPECT_EQ(causes[0].kind, Cause::Kind::setting);
    EXPECT_EQ(causes[0].text, "another setting of the build: -gcflags none in A, -N in B");
}

TEST(BinaryCauses, BytesThatNoRuleKnowsAreToldBySection) {
    BinaryPair pair = equal_pair();
    SectionDifference section;
    section.name = ".noptrdata";
    section.was = section.is = 64;
    section.bytes = 3;
    section.first = 16;
    pair.difference.sections = {section};
    const auto causes = binary_causes(pair);
    ASSERT_EQ(causes.size(), 1U);
    EXPECT_EQ(causes[0].kind, Cause::Kind::bytes);
    EXPECT_THAT(causes[0].evidence, ElementsAre("section .noptrdata differs from 0x10 on, in 3 bytes"));
}

TEST(BinaryCauses, HoldNoControlByteOfABinary) {
    BinaryPair pair = equal_pair();
    pair.is.info->go = "go1\x1b[31m";
    pair.is.info->path = "a\x1b";
    pair.is.info->settings["-x\x1b"] = "\x1b";
    pair.is.info->settings["vcs.revision"] = std::string(5000, '\x1b');
    const auto causes = binary_causes(pair);
    EXPECT_FALSE(causes.empty());
    for (const Cause& cause : causes) {
        std::string all = cause.text + cause.next;
        for (const std::string& line : cause.evidence) all += line;
        EXPECT_THAT(all, testing::Not(HasSubstr("\x1b")));
        EXPECT_LT(cause.text.size(), 1000U);
    }
}

TEST(Causes, HaveANameEach) {
    std::set<std::string_view> names;
    for (int kind = 0; kind <= static_cast<int>(Cause::Kind::bytes); ++kind)
        EXPECT_TRUE(names.insert(to_string(static_cast<Cause::Kind>(kind))).second) << kind;
    EXPECT_EQ(to_string(Cause::Kind::cut_short), "cut short");
    EXPECT_EQ(to_string(Cause::Kind::bytes), "bytes");
}
