// The environment of a build follows "What hermetic means here" in the architecture: GOENV=off, so that no
// file of `go env -w` speaks; GOTOOLCHAIN=local, so that no go.mod chooses a toolchain; no proxy but a
// folder.
#include "plan/go_command.h"

#include "base/text.h"
#include "catalog/template.h"
#include "plan/command_build.h"
#include "plan/git_environment.h"

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::int64_t gibibyte = 1LL << 30U;

std::string in_source(const Project& project, const std::string& folder) {
    return folder == "." ? project.paths.source : project.paths.source + "/" + folder;
}

// The name that `go build -o FOLDER/` gives a package's binary, or "" where it depends on more than the path.
std::string package_name(const std::string& package) {
    const std::string last = package.substr(package.rfind('/') + 1);
    const bool version =
        last.size() > 1 && last[0] == 'v' && last.find_first_not_of("0123456789", 1) == std::string::npos;
    return last == "." || last == ".." || version ? "" : last;
}

// As the Go command splits it: parts with blanks are put between quotes.
std::string quoted_flags(const std::vector<std::string>& flags) {
    std::vector<std::string> parts;
    for (const std::string& flag : flags) {
        const bool plain = !flag.empty() && flag.find_first_of(" \t\n\r'\"") == std::string::npos;
        const char quote = flag.find('\'') == std::string::npos ? '\'' : '"';
        parts.push_back(plain ? flag : quote + flag + quote);
    }
    return join(parts, " ");
}

}  // namespace

RunCommand go_command(const Project& project, const std::string& folder) {
    const SandboxPaths& paths = project.paths;
    RunCommand run = plain_command(project, folder);
    run.environment["PATH"] = paths.goroot + "/bin:" + run.environment.at("PATH");
    run.environment.insert({{"GOPATH", paths.gopath},
                            {"GOCACHE", "/tmp/go-build-cache"},
                            {"GOENV", "off"},
                            {"GOFLAGS", ""},
                            {"GOTOOLCHAIN", "local"},
                            {"GOTELEMETRY", "off"},
                            {"GOPROXY", "off"},
                            {"GOSUMDB", "off"}});
    run.scratch.push_back(paths.gopath);
    return run;
}

std::string file_name(const std::string& binary, const Platform& platform) {
    return platform.os == "windows" ? binary + ".exe" : binary;
}

std::vector<BuildGroup> group_binaries(const ModuleBuild& build) {
    BuildGroup named_by_go{{}, true};
    std::vector<BuildGroup> groups;
    for (const auto& [name, package] : build.binaries) {
        if (package_name(package.value) == name) {
            named_by_go.binaries[name] = package.value;
        } else {
            groups.push_back({{{name, package.value}}, false});
        }
    }
    if (!named_by_go.binaries.empty()) groups.insert(groups.begin(), named_by_go);
    return groups;
}

RunCommand vendor_command(const Project& project, const std::string& folder) {
    RunCommand run = go_command(project, folder);
    run.argv = {project.paths.goroot + "/bin/go", "mod", "vendor"};
    run.environment["GOPROXY"] = std::string("file://") + modules_folder;
    run.environment["GOFLAGS"] = "-modcacherw";
    run.outputs["vendor"] = {in_source(project, folder) + "/vendor",
                             true};  // absent where nothing is required
    run.time_limit_seconds = 900;
    run.memory_bytes = gibibyte;
    return run;
}

RunCommand build_command(const Project& project, const ModuleBuild& build, const BuildGroup& group,
                         const Platform& platform, const std::map<std::string, std::string>& values) {
    RunCommand run = go_command(project, build.folder.value);
    run.argv = {project.paths.goroot + "/bin/go", "build"};
    // Where upstream has a vendor folder, Go takes that unless it is told not to.
    if (project.modules == ModuleSource::cache) run.argv.emplace_back("-mod=readonly");
    for (const std::string& flag : build.flags) run.argv.push_back(expand_known(flag, values));
    if (!build.ldflags.empty()) {
        std::vector<std::string> ldflags;
        for (const std::string& flag : build.ldflags) ldflags.push_back(expand_known(flag, values));
        run.argv.insert(run.argv.end(), {"-ldflags", quoted_flags(ldflags)});
    }
    const std::string out = std::string(output_folder) + "/";
    run.argv.insert(
        run.argv.end(),
        {"-o", group.by_package_name ? out : out + file_name(group.binaries.begin()->first, platform)});
    for (const auto& [name, package] : group.binaries) run.argv.push_back(package);
    run.environment["GOOS"] = platform.os;
    run.environment["GOARCH"] = platform.arch;
    for (const auto& [name, value] : build.environment) run.environment[name] = expand_known(value, values);
    if (project.modules == ModuleSource::cache) {
        run.environment["GOPROXY"] = std::string("file://") + modules_folder;
        run.environment["GOFLAGS"] = "-modcacherw";
    }
    for (const auto& [name, value] : pinned_git_environment(project.paths.source))
        run.environment[name] = value;
    run.outputs["bin"] = {output_folder, false};
    run.memory_bytes = 2 * gibibyte;
    return run;
}

bool stamps_vcs(const RunCommand& command) {
    const auto mode = command.environment.find("GO111MODULE");
    if (mode != command.environment.end() && mode->second == "off") return false;
    return std::find(command.argv.begin(), command.argv.end(), "-buildvcs=false") == command.argv.end();
}

}  // namespace verbatim
