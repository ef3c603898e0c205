#include "report/verify_report.h"

#include <nlohmann/json.hpp>

namespace verbatim {

using json = nlohmann::ordered_json;

std::string verify_json(const VerifyReport& report) {
    json claims = json::array();
    for (const Finding& finding : report.findings.claims) {
        json claim = {{"path", finding.claim.path},
                      {"verdict", verdict_name(finding.verdict)},
                      {"component", finding.component.empty() ? finding.claim.project : finding.component},
                      {"claimed_sha256", finding.claim.sha256.hex()},
                      {"built_sha256", finding.built ? json(finding.built->hex()) : json(nullptr)},
                      {"origin", finding.claim.at.str()}};
        if (!finding.reason.empty()) claim["reason"] = finding.reason;
        if (!finding.log.empty()) claim["log"] = finding.log;
        claims.push_back(std::move(claim));
    }
    json components = json::array();
    for (const auto& component : report.components)
        components.push_back({{"name", component.name},
                              {"tag", component.tag},
                              {"patches", component.patches},
                              {"go", component.go}});
    json counts = json::object();
    for (const Verdict verdict : {Verdict::reproduced, Verdict::equivalent, Verdict::differs, Verdict::failed,
                                  Verdict::unbuildable, Verdict::missing, Verdict::out_of_scope})
        counts[std::string(verdict_name(verdict))] = report.findings.count(verdict);
    const json record = {{"format", "verbatim.verify/1"},
                         {"release", report.release},
                         {"origin", report.origin},
                         {"exit_status", static_cast<int>(exit_status(report.findings))},
                         {"claims_in_scope", report.findings.in_scope()},
                         {"counts", counts},
                         {"components", components},
                         {"claims", claims},
                         {"unclaimed", report.findings.unclaimed},
                         {"builds",
                          {{"made", report.builds_made},
                           {"from_store", report.builds_from_store},
                           {"failed", report.builds_failed}}},
                         {"elapsed_milliseconds", report.elapsed.count()},
                         {"errors", report.errors}};
    // What is not UTF-8 (names from outside) is replaced, not passed on.
    return record.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace verbatim
