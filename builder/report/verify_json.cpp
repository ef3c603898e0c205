#include "attest/rfc3339.h"
#include "report/verify_all.h"
#include "report/verify_record.h"

#include <algorithm>

namespace verbatim {

namespace {

// "out_of_scope": a key that jq takes without quotes.
std::string key_of(Verdict verdict) {
    std::string key(verdict_name(verdict));
    std::replace(key.begin(), key.end(), ' ', '_');
    return key;
}

Json components_of(const VerifyReport& report) {
    const auto counts = report.findings.by_component();
    Json components = Json::array();
    for (const auto& component : report.components) {
        const auto found = counts.find(component.name);
        components.push_back(
            {{"name", component.name},
             {"tag", component.tag},
             {"patches", component.patches},
             {"go", component.go},
             {"counts", verdict_counts(found == counts.end() ? VerdictCounts() : found->second)}});
    }
    return components;
}

Json stale_of(const VerifyReport& report) {
    const auto text = [](const std::string& value) { return value.empty() ? Json(nullptr) : Json(value); };
    const auto time = [](std::int64_t value) { return rfc3339_text(std::max<std::int64_t>(value, 0)); };
    Json all = Json::array();
    for (const VerifyReport::Stale& one : report.stale)
        all.push_back({{"component", one.component},
                       {"claimed", time(one.claimed)},
                       {"tag", text(one.tag)},
                       {"declared", text(one.declared)},
                       {"pins_changed", time(one.pins_changed)},
                       {"tag_now", text(one.tag_now)},
                       {"declared_now", text(one.declared_now)},
                       {"found", one.found},
                       {"claims", one.claims},
                       {"reproduced", one.reproduced},
                       {"cause", text(one.cause)}});
    return all;
}

}  // namespace

Json definitions_record(const Definitions& definitions) {
    Json foreign = Json::array();
    for (const ForeignDefinition& one : definitions.foreign())
        foreign.push_back({{"kind", one.kind},
                           {"name", one.name},
                           {"what", one.what.empty() ? Json(nullptr) : Json(one.what)}});
    return {{"sha256", definitions.sha256().hex()}, {"not_own", foreign}};
}

Json claim_record(const Finding& finding) {
    const std::string& component = finding.component.empty() ? finding.claim.project : finding.component;
    Json claim = {{"path", finding.claim.path},
                  {"verdict", key_of(finding.verdict)},
                  {"component", component.empty() ? Json(nullptr) : Json(component)},
                  {"claimed_sha256", finding.claim.sha256.hex()},
                  {"built_sha256", finding.built ? Json(finding.built->hex()) : Json(nullptr)},
                  {"origin", finding.claim.at.str()}};
    if (!finding.reason.empty()) claim["reason"] = finding.reason;
    if (!finding.expected.empty()) claim["expected"] = finding.expected;
    if (!finding.differences.empty()) claim["differences"] = finding.differences;
    if (!finding.log.empty()) claim["log"] = finding.log;
    return claim;
}

Json verdict_counts(const VerdictCounts& counts) {
    Json record = Json::object();
    for (const Verdict verdict : all_verdicts) {
        const auto found = counts.find(verdict);
        record[key_of(verdict)] = found == counts.end() ? 0 : found->second;
    }
    return record;
}

Json verify_record(const VerifyReport& report) {
    Json claims = Json::array();
    for (const Finding& finding : report.findings.claims) claims.push_back(claim_record(finding));
    VerdictCounts counts;
    for (const Verdict verdict : all_verdicts) counts[verdict] = report.findings.count(verdict);
    return {{"format", "verbatim.verify/1"},
            {"release", report.release},
            {"origin", report.origin},
            {"exit_status", static_cast<int>(exit_status(report.findings))},
            {"claims_in_scope", report.findings.in_scope()},
            {"counts", verdict_counts(counts)},
            {"components", components_of(report)},
            {"claims", claims},
            {"unclaimed", report.findings.unclaimed},
            {"builds",
             {{"made", report.builds_made},
              {"from_store", report.builds_from_store},
              {"failed", report.builds_failed}}},
            {"news", report.findings.news},
            {"quirks", report.quirks},
            {"stale", stale_of(report)},
            {"definitions", definitions_record(report.definitions)},
            {"elapsed_milliseconds", report.elapsed.count()},
            {"errors", report.errors}};
}

std::string verify_json(const VerifyReport& report) {
    return json_text(verify_record(report));
}

std::string verify_all_json(const VerifyAll& all) {
    Json releases = Json::array(), not_verified = Json::array();
    VerdictCounts counts;
    Definitions definitions;
    std::size_t in_scope = 0, made = 0, from_store = 0, failed = 0;
    for (const VerifyReport& report : all.releases) {
        releases.push_back(verify_record(report));
        definitions.add(report.definitions);
        for (const Verdict verdict : all_verdicts) counts[verdict] += report.findings.count(verdict);
        in_scope += report.findings.in_scope();
        made += report.builds_made;
        from_store += report.builds_from_store;
        failed += report.builds_failed;
    }
    for (const VerifyAll::NotVerified& one : all.not_verified)
        not_verified.push_back({{"release", one.release}, {"error", one.error}});
    return json_text({{"format", "verbatim.verify-all/1"},
                      {"exit_status", static_cast<int>(exit_status(all))},
                      {"claims_in_scope", in_scope},
                      {"counts", verdict_counts(counts)},
                      {"builds", {{"made", made}, {"from_store", from_store}, {"failed", failed}}},
                      {"releases", releases},
                      {"not_verified", not_verified},
                      {"definitions", definitions_record(definitions)},
                      {"elapsed_milliseconds", all.elapsed.count()}});
}

}  // namespace verbatim
