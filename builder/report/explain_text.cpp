#include "base/text.h"
#include "report/explain_report.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::size_t most_lines = 12;  // of any list

std::string more(std::size_t all, std::size_t shown) {
    return all > shown ? fmt::format("   … and {} more\n", all - shown) : std::string();
}

std::string causes(const Explanation& explanation, const Style& style) {
    std::string out;
    std::size_t number = 0;
    for (const Cause& cause : explanation.causes) {
        if (number == most_lines) break;
        out += style.bold(fmt::format("{}. {}", ++number, cause.text)) + "  " +
               style.faint("[" + std::string(to_string(cause.kind)) + "]") + "\n";
        for (const std::string& line : cause.evidence) out += "      " + line + "\n";
        if (cause.paths.size() > 1 || (cause.paths.size() == 1 && explanation.members_count > 1)) {
            constexpr std::size_t most_paths = 4;
            const std::size_t shown = std::min(most_paths, cause.paths.size());
            out +=
                "      in " +
                join({cause.paths.begin(), cause.paths.begin() + static_cast<std::ptrdiff_t>(shown)}, ", ") +
                (cause.paths.size() > shown ? fmt::format(" and {} more", cause.paths.size() - shown) : "") +
                "\n";
        }
        out += "      next: " + cause.next + "\n";
    }
    return out + more(explanation.causes.size(), number) + "\n";
}

std::string shown(const std::optional<std::string>& value) {
    if (!value) return "-";
    return shortened(value->empty() ? "empty" : printable(*value), 60);
}

// Rows that differ; of the others the first few, which say what was built.
std::string build_information(const std::vector<SideBySide>& facts, const Style& style) {
    if (facts.empty()) return {};
    std::size_t names = 0, values = 0, equal = 0;
    std::vector<const SideBySide*> rows;
    for (const SideBySide& fact : facts) {
        const bool always = fact.name == "go" || fact.name == "path" || fact.name == "module";
        if (fact.was == fact.is && !always)
            ++equal;
        else
            rows.push_back(&fact);
    }
    for (const SideBySide* row : rows) {
        names = std::max(names, display_width(printable(row->name)));
        values = std::max(values, display_width(shown(row->was)));
    }
    std::string out = style.bold("Go build information") + "\n";
    for (const SideBySide* row : rows)
        out +=
            fmt::format(" {} {}  {}  {}\n", row->was == row->is ? " " : "*",
                        padded(printable(row->name), names), padded(shown(row->was), values), shown(row->is));
    if (equal > 0) out += style.faint(fmt::format("   {} are equal", counted(equal, "more value"))) + "\n";
    return out + "\n";
}

std::string size(const std::optional<std::uint64_t>& bytes) {
    return bytes ? std::to_string(*bytes) : "none";
}

std::string sections(const ExecutableDifference& bits, const Style& style) {
    if (bits.sections.empty()) return {};
    std::string out = style.bold("Sections that differ") +
                      style.faint(fmt::format("  ({} are equal)", counted(bits.equal_sections, "section"))) +
                      "\n";
    std::size_t names = 0;
    for (const auto& one : bits.sections) names = std::max(names, display_width(printable(one.name)));
    std::size_t lines = 0;
    for (const SectionDifference& one : bits.sections) {
        if (++lines > most_lines) break;
        out += "   " + padded(printable(one.name), names) + "  ";
        if (!one.was || !one.is) {
            out +=
                fmt::format("only in {}, {} bytes\n", one.was ? "A" : "B", size(one.was ? one.was : one.is));
            continue;
        }
        out += one.was == one.is ? fmt::format("{} bytes", size(one.was))
                                 : fmt::format("{} → {} bytes", size(one.was), size(one.is));
        out += fmt::format(", {} differ, first at {:#x} (of the files: {:#x}, {:#x})", one.bytes, one.first,
                           one.at_was, one.at_is);
        if (!one.function_was.empty() || !one.function_is.empty())
            out += one.function_was == one.function_is
                       ? ", in " + printable(one.function_was)
                       : ", in " + printable(one.function_was) + " → " + printable(one.function_is);
        out += "\n";
    }
    return out + more(bits.sections.size(), std::min(lines, most_lines)) + "\n";
}

std::string functions(const ExecutableDifference& bits, const Style& style) {
    if (bits.functions_count == 0) return {};
    std::string out = style.bold(fmt::format("Functions that differ: {} of {}", bits.functions_count,
                                             bits.functions_compared)) +
                      "\n";
    std::size_t lines = 0;
    for (const FunctionDifference& one : bits.functions) {
        if (++lines > most_lines) break;
        out += "   " + printable(one.name) + "  ";
        out += !one.was    ? "only in B"
               : !one.is   ? "only in A"
               : one.first ? fmt::format("other code from {:#x} on", *one.first)
                           : fmt::format("{} → {} bytes", *one.was, *one.is);
        out += "\n";
    }
    return out + more(bits.functions_count, std::min(lines, most_lines)) + "\n";
}

std::string members(const Explanation& explanation, const Style& style) {
    if (explanation.members.empty()) return {};
    std::string out = style.bold("What differs") + "\n";
    std::size_t lines = 0;
    for (const MemberDifference& one : explanation.members) {
        if (++lines > most_lines) break;
        out += "   " + one.text + "\n";
    }
    return out + more(explanation.members_count, std::min(lines, most_lines)) + "\n";
}

}  // namespace

std::string explain_text(const ExplainReport& report, const Style& style) {
    const Explanation& explanation = report.explanation;
    std::string out = "A  " + printable(report.was) + "\nB  " + printable(report.is) + "\n\n";
    if (explanation.same) return out + style.good("no difference") + "\n";
    out += causes(explanation, style) + build_information(explanation.facts, style);
    if (explanation.bits) out += sections(*explanation.bits, style) + functions(*explanation.bits, style);
    out += members(explanation, style);
    for (const std::string& note : explanation.notes) out += style.warn("note: ") + note + "\n";
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

}  // namespace verbatim
