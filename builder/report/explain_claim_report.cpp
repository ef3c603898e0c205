#include "report/explain_claim_report.h"

#include "base/text.h"
#include "report/explain_record.h"
#include "report/verify_record.h"

#include <fmt/format.h>

namespace verbatim {

namespace {

std::string pins(const ExplainClaimReport& report) {
    std::string text = fmt::format("   pinned   {}", printable(report.tag));
    if (!report.commit.empty()) text += ", commit " + printable(report.commit.substr(0, 12));
    if (!report.go_found.empty())
        text += fmt::format(", {} (the distro declares Go {})", printable(report.go_found),
                            printable(report.go_declared));
    return text + "\n";
}

std::string block(const Finding& finding, const Style& style) {
    const std::string verdict(verdict_name(finding.verdict));
    std::string out = (finding.verdict == Verdict::reproduced ? style.good(verdict) : style.bad(verdict)) +
                      "  " + printable(finding.claim.path) + "\n";
    out += "   claimed  " + finding.claim.sha256.hex() + "  " +
           style.faint(printable(finding.claim.at.str())) + "\n";
    if (finding.built) out += "   ours     " + finding.built->hex() + "\n";
    const bool repeats = finding.built && finding.reason == different_digest_reason(*finding.built);
    if (!finding.reason.empty() && !repeats) out += "   why      " + printable(finding.reason) + "\n";
    if (!finding.expected.empty()) out += "   expected " + printable(finding.expected) + "\n";
    if (!finding.log.empty()) out += "   log      " + printable(finding.log) + "\n";
    return out;
}

std::string searched_text(const ExplainClaimReport::Searched& searched) {
    std::string out =
        fmt::format("search came to this, after {}:\n", counted(searched.tries, "try", "tries"));
    for (const auto& found : searched.found)
        out +=
            fmt::format("   {} reproduce {}\n",
                        found.changes.empty() ? "the pins as they are" : printable(join(found.changes, ", ")),
                        counted(found.claims, "claim"));
    if (searched.unexplained > 0)
        out += fmt::format("   nothing that was tried gives the bits of {}\n",
                           counted(searched.unexplained, "claim"));
    if (searched.left > 0)
        out +=
            fmt::format("   it left {} untried\n", counted(searched.left, "set of inputs", "sets of inputs"));
    return out + "\n";
}

Json searched_json(const ExplainClaimReport::Searched& searched) {
    Json found = Json::array();
    for (const auto& one : searched.found)
        found.push_back({{"changes", one.changes}, {"claims", one.claims}});
    return {{"tries", searched.tries},
            {"candidates_left", searched.left},
            {"found", found},
            {"unexplained", searched.unexplained}};
}

}  // namespace

std::string explain_claim_text(const ExplainClaimReport& report, const Style& style) {
    std::string out = fmt::format("explain {} · {} · {} · {} of {} reproduced\n", printable(report.release),
                                  printable(report.component), printable(report.origin), report.reproduced,
                                  counted(report.in_scope, "claim")) +
                      pins(report) + "\n";
    for (const Finding& finding : report.claims) out += block(finding, style);
    if (!report.claims.empty()) out += "\n";
    if (report.pair) return out + explain_text(*report.pair, style);
    if (report.in_scope == 0) out += style.warn("nobody claims anything of it") + "\n";
    if (report.searched) out += searched_text(*report.searched);
    for (const std::string& next : report.next) out += "   next: " + printable(next) + "\n";
    return out;
}

std::string explain_claim_json(const ExplainClaimReport& report) {
    Json claims = Json::array();
    for (const Finding& finding : report.claims) claims.push_back(claim_record(finding));
    return json_text({{"format", "verbatim.explain-claim/1"},
                      {"release", report.release},
                      {"component", report.component},
                      {"origin", report.origin},
                      {"tag", report.tag},
                      {"commit", text_or_null(report.commit)},
                      {"declared", text_or_null(report.go_declared)},
                      {"pinned", text_or_null(report.go_found)},
                      {"published_at", text_or_null(report.published_at)},
                      {"claims_in_scope", report.in_scope},
                      {"reproduced", report.reproduced},
                      {"claims", claims},
                      {"searched", report.searched ? searched_json(*report.searched) : Json(nullptr)},
                      {"explanation", report.pair ? explain_record(*report.pair) : Json(nullptr)},
                      {"next", report.next}});
}

}  // namespace verbatim
