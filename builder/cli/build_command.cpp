#include "attest/sums.h"
#include "base/text.h"
#include "cli/workspace.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

struct BuildOptions {
    Selection selection;
    std::string out;
    bool cold = false;
};

// Every file through a temporary one and rename; the sums last, so that a sums file never names what is not
// there.
void write_output(const Plan& plan, const std::vector<ActionResult>& results, const Store& store,
                  const fs::path& out) {
    std::map<std::string, std::map<std::string, std::string>> checksums;  // component → path → digest
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
        write_file(file.string() + ".sha512", sum_line(sha512_hex(content), artifact.path));
        checksums[artifact.component][artifact.path] = entry->digest.hex();
    }
    for (const auto& [component, paths] : checksums) {
        const fs::path folder = out / "projects" / component / plan.release;
        make_directories(folder);
        write_file(folder / "CHECKSUMS", sums_text(paths));
    }
}

}  // namespace

RunCommandLine declare_build(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<BuildOptions>();
    options->selection.declare(app);
    app.add_option("--out", options->out, "Folder for the binaries and their sums")
        ->required()
        ->type_name("DIR");
    app.add_flag("--cold", options->cold, "Use no compiler cache, and nothing that was built with one");
    return [options, &globals] {
        Workspace workspace(globals);
        const Plan plan = workspace.plan(options->selection.release, options->selection.components,
                                         options->selection.platforms);
        std::set<std::size_t> targets;
        for (const Artifact& artifact : plan.artifacts) targets.insert(artifact.action);
        const auto results = workspace.execute(
            plan, targets, {Check::content, options->cold ? CompilerCache::none : CompilerCache::shared});
        const auto errors = rendered_errors(results);
        for (const std::string& error : errors) std::fputs((error + "\n").c_str(), stderr);
        if (!errors.empty()) {
            std::fputs("Nothing was written, since not everything could be built.\n", stderr);
            return ExitStatus::nothing_compared;
        }
        write_output(plan, results, workspace.store(), options->out);
        fmt::print("{} of release {} in {}\n", counted(plan.artifacts.size(), "binary", "binaries"),
                   printable(plan.release), options->out);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
