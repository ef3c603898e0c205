#include "plan/find_action.h"

#include "base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;

namespace {

Plan plan() {
    Plan plan;
    for (const char* name :
         {"fetch go1.25.12", "source org/repo", "build org/repo linux/amd64", "build org/repo linux/arm64",
          "build org/repo tools/x linux/amd64", "build org/repo"})
        plan.actions.push_back({name, "", RunCommand(), {}, sha256(name)});
    return plan;
}

std::string found(const std::string& typed) {
    const Plan all = plan();
    return all.actions[find_action(all, typed)].name;
}

std::string refusal(const std::string& typed) {
    try {
        return "found " + found(typed);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Failure::usage);
        return error.render();
    }
}

}  // namespace

TEST(FindAction, TakesTheWholeNameAPartWordsOrADigest) {
    EXPECT_EQ(found("build org/repo"), "build org/repo") << "though it begins others";
    EXPECT_EQ(found("fetch"), "fetch go1.25.12");
    EXPECT_EQ(found("arm64"), "build org/repo linux/arm64");
    EXPECT_EQ(found("build amd64 tools/x"), "build org/repo tools/x linux/amd64");
    EXPECT_EQ(found(sha256("source org/repo").hex().substr(0, 12)), "source org/repo");
}

TEST(FindAction, WhatMayMeanSeveralIsRefusedNamingThem) {
    const std::string said = refusal("linux/amd64");
    EXPECT_THAT(said, testing::HasSubstr("may mean 2 actions"));
    EXPECT_THAT(said, testing::HasSubstr("build org/repo tools/x linux/amd64"));
}

TEST(FindAction, WhatIsMistypedIsSuggested) {
    EXPECT_THAT(refusal("source org/rpo"), testing::HasSubstr("Did you mean source org/repo?"));
    EXPECT_THAT(refusal("quite something else"), testing::HasSubstr("has no action"));
}
