#include "base/text.h"
#include "report/verify_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace verbatim {

namespace {

std::string headline(const VerifyReport& report) {
    std::string line = fmt::format("release {} · {} · {} · {} in scope", printable(report.release),
                                   printable(report.origin), counted(report.components.size(), "component"),
                                   counted(report.findings.in_scope(), "claim"));
    if (const auto out = report.findings.count(Verdict::out_of_scope); out > 0)
        line += fmt::format(", {} out of scope", out);
    return line + "\n\n";
}

std::string version(const VerifyReport::Component& c) {
    return printable(c.tag) + (c.patches > 0 ? " + " + counted(c.patches, "patch", "patches") : "");
}

// "  4 of   4 reproduced"
std::string result(const VerdictCounts& counts, const Style& style) {
    std::size_t all = 0;
    for (const auto& [verdict, count] : counts) all += count;
    if (all == 0) return style.faint("no claims in scope");
    const auto found = counts.find(Verdict::reproduced);
    const std::size_t reproduced = found == counts.end() ? 0 : found->second;
    const std::string text = fmt::format("{:>3} of {:>3} reproduced", reproduced, all);
    return reproduced == all ? style.good(text) : style.bad(text);
}

std::string table(const VerifyReport& report, const Style& style) {
    auto counts = report.findings.by_component();
    std::size_t names = 0, versions = 0, gos = 0;
    for (const auto& component : report.components) {
        names = std::max(names, display_width(printable(component.name)));
        versions = std::max(versions, display_width(version(component)));
        gos = std::max(gos, display_width(printable(component.go)));
    }
    std::string out;
    for (const auto& component : report.components)
        out += fmt::format("  {}  {}  {}  {}\n", padded(printable(component.name), names),
                           padded(version(component), versions), padded(printable(component.go), gos),
                           result(counts[component.name], style));
    if (counts.contains(""))
        out += fmt::format("  {}  {}\n", padded("(no component)", names + versions + gos + 4),
                           result(counts[""], style));
    return out + "\n";
}

std::string block(const Finding& finding, const Style& style) {
    const std::string verdict(verdict_name(finding.verdict));
    std::string out = (finding.verdict == Verdict::equivalent ? style.warn(verdict) : style.bad(verdict)) +
                      "  " + printable(finding.claim.path) + "\n";
    out += "   claimed  " + finding.claim.sha256.hex() + "  " +
           style.faint(printable(finding.claim.at.str())) + "\n";
    if (finding.built) out += "   built    " + finding.built->hex() + "\n";
    const bool repeats = finding.built && finding.reason == different_digest_reason(*finding.built);
    if (!finding.reason.empty() && !repeats) out += "   why      " + printable(finding.reason) + "\n";
    for (const std::string& text : finding.differences) out += "            " + printable(text) + "\n";
    if (!finding.log.empty()) out += "   log      " + printable(finding.log) + "\n";
    return out;
}

// One block for all claims that failed for the same reason: a build may make dozens of binaries.
std::string failures(const Findings& findings, const Style& style) {
    constexpr std::size_t shown = 3;
    std::map<std::pair<std::string, std::string>, std::vector<const Finding*>> by_reason;
    for (const Finding& finding : findings.claims)
        if (finding.verdict == Verdict::failed) by_reason[{finding.reason, finding.log}].push_back(&finding);
    std::string out;
    for (const auto& [reason, failed] : by_reason) {
        for (std::size_t i = 0; i < failed.size() && i < shown; ++i)
            out += style.bad("failed") + "  " + printable(failed[i]->claim.path) + "\n   claimed  " +
                   failed[i]->claim.sha256.hex() + "  " + style.faint(printable(failed[i]->claim.at.str())) +
                   "\n";
        if (failed.size() > shown)
            out += fmt::format("   … and {} more for the same reason\n", failed.size() - shown);
        out += "   why      " + printable(reason.first) + "\n";
        if (!reason.second.empty()) out += "   log      " + printable(reason.second) + "\n";
    }
    return out;
}

std::string unclaimed(const std::vector<std::string>& paths, const Style& style) {
    constexpr std::size_t shown = 5;
    if (paths.empty()) return {};
    std::string out = style.faint(fmt::format("unclaimed: {} built that nobody published a digest of",
                                              counted(paths.size(), "binary", "binaries"))) +
                      "\n";
    for (std::size_t i = 0; i < paths.size() && i < shown; ++i) out += "   " + printable(paths[i]) + "\n";
    if (paths.size() > shown) out += fmt::format("   … and {} more\n", paths.size() - shown);
    return out + "\n";
}

std::string quirks(const std::vector<std::string>& texts, const Style& style) {
    if (texts.empty()) return {};
    std::string out = style.faint("quirks of the manifest, which are no difference:") + "\n";
    for (const std::string& text : texts) out += "   " + printable(text) + "\n";
    return out + "\n";
}

std::string sentence(const VerifyReport& report, const Style& style) {
    const Findings& findings = report.findings;
    const std::size_t in_scope = findings.in_scope(), reproduced = findings.count(Verdict::reproduced);
    std::string builds =
        fmt::format("{} in {}", counted(report.builds_made, "build"), human_duration(report.elapsed));
    if (report.builds_from_store > 0) builds += fmt::format(", {} from the store", report.builds_from_store);
    if (report.builds_made_again > 0)
        builds += fmt::format(", {} again without the compiler cache", report.builds_made_again);
    if (report.builds_failed > 0) builds += fmt::format(", {} failed", report.builds_failed);
    if (in_scope == 0) return style.warn("nothing to check: no claim is in scope") + "\n";
    if (reproduced == in_scope)
        return style.good(
                   fmt::format("{} of {} reproduced, bit for bit", reproduced, counted(in_scope, "claim"))) +
               " · " + builds + "\n";
    std::string rest;
    for (const Verdict verdict :
         {Verdict::equivalent, Verdict::differs, Verdict::failed, Verdict::unbuildable, Verdict::missing})
        if (const auto count = findings.count(verdict); count > 0)
            rest += fmt::format(", {} {}", count, verdict_name(verdict));
    return style.bad(fmt::format("{} of {} reproduced{}", reproduced, counted(in_scope, "claim"), rest)) +
           " · " + builds + "\n";
}

}  // namespace

std::string verify_text(const VerifyReport& report, const Style& style) {
    std::string out = headline(report) + table(report, style);
    for (const std::string& error : report.errors) out += error + "\n";
    std::string blocks;
    for (const Finding& finding : report.findings.claims)
        if (finding.verdict != Verdict::reproduced && finding.verdict != Verdict::out_of_scope &&
            finding.verdict != Verdict::failed)
            blocks += block(finding, style);
    blocks += failures(report.findings, style);
    if (!blocks.empty()) out += blocks + "\n";
    return out + unclaimed(report.findings.unclaimed, style) + quirks(report.quirks, style) +
           sentence(report, style);
}

}  // namespace verbatim
