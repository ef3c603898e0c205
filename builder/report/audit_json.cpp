#include "attest/rfc3339.h"
#include "report/audit_report.h"
#include "report/json.h"

#include <algorithm>

namespace verbatim {

namespace {

std::string name_of(HashVerdict verdict) {
    std::string name(hash_verdict_name(verdict));
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

Json pins_of(const FolderState& state) {
    return {{"branch", text_or_null(state.branch)},
            {"commit", state.commit},
            {"time", rfc3339_text(std::max<std::int64_t>(state.time, 0))},
            {"tag", text_or_null(state.git_tag.value_or(""))},
            {"declared", text_or_null(state.golang.value_or(""))},
            {"patches", text_or_null(state.patches.value_or(""))}};
}

Json try_of(const AuditTry& one) {
    return {{"tag", text_or_null(one.pins.git_tag.value_or(""))},
            {"commit", one.pins.commit},
            {"go", one.go},
            {"change", text_or_null(one.change)},
            {"artifact", one.key},
            {"sha256", one.built.sha256 ? Json(one.built.sha256->hex()) : Json(nullptr)},
            {"matches", one.matches},
            {"failure", text_or_null(one.built.failure)},
            {"milliseconds", one.took.count()}};
}

Json set_of(const SetAudit& set) {
    Json published = Json::array(), hashes = Json::array(), found = Json::array(), tries = Json::array();
    for (const FolderState& one : set.set.published) published.push_back(pins_of(one));
    for (const auto& [key, digest] : set.set.hashes)
        hashes.push_back(
            {{"artifact", key}, {"sha256", digest.hex()}, {"verdict", name_of(set.hashes.at(key))}});
    for (const AuditFound& one : set.found)
        found.push_back({{"go", one.go},
                         {"change", text_or_null(one.change)},
                         {"own_day", one.own_day},
                         {"pins", pins_of(one.pins)},
                         {"artifacts", one.keys}});
    for (const AuditTry& one : set.tries) tries.push_back(try_of(one));
    return {{"published", published},
            {"hashes", hashes},
            {"found", found},
            {"tries", tries},
            {"cause", text_or_null(set.cause)}};
}

Json component_of(const ComponentAudit& component) {
    Json counts = Json::object(), sets = Json::array(), unreadable = Json::array();
    const auto hashes = component.hashes();
    for (const HashVerdict verdict : all_hash_verdicts)
        counts[name_of(verdict)] = hashes.contains(verdict) ? hashes.at(verdict) : 0;
    for (const SetAudit& set : component.sets) sets.push_back(set_of(set));
    for (const UnreadableSums& one : component.unreadable)
        unreadable.push_back({{"branch", text_or_null(one.state.branch)},
                              {"commit", one.state.commit},
                              {"problem", one.problem}});
    return {{"component", component.component},
            {"different_hashes", counts},
            {"sets", sets},
            {"unreadable", unreadable}};
}

}  // namespace

std::string audit_json(const Audit& audit) {
    Json components = Json::array();
    for (const ComponentAudit& one : audit.components) components.push_back(component_of(one));
    return json_text({{"format", "verbatim.audit/1"},
                      {"distro", audit.distro},
                      {"go_from", audit.go_from},
                      {"go_problem", text_or_null(audit.go_problem)},
                      {"go_unasked", text_or_null(audit.go_unasked)},
                      {"components", components},
                      {"out_of_time", audit.out_of_time},
                      {"elapsed_milliseconds", audit.elapsed.count()}});
}

}  // namespace verbatim
