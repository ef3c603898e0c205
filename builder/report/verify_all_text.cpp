#include "base/text.h"
#include "report/verify_all.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace verbatim {

namespace {

struct Totals {
    std::size_t in_scope = 0, reproduced = 0, out_of_scope = 0, made = 0, from_store = 0, failed = 0;
};

Totals totals(const VerifyAll& all) {
    Totals sum;
    for (const VerifyReport& report : all.releases) {
        sum.in_scope += report.findings.in_scope();
        sum.reproduced += report.findings.count(Verdict::reproduced);
        sum.out_of_scope += report.findings.count(Verdict::out_of_scope);
        sum.made += report.builds_made;
        sum.from_store += report.builds_from_store;
        sum.failed += report.builds_failed;
    }
    return sum;
}

// A cell of the table: how many of a component's claims are reproduced.
struct Cell {
    std::size_t reproduced = 0, in_scope = 0;
    [[nodiscard]] std::string text() const {
        return in_scope == 0 ? "-" : fmt::format("{}/{}", reproduced, in_scope);
    }
    [[nodiscard]] std::string shown(const Style& style, std::size_t width) const {
        const std::string padded = fmt::format("{:>{}}", text(), width);
        if (in_scope == 0) return style.faint(padded);
        return reproduced == in_scope ? style.good(padded) : style.bad(padded);
    }
};

using Row = std::map<std::string, Cell>;  // release → cell

std::map<std::string, Row> rows(const VerifyAll& all) {
    std::map<std::string, Row> found;
    for (const VerifyReport& report : all.releases)
        for (const auto& [component, counts] : report.findings.by_component()) {
            Cell& cell = found[component][report.release];
            for (const auto& [verdict, count] : counts) {
                cell.in_scope += count;
                if (verdict == Verdict::reproduced) cell.reproduced += count;
            }
        }
    return found;
}

std::string table(const VerifyAll& all, const Style& style) {
    const auto found = rows(all);
    std::size_t names = 0;
    for (const auto& [component, row] : found) names = std::max(names, display_width(printable(component)));
    std::map<std::string, std::size_t> widths;
    std::string out = "  " + padded("", names);
    for (const VerifyReport& report : all.releases) {
        std::size_t& width = widths[report.release] = display_width(printable(report.release));
        for (const auto& [component, row] : found)
            if (const auto cell = row.find(report.release); cell != row.end())
                width = std::max(width, cell->second.text().size());
        out += fmt::format("  {:>{}}", printable(report.release), width);
    }
    out += "\n";
    for (const auto& [component, row] : found) {
        out += "  " + padded(printable(component), names);
        for (const VerifyReport& report : all.releases) {
            const auto cell = row.find(report.release);
            out += "  " + (cell == row.end() ? Cell() : cell->second).shown(style, widths[report.release]);
        }
        out += "\n";
    }
    return out + "\n";
}

// A line for all claims of a component that have one verdict for one reason.
std::string exceptions(const VerifyAll& all, const Style& style) {
    using Kinds = std::map<std::tuple<std::string, std::string, Verdict, std::string>, std::size_t>;
    Kinds found, expected;
    for (const VerifyReport& report : all.releases)
        for (const Finding& finding : report.findings.claims) {
            if (finding.verdict == Verdict::reproduced || finding.verdict == Verdict::out_of_scope) continue;
            if (!finding.expected.empty()) {
                ++expected[{report.release, finding.component, finding.verdict, finding.expected}];
                continue;
            }
            const bool repeats = finding.built && finding.reason == different_digest_reason(*finding.built);
            ++found[{report.release, finding.component, finding.verdict, repeats ? "" : finding.reason}];
        }
    std::string out;
    std::set<std::string> told;
    for (const auto& [what, count] : found) {
        const auto& [release, component, verdict, reason] = what;
        const std::string name = std::string(verdict_name(verdict));
        out += (verdict == Verdict::equivalent ? style.warn(name) : style.bad(name)) +
               fmt::format("  {} {}: {}{}\n", printable(release), printable(component),
                           counted(count, "claim"), reason.empty() ? "" : ": " + printable(reason));
        if (told.insert(release + " " + component).second)
            out += "   next: verbatim verify " + printable(release) + " " + printable(component) + "\n";
    }
    for (const auto& [what, count] : expected) {
        const auto& [release, component, verdict, because] = what;
        out +=
            style.faint(fmt::format("as expected  {} {}: {} {}: {}", printable(release), printable(component),
                                    counted(count, "claim"), verdict_name(verdict), printable(because))) +
            "\n";
    }
    for (const VerifyReport& report : all.releases)
        for (const VerifyReport::Stale& one : report.stale)
            out += style.warn("stale") + "  " + printable(report.release) + " " + printable(one.component) +
                   stale_text(one).substr(std::string_view("stale").size()) + "\n";
    for (const VerifyReport& report : all.releases)
        for (const std::string& news : report.findings.news)
            out += style.bad("news") + "  " + printable(report.release) + ": " + printable(news) + "\n";
    return out.empty() ? out : out + "\n";
}

}  // namespace

std::string verify_all_text(const VerifyAll& all, const Style& style) {
    const Totals sum = totals(all);
    std::string out = fmt::format("{} · {} in scope", counted(all.releases.size(), "release"),
                                  counted(sum.in_scope, "claim"));
    if (sum.out_of_scope > 0) out += fmt::format(", {} out of scope", sum.out_of_scope);
    out += "\n\n";
    if (sum.in_scope > 0) out += table(all, style);
    for (const VerifyReport& report : all.releases)
        for (const std::string& error : report.errors) out += error + "\n";
    for (const VerifyAll::NotVerified& one : all.not_verified)
        out += style.bad("release " + printable(one.release) + " could not be verified") + "\n" + one.error +
               "\n";
    out += exceptions(all, style);
    if (sum.in_scope == 0) return out + style.warn("nothing to check: no claim is in scope") + "\n";
    Definitions definitions;
    for (const VerifyReport& report : all.releases) definitions.add(report.definitions);
    out += definitions_text(definitions, style);
    std::string builds = fmt::format("{} in {}", counted(sum.made, "build"), human_duration(all.elapsed));
    if (sum.from_store > 0) builds += fmt::format(", {} from the store", sum.from_store);
    if (sum.failed > 0) builds += fmt::format(", {} failed", sum.failed);
    builds += foreign_words(definitions);
    const std::string claims =
        fmt::format("{} of {} reproduced", sum.reproduced, counted(sum.in_scope, "claim"));
    const bool good = sum.reproduced == sum.in_scope && all.not_verified.empty();
    if (!good && exit_status(all) == ExitStatus::ok)
        return out + style.warn(claims + ", the others as expected") + " · " + builds + "\n";
    return out + (good ? style.good(claims + ", bit for bit") : style.bad(claims)) + " · " + builds + "\n";
}

ExitStatus exit_status(const VerifyAll& all) {
    bool compared = false, asked = false, bad = false;
    for (const VerifyReport& report : all.releases) {
        const ExitStatus one = exit_status(report.findings);
        asked = asked || one != ExitStatus::nothing_to_check;
        compared = compared || one == ExitStatus::ok || one == ExitStatus::not_reproduced;
        bad = bad || one == ExitStatus::not_reproduced || one == ExitStatus::nothing_compared;
    }
    if (!all.not_verified.empty()) return ExitStatus::nothing_compared;
    if (!asked) return ExitStatus::nothing_to_check;
    if (!compared) return ExitStatus::nothing_compared;
    return bad ? ExitStatus::not_reproduced : ExitStatus::ok;
}

}  // namespace verbatim
