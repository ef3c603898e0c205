#include "cli/budget.h"
#include "cli/steadiness.h"
#include "cli/verification.h"
#include "report/check_report.h"

#include <unistd.h>

#include <cstdio>
#include <ctime>

namespace verbatim {

namespace {

struct CheckOptions {
    Selection selection;
    std::vector<std::string> axes;
    std::string budget;
    int rounds = 2;
    bool json = false;
};

std::vector<std::string> components_of(const Release& release, const std::vector<std::string>& asked) {
    if (!asked.empty()) return asked;
    std::vector<std::string> all;
    for (const ComponentPin& pin : release.components) all.push_back(pin.project);
    return all;
}

// Where its build fails under the usual circumstances there is no platform to tell.
void check_component(Workspace& workspace, const CheckOptions& options, const SteadinessOptions& how,
                     const std::string& component, CheckReport& report) {
    try {
        for (auto& [platform, steadiness] : check_steadiness(workspace, options.selection.release, component,
                                                             options.selection.platforms, how))
            report.units.push_back({{report.release, component, platform}, std::move(steadiness), {}});
    } catch (const Error& error) {
        if (error.kind() != Failure::build && error.kind() != Failure::unavailable) throw;
        report.units.push_back({{report.release, component, ""}, {}, error.message()});
    }
}

ExitStatus exit_status(const CheckReport& report) {
    bool all_failed = true, all_steady = true;
    for (const CheckReport::Unit& unit : report.units) {
        all_failed = all_failed && !unit.error.empty();
        all_steady = all_steady && is_steady(unit);
    }
    if (report.units.empty()) return ExitStatus::nothing_to_check;
    if (all_failed) return ExitStatus::nothing_compared;
    return all_steady ? ExitStatus::ok : ExitStatus::not_reproduced;
}

ExitStatus check(const CheckOptions& options, const Globals& globals) {
    const auto begin = std::chrono::steady_clock::now();
    Workspace workspace(globals);
    const Release release = workspace.catalog().release(options.selection.release);
    const auto budget = parse_budget(options.budget);
    SteadinessOptions how;
    how.axes = axes_asked(options.axes);
    how.rounds = options.rounds;
    // Of this run alone: what was built by another is no proof of now.
    how.instance = std::to_string(std::time(nullptr)) + "-" + std::to_string(::getpid());
    how.out_of_time = [&] { return budget && since(begin) > *budget; };
    CheckReport report{release.branch, distro_of(release), {}, {}};
    for (const std::string& component : components_of(release, options.selection.components))
        check_component(workspace, options, how, component, report);
    report.elapsed = since(begin);
    std::fputs((options.json ? check_json(report) : check_text(report, Style::of(stdout))).c_str(), stdout);
    return exit_status(report);
}

}  // namespace

RunCommandLine declare_check(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<CheckOptions>();
    options->selection.declare(app);
    app.add_option("--rounds", options->rounds,
                   "How many builds have to have the same bits (default: 2); a race may need more")
        ->type_name("NUMBER")
        ->check(CLI::Range(2, 1000));
    app.add_option("--axis", options->axes, "Vary these alone (default: all that this machine can vary)")
        ->type_name("AXIS");
    app.add_option("--budget", options->budget, "Begins no further build after this time")->type_name("TIME");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/check-json.md)");
    return [options, &globals] { return check(*options, globals); };
}

}  // namespace verbatim
