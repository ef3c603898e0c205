#include "cli/verification.h"
#include "report/verify_all.h"
#include "verify/published.h"

#include <cstdio>

namespace verbatim {

namespace {

ExitStatus verify_one(const VerifyOptions& options, const Globals& globals) {
    Workspace workspace(globals);
    return show(verify_release(options, workspace), options.json);
}

// One lock after the other in one store, so that what they have in common is built once. A lock that cannot
// be verified is told, and keeps no other from it.
ExitStatus verify_all(const VerifyOptions& options, const Globals& globals) {
    const auto begin = std::chrono::steady_clock::now();
    Workspace workspace(globals);
    VerifyAll all;
    for (const std::string& branch : workspace.catalog().releases()) {
        VerifyOptions one = options;
        one.selection.release = branch;
        try {
            all.releases.push_back(verify_release(one, workspace));
        } catch (const Error& error) {
            if (error.kind() == Failure::interrupted) throw;
            all.not_verified.push_back({branch, error.render()});
        }
    }
    all.elapsed = since(begin);
    std::fputs((options.json ? verify_all_json(all) : verify_all_text(all, Style::of(stdout))).c_str(),
               stdout);
    if (options.json)
        for (const VerifyReport& report : all.releases)
            for (const std::string& error : report.errors) std::fputs(error.c_str(), stderr);
    if (options.json)
        for (const VerifyAll::NotVerified& one : all.not_verified) std::fputs(one.error.c_str(), stderr);
    return exit_status(all);
}

}  // namespace

RunCommandLine declare_verify(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<VerifyOptions>();
    options->selection.declare(app);
    auto* release = app.get_option("RELEASE")->required(false);
    auto* against =
        app.add_option("--against", options->against,
                       "Compare with a Release manifest (a file or a URL), a sums file, or a folder of "
                       "binaries, instead of the distro's CHECKSUMS")
            ->type_name("PATH");
    app.add_flag("--all", options->all, "Every lock of this project, and a table of branches and components")
        ->excludes(release)
        ->excludes(against);
    app.add_flag("--cold", options->cold,
                 "Compile Go's standard library in each build, and use no build that was given it");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/verify-json.md)");
    return [options, &globals] {
        if (options->all) return verify_all(*options, globals);
        if (options->selection.release.empty())
            throw Error(Failure::usage, "RELEASE is required")
                .next("verbatim list           the releases there are")
                .next("verbatim verify --all   every one of them");
        return names_manifest(options->against) ? verify_manifest(*options, globals)
                                                : verify_one(*options, globals);
    };
}

}  // namespace verbatim
