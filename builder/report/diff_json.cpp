#include "report/diff_report.h"
#include "report/json.h"

namespace verbatim {

namespace {

Json value(const std::optional<std::string>& text) {
    return text ? Json(*text) : Json();
}

Json was_is(const Was& pair) {
    return {{"was", value(pair.was)}, {"is", value(pair.is)}};
}

Json or_null(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

Json side(const DiffSide& side) {
    return {{"name", side.name},
            {"branch", side.branch},
            {"number", side.number > 0 ? Json(side.number) : Json()}};
}

Json facts(const std::vector<FactChange>& all) {
    Json list = Json::array();
    for (const FactChange& fact : all)
        list.push_back({{"name", fact.name}, {"was", value(fact.value.was)}, {"is", value(fact.value.is)}});
    return list;
}

Json list(const CommitList& commits) {
    Json shown = Json::array();
    for (const CommitList::Line& line : commits.shown)
        shown.push_back({{"commit", line.id}, {"subject", line.subject}});
    return {{"count", commits.count}, {"newest", shown}};
}

Json commits(const std::optional<CommitsChange>& change) {
    if (!change) return {};
    return {{"problem", or_null(change->problem)},
            {"added", list(change->added)},
            {"dropped", list(change->dropped)}};
}

Json patches(const ComponentDifference& component) {
    if (!component.patches_differ) return {};
    Json changes = Json::array();
    for (const PatchChange& patch : component.patches)
        changes.push_back({{"change", how_name(patch.how)},
                           {"file", or_null(patch.file)},
                           {"was_file", or_null(patch.was_file)},
                           {"own", patch.own},
                           {"subject", patch.subject},
                           {"cves", patch.cves}});
    return {{"problem", or_null(component.patches_problem)},
            {"unchanged", component.patches_unchanged},
            {"changes", changes}};
}

Json name(const ArtifactName& artifact) {
    return {
        {"component", artifact.component}, {"platform", or_null(artifact.platform)}, {"name", artifact.name}};
}

Json artifacts(const ReleaseDifference& difference) {
    Json changed = Json::array(), unchanged = Json::array(), untold = Json::array();
    for (const ArtifactDifference& one : difference.artifacts) {
        Json reasons = Json::array();
        for (const Reason& reason : one.reasons)
            reasons.push_back({{"reason", reason_name(reason.kind)}, {"detail", or_null(reason.detail)}});
        Json record = name(one.artifact);
        record["change"] = change_name(one.change);
        record["reasons"] = reasons;
        changed.push_back(std::move(record));
    }
    for (const ArtifactName& artifact : difference.unchanged_artifacts) unchanged.push_back(name(artifact));
    for (const ArtifactName& artifact : difference.untold_artifacts) untold.push_back(name(artifact));
    return {{"problem", or_null(difference.artifacts_problem)},
            {"only_binaries", or_null(difference.only_binaries)},
            {"changed", changed},
            {"bit_equal", unchanged},
            {"not_compared", untold}};
}

}  // namespace

std::string diff_json(const ReleaseDifference& difference) {
    Json components = Json::array();
    for (const ComponentDifference& component : difference.components)
        components.push_back({{"name", component.name},
                              {"change", change_name(component.change)},
                              {"tag", was_is(component.tag)},
                              {"commit", was_is(component.commit)},
                              {"go", was_is(component.go)},
                              {"go_declared", was_is(component.go_declared)},
                              {"not_public", was_is(component.not_public)},
                              {"others", facts(component.facts)},
                              {"commits", commits(component.commits)},
                              {"patches", patches(component)}});
    return json_text({{"format", "verbatim.diff/1"},
                      {"kind", side_name(difference.kind)},
                      {"equal", difference.equal()},
                      {"was", side(difference.was)},
                      {"is", side(difference.is)},
                      {"facts", facts(difference.facts)},
                      {"components", components},
                      {"unchanged_components", difference.unchanged_components},
                      {"artifacts", artifacts(difference)}});
}

}  // namespace verbatim
