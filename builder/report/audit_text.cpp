#include "attest/rfc3339.h"
#include "base/text.h"
#include "report/audit_report.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

std::string day(std::int64_t seconds) {
    return rfc3339_text(std::max<std::int64_t>(seconds, 0)).substr(0, 10);
}

// "1-30 +6": the first, and how many publications more.
std::string branches(const PublishedSet& set) {
    const std::string& first = set.first().branch;
    std::string text = first.empty() ? "(none)" : printable(first);
    if (set.published.size() > 1) text += fmt::format(" +{}", set.published.size() - 1);
    return text;
}

std::string found(const SetAudit& set) {
    std::string text;
    for (const AuditFound& one : set.found) {
        text += (text.empty() ? "" : ", ") + printable(one.go);
        if (!one.change.empty()) text += " (" + printable(one.change) + ")";
        if (!one.own_day)
            text += fmt::format(" on {} of {}", printable(one.pins.git_tag.value_or("")), day(one.pins.time));
    }
    return text.empty() ? "-" : text;
}

// Not asked for is nothing to count.
std::map<HashVerdict, std::size_t> totals(const Audit& audit) {
    std::map<HashVerdict, std::size_t> sum;
    for (const ComponentAudit& component : audit.components)
        for (const auto& [verdict, count] : component.hashes()) sum[verdict] += count;
    return sum;
}

std::size_t in_scope(const std::map<HashVerdict, std::size_t>& counts) {
    std::size_t sum = 0;
    for (const auto& [verdict, count] : counts)
        if (verdict != HashVerdict::too_old) sum += count;
    return sum;
}

std::size_t of(const std::map<HashVerdict, std::size_t>& counts, HashVerdict verdict) {
    const auto found = counts.find(verdict);
    return found == counts.end() ? 0 : found->second;
}

std::string row(const std::string& name, const std::map<HashVerdict, std::size_t>& counts,
                std::size_t width) {
    std::string out = "  " + padded(name, width) + fmt::format("  {:>8}", in_scope(counts));
    for (const HashVerdict verdict : all_hash_verdicts)
        out += fmt::format("  {:>{}}", of(counts, verdict), hash_verdict_name(verdict).size());
    return out + "\n";
}

std::string table(const Audit& audit) {
    std::size_t width = 0;
    for (const ComponentAudit& one : audit.components)
        width = std::max(width, display_width(printable(one.component)));
    std::string out = "\nDifferent hashes:\n  " + padded("", width) + "  in scope";
    for (const HashVerdict verdict : all_hash_verdicts)
        out += fmt::format("  {}", hash_verdict_name(verdict));
    out += "\n";
    for (const ComponentAudit& one : audit.components)
        out += row(printable(one.component), one.hashes(), width);
    if (audit.components.size() > 1) out += row("", totals(audit), width);
    return out + "\n";
}

}  // namespace

std::string audit_headline(const Audit& audit, const std::string& component, const PublishedSets& sets,
                           std::size_t in_scope) {
    return fmt::format("audit {} · {} · {}, {} declared for Go {} or newer\n", printable(component),
                       printable(audit.distro), counted(sets.sets.size(), "set of hashes", "sets of hashes"),
                       in_scope, printable(audit.go_from));
}

std::string audit_line(const SetAudit& set, const Style& style) {
    const FolderState& first = set.set.first();
    const std::size_t reproduced = set.count(HashVerdict::reproduced);
    const std::string result = fmt::format("{} of {}", reproduced, set.hashes.size());
    const bool all = reproduced == set.hashes.size();
    std::string out =
        fmt::format("  {}  {}  {}  {}  {}  {}\n", day(first.time), padded(branches(set.set), 9),
                    padded(printable(first.git_tag.value_or("no tag")), 10),
                    padded("declared " + printable(first.golang.value_or("-")), 13), padded(found(set), 10),
                    all                                     ? style.good(result)
                    : set.count(HashVerdict::not_tried) > 0 ? style.warn(result)
                                                            : style.bad(result));
    if (!all && !set.cause.empty()) out += style.faint("              " + printable(set.cause)) + "\n";
    return out;
}

std::string audit_untried_line(std::size_t sets, const Style& style) {
    return "  " +
           style.warn(fmt::format("not tried: {}; the budget was spent before",
                                  counted(sets, "older set of hashes", "older sets of hashes"))) +
           "\n";
}

std::string audit_text(const Audit& audit, const Style& style) {
    std::string out;
    for (const ComponentAudit& component : audit.components)
        for (const UnreadableSums& one : component.unreadable)
            out += style.warn(fmt::format("no sums file: {} {} of {}: {}", printable(component.component),
                                          printable(one.state.branch), day(one.state.time),
                                          printable(one.problem))) +
                   "\n";
    if (!audit.go_problem.empty())
        out +=
            style.warn("only the Go releases of toolchains/go/ were tried: " + printable(audit.go_problem)) +
            "\n";
    if (!audit.go_unasked.empty()) out += style.warn(printable(audit.go_unasked)) + "\n";
    out += table(audit);
    const auto counts = totals(audit);
    const std::size_t asked = in_scope(counts), reproduced = of(counts, HashVerdict::reproduced);
    if (asked == 0) return out + style.warn("nothing to check: no set of hashes is in scope") + "\n";
    const std::string sum =
        fmt::format("{} of {} reproduced", reproduced, counted(asked, "different hash", "different hashes"));
    out += (reproduced == asked ? style.good(sum + ", bit for bit") : style.bad(sum)) +
           fmt::format(" · {}\n", human_duration(audit.elapsed));
    if (audit.out_of_time)
        out += "   The budget was spent. The same command goes on there: what was built is in the store.\n";
    return out;
}

ExitStatus exit_status(const Audit& audit) {
    const auto counts = totals(audit);
    const std::size_t asked = in_scope(counts);
    if (asked == 0) return ExitStatus::nothing_to_check;
    if (of(counts, HashVerdict::reproduced) == asked) return ExitStatus::ok;
    return of(counts, HashVerdict::unbuildable) == asked ? ExitStatus::nothing_compared
                                                         : ExitStatus::not_reproduced;
}

}  // namespace verbatim
