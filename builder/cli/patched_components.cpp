#include "cli/patched_components.h"

#include <algorithm>

namespace verbatim {

namespace {

const Digest& tree_of(const Plan& plan, const std::vector<ActionResult>& results, const Input& input) {
    const ActionResult& result = results[input.action];
    if (result.outcome) return result.outcome->trees.at(input.output);
    const std::size_t cause = result.because.value_or(input.action);
    Error error = results[cause].error.value();
    throw error.during(plan.actions[cause].name);
}

}  // namespace

std::string origin_of(const Release& release) {
    if (!release.distro.known()) return "no distro";
    return release.distro.name + "@" + release.distro.commit.value.substr(0, 8);
}

PatchedComponents read_patched_components(Workspace& workspace, const std::string& release,
                                          const std::vector<std::string>& components, bool with_objects) {
    const Plan plan = workspace.plan(release, components);
    const Release lock = workspace.catalog().release(release);
    PatchedComponents found{release, origin_of(lock), {}};
    std::set<std::size_t> targets;
    for (const Action& action : plan.actions)
        if (std::holds_alternative<ApplySeries>(action.operation))
            for (const Input& input : action.inputs)
                if (with_objects || input.name != "objects") targets.insert(input.action);
    if (targets.empty()) return found;
    const auto results = workspace.execute(plan, targets, Check::content);
    for (const Action& action : plan.actions) {
        const auto* series = std::get_if<ApplySeries>(&action.operation);
        if (series == nullptr) continue;
        const auto pin =
            std::find_if(lock.components.begin(), lock.components.end(),
                         [&](const ComponentPin& one) { return one.project == action.component; });
        PatchedComponent component{
            *pin, workspace.catalog().project(pin->project).source.value, *series, {}, {}};
        SeriesTrees trees;
        for (const Input& input : action.inputs) {
            if (input.name == "distro") trees.distro = tree_of(plan, results, input);
            if (input.name == "own") trees.own = tree_of(plan, results, input);
            if (input.name == "objects" && with_objects) component.objects = tree_of(plan, results, input);
        }
        component.files = read_series(*series, trees, workspace.store());
        found.components.push_back(std::move(component));
    }
    return found;
}

}  // namespace verbatim
