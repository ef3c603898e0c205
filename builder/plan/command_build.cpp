#include "plan/command_build.h"

#include "base/error.h"
#include "base/files.h"
#include "catalog/template.h"
#include "plan/git_environment.h"
#include "plan/go_command.h"

namespace verbatim {

namespace {

void need_number(const Project& project, const ModuleBuild& build) {
    const auto named = [](const std::string& text) { return references(text).contains("number"); };
    bool found = false;
    for (const std::string& word : build.run) found = found || named(word);
    for (const auto& [name, value] : build.environment) found = found || named(value);
    if (found)
        throw Error(Failure::definition,
                    "a build of " + project.name + " names {number}, and the release has none")
            .at(build.at, "this build")
            .note("The lock's key `number` says it.");
}

}  // namespace

RunCommand plain_command(const Project& project, const std::string& folder) {
    const SandboxPaths& paths = project.paths;
    RunCommand run;
    run.directory = folder == "." ? paths.source : paths.source + "/" + folder;
    run.environment = {
        {"PATH", "/usr/bin:/bin"}, {"HOME", paths.home},
        {"USER", "builder"},       {"LANG", "C.UTF-8"},
        {"LC_ALL", "C.UTF-8"},     {"TZ", "UTC"},
        {"TMPDIR", "/tmp"},        {"SOURCE_DATE_EPOCH", "{commit_time}"},
    };
    run.environment.merge(git_environment(paths.source));
    run.scratch = {"/tmp", paths.home};
    return run;
}

RunCommand build_by_command(const Project& project, const ModuleBuild& build, const Platform& platform,
                            const std::map<std::string, std::string>& values) {
    if (!values.contains("number")) need_number(project, build);
    RunCommand run = plain_command(project, build.folder.value);
    for (const std::string& word : build.run) run.argv.push_back(expand_known(word, values));
    for (const auto& [name, value] : build.environment) run.environment[name] = expand_known(value, values);
    OutputFolder bin{project.paths.source};
    for (const auto& [name, path] : build.binaries) {
        const std::string file = expand(path.value, values);
        if (!is_contained_path(file))
            throw Error(Failure::definition, "the binary " + name + " would be taken from \"" + file + "\"")
                .at(path.at, "expected a path in the tree");
        bin.files[file_name(name, platform)] = file;
    }
    run.outputs["bin"] = bin;
    run.memory_bytes = 1LL << 30U;
    return run;
}

}  // namespace verbatim
