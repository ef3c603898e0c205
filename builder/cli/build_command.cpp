#include "attest/sums.h"
#include "base/text.h"
#include "cli/workspace.h"
#include "report/json.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

struct BuildOptions {
    Selection selection;
    std::string out;
    bool cold = false, json = false;
};

// Every file through a temporary one and rename; the sums last, so that a sums file never names what is not
// there.
Json write_output(const Plan& plan, const std::vector<ActionResult>& results, const Store& store,
                  const fs::path& out) {
    std::map<std::string, std::map<std::string, std::string>> checksums;  // component → path → digest
    Json artifacts = Json::array();
    for (const Artifact& artifact : plan.artifacts) {
        const Digest bin = results[artifact.action].outcome->trees.at("bin");
        const auto entry = store.find(bin, artifact.file);
        if (!entry || entry->kind == TreeEntry::Kind::directory || entry->kind == TreeEntry::Kind::symlink)
            throw Error(Failure::build, "the build made no file " + artifact.file + " for " + artifact.path);
        const std::string content = store.get(entry->digest);
        const fs::path file = out / artifact.path;
        make_directories(file.parent_path());
        write_file(file, content, 0755);
        write_file(file.string() + ".sha256", sum_line(entry->digest.hex(), artifact.path));
        const std::string sha512 = sha512_hex(content);
        write_file(file.string() + ".sha512", sum_line(sha512, artifact.path));
        artifacts.push_back({{"path", artifact.path},
                             {"component", artifact.component},
                             {"platform", artifact.platform.str()},
                             {"sha256", entry->digest.hex()},
                             {"sha512", sha512},
                             {"size", content.size()}});
        checksums[artifact.component][artifact.path] = entry->digest.hex();
    }
    for (const auto& [component, paths] : checksums) {
        const fs::path folder = out / "projects" / component / plan.release;
        make_directories(folder);
        write_file(folder / "CHECKSUMS", sums_text(paths));
    }
    return artifacts;
}

// docs/formats/commands-json.md
std::string build_json(const BuildOptions& options, const std::set<std::size_t>& targets,
                       const std::vector<ActionResult>& results, const Json& artifacts,
                       const std::vector<std::string>& errors, std::chrono::milliseconds elapsed) {
    std::size_t made = 0, from_store = 0, failed = 0;
    for (const std::size_t target : targets)
        ++(!results[target].outcome ? failed : results[target].from_store ? from_store : made);
    return json_text({{"format", "verbatim.build/1"},
                      {"release", options.selection.release},
                      {"out", options.out},
                      {"artifacts", artifacts},
                      {"builds", {{"made", made}, {"from_store", from_store}, {"failed", failed}}},
                      {"elapsed_milliseconds", elapsed.count()},
                      {"errors", errors}});
}

}  // namespace

RunCommandLine declare_build(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<BuildOptions>();
    options->selection.declare(app);
    app.add_option("--out", options->out, "Folder for the binaries and their sums")
        ->required()
        ->type_name("DIR");
    app.add_flag("--cold", options->cold,
                 "Compile Go's standard library in each build, and use no build that was given it");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/commands-json.md)");
    return [options, &globals] {
        const auto begin = std::chrono::steady_clock::now();
        Workspace workspace(globals);
        const Plan plan = workspace.plan(options->selection.release, options->selection.components,
                                         options->selection.platforms, options->cold);
        std::set<std::size_t> targets;
        for (const Artifact& artifact : plan.artifacts) targets.insert(artifact.action);
        const auto results = workspace.execute(plan, targets, Check::content);
        const auto errors = rendered_errors(results);
        for (const std::string& error : errors) std::fputs((error + "\n").c_str(), stderr);
        Json artifacts = Json::array();
        if (errors.empty())
            artifacts = write_output(plan, results, workspace.store(), options->out);
        else
            std::fputs("Nothing was written, since not everything could be built.\n", stderr);
        if (options->json)
            std::fputs(build_json(*options, targets, results, artifacts, errors,
                                  std::chrono::duration_cast<std::chrono::milliseconds>(
                                      std::chrono::steady_clock::now() - begin))
                           .c_str(),
                       stdout);
        if (!errors.empty()) return ExitStatus::nothing_compared;
        if (!options->json)
            fmt::print("{} of release {} in {}\n", counted(plan.artifacts.size(), "binary", "binaries"),
                       printable(plan.release), options->out);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
