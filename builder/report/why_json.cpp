#include "report/json.h"
#include "report/why_report.h"

namespace verbatim {

namespace {

std::string key_of(Surveyed::State state) {
    return state == Surveyed::State::in_store ? "in_store"
           : state == Surveyed::State::absent ? "absent"
                                              : "unknown";
}

template <typename Value, typename Render>
Json or_null(const std::optional<Value>& value, Render render) {
    return value ? Json(render(*value)) : Json(nullptr);
}

Json value_of(const MadeOf::Field& field) {
    return field.is_list ? Json(field.values) : Json(field.values.at(0));
}

Json action_of(const WhyReport& report, std::size_t index) {
    const Action& action = report.plan.actions[index];
    const Surveyed& found = report.found[index];
    Json waits_for = Json::array();
    for (const std::size_t other : found.waits_for) waits_for.push_back(report.plan.actions[other].name);
    const auto& outcome = found.outcome;
    return {{"name", action.name},
            {"kind", action.kind()},
            {"operation", action.operation_name()},
            {"component", action.component},
            {"plan_digest", action.plan_digest.hex()},
            {"state", key_of(found.state)},
            {"run_digest", or_null(found.run_digest, [](const Digest& digest) { return digest.hex(); })},
            {"made_at", or_null(outcome, [](const Outcome& made) { return made.made_at; })},
            {"milliseconds", or_null(outcome, [](const Outcome& made) { return made.milliseconds; })},
            {"waits_for", waits_for}};
}

Json tree_of(const MadeOf::Tree& tree) {
    Json record = {{"output", tree.output}, {"digest", tree.digest.hex()}};
    if (!tree.only.empty()) record["only"] = tree.only;
    return record;
}

Json paths_of(const TreeChanges& paths) {
    Json first = Json::array();
    for (const auto& path : paths.first)
        first.push_back({{"path", path.path},
                         {"how", path.how == TreeChanges::How::added     ? "added"
                                 : path.how == TreeChanges::How::removed ? "removed"
                                                                         : "changed"}});
    return {{"added", paths.added}, {"removed", paths.removed}, {"changed", paths.changed}, {"first", first}};
}

Json before_of(const ActionExplanation::Before& before) {
    Json fields = Json::array(), inputs = Json::array();
    for (const auto& change : before.fields)
        fields.push_back({{"name", change.name},
                          {"was", or_null(change.was, value_of)},
                          {"is", or_null(change.is, value_of)}});
    for (const auto& change : before.inputs)
        inputs.push_back({{"name", change.name},
                          {"was", or_null(change.was, tree_of)},
                          {"is", or_null(change.is, tree_of)},
                          {"paths", or_null(change.paths, paths_of)}});
    return {{"run_digest", before.run_digest.hex()},
            {"made_at", before.outcome.made_at},
            {"milliseconds", before.outcome.milliseconds},
            {"made_of_known", before.outcome.made_of.known()},
            {"fields", fields},
            {"inputs", inputs},
            {"not_known_yet", before.not_known_yet}};
}

Json asked_of(const WhyReport& report) {
    Json record = action_of(report, *report.asked);
    const ActionExplanation& explanation = report.explanation;
    Json fields = Json::array(), inputs = Json::array();
    for (const MadeOf::Field& field : explanation.made_of.fields)
        fields.push_back({{"name", field.name}, {"value", value_of(field)}});
    for (const ActionExplanation::In& in : explanation.inputs) {
        Json one = {{"name", in.input.name},
                    {"action", in.action},
                    {"output", in.input.output},
                    {"digest", or_null(in.digest, [](const Digest& digest) { return digest.hex(); })}};
        if (!in.input.only.empty()) one["only"] = in.input.only;
        inputs.push_back(std::move(one));
    }
    record["fields"] = std::move(fields);
    record["inputs"] = std::move(inputs);
    record["trees_gone"] = explanation.trees_gone;
    record["before"] = or_null(explanation.before, before_of);
    return record;
}

}  // namespace

std::string why_json(const WhyReport& report) {
    Json actions = Json::array();
    for (std::size_t i = 0; i < report.plan.actions.size(); ++i) actions.push_back(action_of(report, i));
    Json record = {{"format", "verbatim.why/1"},
                   {"release", report.plan.release},
                   {"component", report.component},
                   {"actions", actions}};
    if (report.asked) record["asked"] = asked_of(report);
    return json_text(record);
}

}  // namespace verbatim
