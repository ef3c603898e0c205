#include "diff/tree_difference.h"

#include "diff/artifact_difference.h"

#include <algorithm>

namespace verbatim {

namespace {

const std::string& released_as(const ManifestSide& side, const std::string& project) {
    const auto found = side.released_as.find(project);
    return found != side.released_as.end() ? found->second : project;
}

// What the lock knows of a component into what the manifest says of it.
void merge(const ComponentDifference& lock, ComponentDifference& into) {
    if (!into.go.changed()) into.go = lock.go;
    if (!into.go_declared.changed()) into.go_declared = lock.go_declared;
    into.facts.insert(into.facts.end(), lock.facts.begin(), lock.facts.end());
    if (!into.commits) into.commits = lock.commits;
    // Several of the lock may be one here.
    into.patches.insert(into.patches.end(), lock.patches.begin(), lock.patches.end());
    into.patches_unchanged += lock.patches_unchanged;
    into.patches_differ |= lock.patches_differ;
    if (into.patches_problem.empty()) into.patches_problem = lock.patches_problem;
}

void merge_components(const ManifestSide& is, const ReleaseDifference& locks, ReleaseDifference& difference) {
    auto& all = difference.components;
    for (ComponentDifference one : locks.components) {
        one.name = released_as(is, one.name);
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto& known) { return known.name == one.name; });
        if (found != all.end()) {
            merge(one, *found);
            continue;
        }
        std::erase(difference.unchanged_components, one.name);
        all.push_back(std::move(one));
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
}

// By component and name as a tree has them: why what the plans make differs.
using Reasons = std::map<std::pair<std::string, std::string>, std::vector<Reason>>;

Reasons planned_reasons(const ManifestSide& is, const ReleaseDifference& locks) {
    std::map<ArtifactName, std::vector<Reason>> known;
    for (const ArtifactDifference& one : locks.artifacts)
        if (one.change == Change::changed) known[one.artifact] = one.reasons;
    std::map<std::string, std::string> tags;
    for (const ComponentPin& pin : is.lock->release.components) tags[pin.project] = pin.tag.value;
    Reasons reasons;
    for (const Product& product : is.lock->products) {
        const auto found = known.find(product_name(product, tags[product.component]));
        if (found == known.end()) continue;
        const bool is_image = product.kind == Product::Kind::image;
        reasons[{released_as(is, product.component), is_image ? product.asset : product.path}] =
            found->second;
    }
    return reasons;
}

}  // namespace

ReleaseDifference tree_difference(const ManifestSide& was, const ManifestSide& is,
                                  const LookedUp& looked_up) {
    const ReleaseDifference locks = lock_difference(*was.lock, *is.lock, looked_up);
    ReleaseDifference difference = manifest_difference(SideKind::tree, was, is, {});
    for (const FactChange& fact : locks.facts)
        if (std::none_of(difference.facts.begin(), difference.facts.end(),
                         [&](const FactChange& known) { return known.name == fact.name; }))
            difference.facts.push_back(fact);
    merge_components(is, locks, difference);
    const Reasons reasons = planned_reasons(is, locks);
    for (ArtifactDifference& one : difference.artifacts) {
        const auto found = reasons.find({one.artifact.component, one.artifact.name});
        if (one.change == Change::changed && found != reasons.end()) one.reasons = found->second;
    }
    return difference;
}

}  // namespace verbatim
