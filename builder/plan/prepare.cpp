#include "plan/prepare.h"

#include "catalog/template.h"
#include "plan/command_build.h"
#include "plan/go_command.h"

namespace verbatim {

RunCommand prepare_command(const Project& project, const PrepareStep& step,
                           const std::map<std::string, std::string>& values) {
    constexpr std::int64_t gibibyte = 1LL << 30U;
    RunCommand run =
        uses_go(project) ? go_command(project, step.folder.value) : plain_command(project, step.folder.value);
    for (const std::string& word : step.run) run.argv.push_back(expand_known(word, values));
    if (project.modules != ModuleSource::tree) {
        run.environment["GOPROXY"] = std::string("file://") + modules_folder;
        run.environment["GOFLAGS"] = "-modcacherw";
    }
    for (const auto& [name, value] : step.environment) run.environment[name] = expand_known(value, values);
    OutputFolder left{project.paths.source, false, step.discard};
    left.without.emplace_back(".git");
    run.outputs["tree"] = left;
    run.memory_bytes = 2 * gibibyte;
    return run;
}

TakePrepared take_prepared(const PrepareStep& step, const std::string& name) {
    return {step.outputs,
            step.discard,
            {{"patched_commit", "{patched_commit}"},
             {"commit_time", "{commit_time}"},
             {"commit_date", "{commit_date}"}},
            name};
}

}  // namespace verbatim
