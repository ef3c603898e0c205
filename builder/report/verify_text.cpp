#include "base/text.h"
#include "report/verify_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace verbatim {

namespace {

struct Count {
    std::size_t reproduced = 0, all = 0;
};

std::string headline(const VerifyReport& report) {
    std::string line = fmt::format("release {} · {} · {} · {} in scope", printable(report.release),
                                   printable(report.origin), counted(report.components.size(), "component"),
                                   counted(report.findings.in_scope(), "claim"));
    if (const auto out = report.findings.count(Verdict::out_of_scope); out > 0)
        line += fmt::format(", {} out of scope", out);
    return line + "\n\n";
}

std::string table(const VerifyReport& report, const Style& style) {
    std::map<std::string, Count> counts;
    for (const Finding& finding : report.findings.claims) {
        if (finding.verdict == Verdict::out_of_scope) continue;
        Count& count = counts[finding.component];
        ++count.all;
        if (finding.verdict == Verdict::reproduced) ++count.reproduced;
    }
    std::size_t names = 0, tags = 0, gos = 0;
    const auto version = [](const VerifyReport::Component& c) {
        return printable(c.tag) + (c.patches > 0 ? " + " + counted(c.patches, "patch", "patches") : "");
    };
    for (const auto& component : report.components) {
        names = std::max(names, display_width(component.name));
        tags = std::max(tags, display_width(version(component)));
        gos = std::max(gos, display_width(component.go));
    }
    std::string out;
    for (const auto& component : report.components) {
        const Count count = counts[component.name];
        const std::string result =
            count.all == 0 ? "no claims in scope"
                           : fmt::format("{:>3} of {:>3} reproduced", count.reproduced, count.all);
        out += fmt::format("  {}  {}  {}  {}\n", padded(printable(component.name), names),
                           padded(version(component), tags), padded(component.go, gos),
                           count.all == 0                  ? style.faint(result)
                           : count.reproduced == count.all ? style.good(result)
                                                           : style.bad(result));
    }
    if (const Count unknown = counts[""]; unknown.all > 0)
        out += fmt::format("  {}  {}\n", "(no component)",
                           style.bad(fmt::format("{} of {} reproduced", unknown.reproduced, unknown.all)));
    return out + "\n";
}

std::string block(const Finding& finding, const Style& style) {
    std::string out =
        style.bad(std::string(verdict_name(finding.verdict))) + "  " + printable(finding.claim.path) + "\n";
    out += "   claimed  " + finding.claim.sha256.hex() + "  " +
           style.faint(printable(finding.claim.at.str())) + "\n";
    if (finding.built) out += "   built    " + finding.built->hex() + "\n";
    if (!finding.reason.empty()) out += "   why      " + printable(finding.reason) + "\n";
    if (!finding.log.empty()) out += "   log      " + printable(finding.log) + "\n";
    return out;
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
    // When a build fails, its error says more than a block for each of its binaries.
    std::size_t failed_blocks = 0;
    bool any = false;
    for (const Finding& finding : report.findings.claims) {
        if (finding.verdict == Verdict::reproduced || finding.verdict == Verdict::out_of_scope) continue;
        if (finding.verdict == Verdict::failed && ++failed_blocks > 3) continue;
        out += block(finding, style);
        any = true;
    }
    if (failed_blocks > 3)
        out += fmt::format("… and {} more that failed for the same builds\n", failed_blocks - 3);
    if (any) out += "\n";
    if (!report.findings.unclaimed.empty()) {
        out += style.faint(fmt::format("unclaimed: {} built that nobody published a digest of",
                                       counted(report.findings.unclaimed.size(), "binary", "binaries"))) +
               "\n";
        for (std::size_t i = 0; i < report.findings.unclaimed.size() && i < 5; ++i)
            out += "   " + printable(report.findings.unclaimed[i]) + "\n";
        out += "\n";
    }
    return out + sentence(report, style);
}

}  // namespace verbatim
