#include "base/text.h"
#include "cli/workspace.h"
#include "execute/explain.h"
#include "plan/find_action.h"
#include "report/why_report.h"
#include "store/outcome_list.h"
#include "store/tree_changes.h"

#include <cstdio>

namespace verbatim {

namespace {

struct WhyOptions {
    std::string release, component;
    std::vector<std::string> action;
    bool json = false;
};

std::optional<TreeChanges> compare(const Store& store, const Digest& was, const Digest& is) {
    try {
        return tree_changes(store, was, is);
    } catch (const Error& error) {
        if (error.kind() != Failure::damaged) throw;
        return std::nullopt;  // outcomes of inputs may outlive their trees
    }
}

void look_into(Store& store, WhyReport& report) {
    const OnlyPaths only = [&](const Digest& tree, const auto& paths) { return store.only(tree, paths); };
    // Whole ones only: of what gc or damage took something away, nothing can be told.
    const LookUp whole = [&](const Digest& digest) {
        auto outcome = store.outcome(digest);
        if (outcome)
            for (const auto& [name, tree] : outcome->trees)
                if (!store.has_tree(tree)) return std::optional<Outcome>();
        return outcome;
    };
    report.found = survey(report.plan, whole, only);
    if (!report.asked) return;
    const std::string& name = report.plan.actions[*report.asked].name;
    EarlierOutcomes earlier;
    for_each_outcome(store, [&](const Digest& digest, const Outcome& outcome) {
        if (outcome.action == name) earlier.emplace_back(digest, outcome);
    });
    report.explanation =
        explain(report.plan, *report.asked, report.found[*report.asked], earlier,
                [&](const Digest& was, const Digest& is) { return compare(store, was, is); });
}

// Where no store was made yet, nothing is in it; and this is no reason to make one.
void look_into_nothing(WhyReport& report) {
    const LookUp nothing = [](const Digest&) { return std::nullopt; };
    const OnlyPaths same = [](const Digest& tree, const auto&) { return tree; };
    report.found = survey(report.plan, nothing, same);
    if (report.asked)
        report.explanation = explain(report.plan, *report.asked, report.found[*report.asked], {},
                                     [](const Digest&, const Digest&) { return std::nullopt; });
}

}  // namespace

RunCommandLine declare_why(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<WhyOptions>();
    app.add_option("RELEASE", options->release, "A release branch of releases/, e.g. 1-36 or demo")
        ->required()
        ->type_name("");
    app.add_option("COMPONENT", options->component, "A component of it")->required()->type_name("");
    app.add_option(
           "ACTION", options->action,
           "An action of it: its name or a part, or a beginning of its plan digest (default: list all)")
        ->type_name("");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/why-json.md)");
    return [options, &globals] {
        Workspace workspace(globals);
        WhyReport report;
        report.component = options->component;
        report.plan = workspace.plan(options->release, {options->component});
        if (!options->action.empty()) report.asked = find_action(report.plan, join(options->action, " "));
        if (std::filesystem::is_directory(workspace.settings().store / "outcomes"))
            look_into(workspace.store(), report);
        else
            look_into_nothing(report);
        const std::string text = options->json ? why_json(report) : why_text(report, Style::of(stdout));
        std::fputs(text.c_str(), stdout);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
