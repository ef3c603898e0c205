#include "base/text.h"
#include "cli/workspace.h"
#include "report/json.h"

#include <fmt/format.h>

#include <cstdio>

namespace verbatim {

namespace {

struct FetchOptions {
    Selection selection;
    bool for_release = false, json = false;
};

const char* state_of(const ActionResult& result) {
    if (!result.outcome) return result.because ? "not_tried" : "failed";
    return result.from_store ? "from_store" : "fetched";
}

// docs/formats/commands-json.md
std::string fetch_json(const Plan& plan, const std::set<std::size_t>& targets,
                       const std::vector<ActionResult>& results, const std::string& store,
                       const std::vector<std::string>& errors) {
    Json inputs = Json::array();
    for (const std::size_t target : targets) {
        const Action& action = plan.actions[target];
        inputs.push_back({{"action", action.name},
                          {"operation", action.operation_name()},
                          {"component", action.component},
                          {"state", state_of(results[target])},
                          {"elapsed_milliseconds", results[target].elapsed.count()}});
    }
    return json_text({{"format", "verbatim.fetch/1"},
                      {"release", plan.release},
                      {"store", store},
                      {"inputs", inputs},
                      {"errors", errors}});
}

}  // namespace

RunCommandLine declare_fetch(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<FetchOptions>();
    options->selection.declare(app, false);
    app.add_flag("--for-release", options->for_release,
                 "And what `verbatim release` needs: base images, the classifier of licences")
        ->excludes(app.get_option("COMPONENT"));
    app.add_flag("--json", options->json, "One JSON record (docs/formats/commands-json.md)");
    return [options, &globals] {
        Workspace workspace(globals);
        const Plan plan =
            options->for_release
                ? plan_release(workspace.release_inputs(options->selection.release, 1, false)).plan
                : workspace.plan(options->selection.release, options->selection.components);
        // Every Fetch; the scheduler adds the Transforms that they need (modules are known from a source
        // only).
        std::set<std::size_t> targets;
        for (std::size_t i = 0; i < plan.actions.size(); ++i)
            if (plan.actions[i].kind() == "fetch") targets.insert(i);
        const auto results = workspace.execute(plan, targets);
        const auto errors = rendered_errors(results);
        for (const std::string& error : errors) std::fputs((error + "\n").c_str(), stderr);
        std::size_t there = 0, known = 0;
        for (const std::size_t target : targets) {
            there += results[target].outcome ? 1 : 0;
            known += results[target].from_store ? 1 : 0;
        }
        const std::string store = workspace.store().root().string();
        if (options->json)
            std::fputs(fetch_json(plan, targets, results, store, errors).c_str(), stdout);
        else
            fmt::print("{} of {} fetched, {} of them were there · store {}\n", there,
                       counted(targets.size(), "input"), known, store);
        return errors.empty() ? ExitStatus::ok : ExitStatus::nothing_compared;
    };
}

}  // namespace verbatim
