// What git makes of the variables is tried in tests/functional/poison.py; here, what they say.
#include "plan/git_environment.h"

#include <gtest/gtest.h>

using namespace verbatim;

namespace {
// Name → last value, as git reads them.
std::map<std::string, std::string> settings(const std::map<std::string, std::string>& variables) {
    std::map<std::string, std::string> found;
    for (int i = 0; i < std::stoi(variables.at("GIT_CONFIG_COUNT")); ++i)
        found[variables.at("GIT_CONFIG_KEY_" + std::to_string(i))] =
            variables.at("GIT_CONFIG_VALUE_" + std::to_string(i));
    return found;
}
}  // namespace

TEST(GitEnvironment, OnlyTheSourcesFolderIsTrusted) {
    const auto said = settings(git_environment("/build/src"));
    EXPECT_EQ(said.at("safe.directory"), "/build/src");
    for (const auto& [name, value] : said) EXPECT_NE(value, "*") << name;
}

TEST(GitEnvironment, NoFileOfTheMachineIsRead) {
    const auto variables = git_environment("/build/src");
    EXPECT_EQ(variables.at("GIT_CONFIG_NOSYSTEM"), "1");
    EXPECT_EQ(variables.at("GIT_CONFIG_GLOBAL"), "/dev/null");
    EXPECT_EQ(variables.at("GIT_ATTR_NOSYSTEM"), "1");
}

TEST(GitEnvironment, ForTheGoCommandThereIsOneRepository) {
    const auto variables = pinned_git_environment("/build/src");
    EXPECT_EQ(variables.at("GIT_DIR"), "/build/src/.git");
    EXPECT_EQ(variables.at("GIT_WORK_TREE"), "/build/src");
    EXPECT_EQ(settings(variables).at("protocol.allow"), "never");
    EXPECT_EQ(settings(variables).at("core.fsmonitor"), "false");
}
