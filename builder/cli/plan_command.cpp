#include "cli/workspace.h"
#include "report/plan_report.h"

#include <cstdio>

namespace verbatim {

namespace {
struct PlanOptions {
    Selection selection;
    bool json = false, dot = false;
};
}  // namespace

RunCommandLine declare_plan(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<PlanOptions>();
    options->selection.declare(app);
    auto* json = app.add_flag("--json", options->json, "One JSON record (docs/formats/plan-json.md)");
    app.add_flag("--dot", options->dot, "A graph for Graphviz")->excludes(json);
    return [options, &globals] {
        const Workspace workspace(globals);
        const Plan plan = workspace.plan(options->selection.release, options->selection.components,
                                         options->selection.platforms);
        const std::string text = options->json  ? plan_json(plan)
                                 : options->dot ? plan_dot(plan)
                                                : plan_text(plan, Style::of(stdout));
        std::fputs(text.c_str(), stdout);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
