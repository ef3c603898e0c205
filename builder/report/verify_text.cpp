#include "attest/rfc3339.h"
#include "base/text.h"
#include "report/verify_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

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

// Told once a reason, however many claims have it.
bool is_grouped(Verdict verdict) {
    return verdict == Verdict::failed || verdict == Verdict::unbuildable;
}

// One block for all claims that failed, or are unbuildable, for the same reason: a build may make dozens of
// binaries.
std::string groups(const Findings& findings, const Style& style) {
    constexpr std::size_t shown = 3;
    std::map<std::tuple<Verdict, std::string, std::string>, std::vector<const Finding*>> by_reason;
    for (const Finding& finding : findings.claims)
        if (is_grouped(finding.verdict) && finding.expected.empty())
            by_reason[{finding.verdict, finding.reason, finding.log}].push_back(&finding);
    std::string out;
    for (const auto& [what, found] : by_reason) {
        const auto& [verdict, reason, log] = what;
        for (std::size_t i = 0; i < found.size() && i < shown; ++i)
            out += style.bad(std::string(verdict_name(verdict))) + "  " + printable(found[i]->claim.path) +
                   "\n   claimed  " + found[i]->claim.sha256.hex() + "  " +
                   style.faint(printable(found[i]->claim.at.str())) + "\n";
        if (found.size() > shown)
            out += fmt::format("   … and {} more for the same reason\n", found.size() - shown);
        out += "   why      " + printable(reason) + "\n";
        if (!log.empty()) out += "   log      " + printable(log) + "\n";
    }
    return out;
}

// Claims whose verdict somebody expected: a line a reason.
std::string as_expected(const Findings& findings, const Style& style) {
    std::map<std::pair<Verdict, std::string>, std::size_t> found;
    for (const Finding& finding : findings.claims)
        if (!finding.expected.empty()) ++found[{finding.verdict, finding.expected}];
    std::string out;
    for (const auto& [what, count] : found)
        out += style.faint(fmt::format("as expected  {} {}: {}", counted(count, "claim"),
                                       verdict_name(what.first), printable(what.second))) +
               "\n";
    for (const std::string& news : findings.news) out += style.bad("news") + "  " + printable(news) + "\n";
    return out.empty() ? out : out + "\n";
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

std::string stale(const VerifyReport& report, const Style& style) {
    std::string out;
    for (const VerifyReport::Stale& one : report.stale)
        out += (one.reproduced == one.claims ? style.warn("stale") : style.bad("stale")) + "  " +
               printable(one.component) + stale_text(one).substr(std::string_view("stale").size()) + "\n";
    return out.empty() ? out : out + "\n";
}

std::string sentence(const VerifyReport& report, const Style& style) {
    const Findings& findings = report.findings;
    const std::size_t in_scope = findings.in_scope(), reproduced = findings.count(Verdict::reproduced);
    std::string builds =
        fmt::format("{} in {}", counted(report.builds_made, "build"), human_duration(report.elapsed));
    if (report.builds_from_store > 0) builds += fmt::format(", {} from the store", report.builds_from_store);
    if (report.builds_failed > 0) builds += fmt::format(", {} failed", report.builds_failed);
    if (in_scope == 0) return style.warn("nothing to check: no claim is in scope") + "\n";
    if (reproduced == in_scope)
        return style.good(
                   fmt::format("{} of {} reproduced, bit for bit", reproduced, counted(in_scope, "claim"))) +
               " · " + builds + foreign_words(report.definitions) + "\n";
    std::string rest;
    for (const Verdict verdict :
         {Verdict::equivalent, Verdict::differs, Verdict::failed, Verdict::unbuildable, Verdict::missing})
        if (const auto count = findings.count(verdict); count > 0)
            rest += fmt::format(", {} {}", count, verdict_name(verdict));
    const std::string text =
        fmt::format("{} of {} reproduced{}", reproduced, counted(in_scope, "claim"), rest);
    if (exit_status(findings) == ExitStatus::ok)
        return style.warn(text + ", all of these as expected") + " · " + builds +
               foreign_words(report.definitions) + "\n";
    return style.bad(text) + " · " + builds + foreign_words(report.definitions) + "\n";
}

}  // namespace

std::string definitions_text(const Definitions& definitions, const Style& style) {
    std::string out = style.faint("rests on definitions sha256:" + definitions.sha256().hex()) + "\n";
    std::vector<std::string> foreign;
    for (const ForeignDefinition& one : definitions.foreign())
        foreign.push_back(printable(foreign_text(one)));
    if (!foreign.empty())
        out +=
            style.warn("not Verbatim's own: " + join(foreign, foreign.size() < 4 ? ", " : ",\n   ")) + "\n";
    return out;
}

std::string foreign_text(const ForeignDefinition& one) {
    return one.kind + " " + one.name + (one.what.empty() ? "" : " (" + one.what + ")");
}

std::string foreign_words(const Definitions& definitions) {
    return definitions.foreign().empty() ? "" : " · not by Verbatim's own definitions alone";
}

std::string stale_text(const VerifyReport::Stale& stale) {
    const auto day = [](std::int64_t time) {
        return rfc3339_text(std::max<std::int64_t>(time, 0)).substr(0, 10);
    };
    const auto pins = [](const std::string& tag, const std::string& go) {
        return (tag.empty() ? "no tag" : tag) + ", Go " + (go.empty() ? "not declared" : go);
    };
    std::string text = fmt::format(
        "stale: CHECKSUMS is of {} ({}), and since {} the distro says {}; {} of {} reproduced",
        day(stale.claimed), printable(pins(stale.tag, stale.declared)), day(stale.pins_changed),
        printable(pins(stale.tag_now, stale.declared_now)), stale.reproduced, counted(stale.claims, "claim"));
    if (!stale.found.empty()) text += " by " + printable(join(stale.found, " and by "));
    if (stale.reproduced < stale.claims && !stale.cause.empty()) text += ": " + printable(stale.cause);
    return text;
}

std::string verify_text(const VerifyReport& report, const Style& style) {
    std::string out = headline(report) + table(report, style);
    for (const std::string& error : report.errors) out += error + "\n";
    std::string blocks;
    for (const Finding& finding : report.findings.claims)
        if (finding.verdict != Verdict::reproduced && finding.verdict != Verdict::out_of_scope &&
            !is_grouped(finding.verdict) && finding.expected.empty())
            blocks += block(finding, style);
    blocks += groups(report.findings, style);
    if (!blocks.empty()) out += blocks + "\n";
    out += stale(report, style) + as_expected(report.findings, style);
    out += unclaimed(report.findings.unclaimed, style) + quirks(report.quirks, style);
    if (report.findings.in_scope() > 0) out += definitions_text(report.definitions, style);
    return out + sentence(report, style);
}

}  // namespace verbatim
