#include "report/json.h"
#include "report/verify_report.h"

#include <algorithm>

namespace verbatim {

namespace {

// "out_of_scope": a key that jq takes without quotes.
std::string key_of(Verdict verdict) {
    std::string key(verdict_name(verdict));
    std::replace(key.begin(), key.end(), ' ', '_');
    return key;
}

Json counts_of(const VerdictCounts& counts) {
    Json record = Json::object();
    for (const Verdict verdict : all_verdicts) {
        const auto found = counts.find(verdict);
        record[key_of(verdict)] = found == counts.end() ? 0 : found->second;
    }
    return record;
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
             {"counts", counts_of(found == counts.end() ? VerdictCounts() : found->second)}});
    }
    return components;
}

Json claim_of(const Finding& finding) {
    const std::string& component = finding.component.empty() ? finding.claim.project : finding.component;
    Json claim = {{"path", finding.claim.path},
                  {"verdict", key_of(finding.verdict)},
                  {"component", component.empty() ? Json(nullptr) : Json(component)},
                  {"claimed_sha256", finding.claim.sha256.hex()},
                  {"built_sha256", finding.built ? Json(finding.built->hex()) : Json(nullptr)},
                  {"origin", finding.claim.at.str()}};
    if (!finding.reason.empty()) claim["reason"] = finding.reason;
    if (!finding.differences.empty()) claim["differences"] = finding.differences;
    if (!finding.log.empty()) claim["log"] = finding.log;
    return claim;
}

}  // namespace

std::string verify_json(const VerifyReport& report) {
    Json claims = Json::array();
    for (const Finding& finding : report.findings.claims) claims.push_back(claim_of(finding));
    VerdictCounts counts;
    for (const Verdict verdict : all_verdicts) counts[verdict] = report.findings.count(verdict);
    return json_text({{"format", "verbatim.verify/1"},
                      {"release", report.release},
                      {"origin", report.origin},
                      {"exit_status", static_cast<int>(exit_status(report.findings))},
                      {"claims_in_scope", report.findings.in_scope()},
                      {"counts", counts_of(counts)},
                      {"components", components_of(report)},
                      {"claims", claims},
                      {"unclaimed", report.findings.unclaimed},
                      {"builds",
                       {{"made", report.builds_made},
                        {"from_store", report.builds_from_store},
                        {"made_again", report.builds_made_again},
                        {"failed", report.builds_failed}}},
                      {"quirks", report.quirks},
                      {"elapsed_milliseconds", report.elapsed.count()},
                      {"errors", report.errors}});
}

}  // namespace verbatim
