// The settings are git's own list of what names a program, in Documentation/config: where one is empty or
// false nothing is started. Filters, diff drivers and merge drivers have names that only attributes tell; so
// no file of attributes outside of the tree is read, and what they would name has no definition.
#include "plan/git_environment.h"

#include <utility>
#include <vector>

namespace verbatim {

namespace {

using GitSettings = std::vector<std::pair<std::string, std::string>>;

GitSettings harmless_settings(const std::string& source) {
    return {
        {"safe.directory", ""},  // forgets what was said before
        {"safe.directory", source},
        {"safe.bareRepository", "explicit"},
        {"core.fsmonitor", "false"},
        {"core.hooksPath", "/dev/null"},
        {"core.attributesFile", "/dev/null"},
        {"core.excludesFile", "/dev/null"},
        {"core.editor", "false"},
        {"sequence.editor", "false"},
        {"core.pager", "cat"},
        {"core.sshCommand", "false"},
        {"core.askPass", ""},
        {"core.gitProxy", ""},
        {"core.alternateRefsCommand", ""},
        {"credential.helper", ""},
        {"diff.external", ""},
        {"interactive.diffFilter", ""},
        {"gpg.program", "false"},
        {"log.showSignature", "false"},
        {"uploadpack.packObjectsHook", ""},
        {"submodule.recurse", "false"},
        {"gc.auto", "0"},
        {"maintenance.auto", "false"},
    };
}

std::map<std::string, std::string> variables_of(const GitSettings& settings) {
    std::map<std::string, std::string> variables = {
        {"GIT_CONFIG_COUNT", std::to_string(settings.size())},
        {"GIT_CONFIG_NOSYSTEM", "1"},
        {"GIT_CONFIG_GLOBAL", "/dev/null"},
        {"GIT_ATTR_NOSYSTEM", "1"},
        {"GIT_TERMINAL_PROMPT", "0"},
        {"GIT_OPTIONAL_LOCKS", "0"},
    };
    for (std::size_t i = 0; i < settings.size(); ++i) {
        variables["GIT_CONFIG_KEY_" + std::to_string(i)] = settings[i].first;
        variables["GIT_CONFIG_VALUE_" + std::to_string(i)] = settings[i].second;
    }
    return variables;
}

}  // namespace

std::map<std::string, std::string> git_environment(const std::string& source) {
    return variables_of(harmless_settings(source));
}

std::map<std::string, std::string> pinned_git_environment(const std::string& source) {
    GitSettings settings = harmless_settings(source);
    // A repository that lacks an object may name a program that brings it.
    settings.emplace_back("protocol.allow", "never");
    std::map<std::string, std::string> variables = variables_of(settings);
    variables["GIT_DIR"] = source + "/.git";
    variables["GIT_WORK_TREE"] = source;
    return variables;
}

}  // namespace verbatim
