#include "attest/rfc3339.h"
#include "base/text.h"
#include "report/history_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace verbatim {

namespace {

// So many states a line; more are broken into several lines.
constexpr std::size_t states_a_line = 60;

// "2026-11-22 05:27", in UTC.
std::string minute(std::int64_t seconds) {
    constexpr std::int64_t last_year = 253'402'300'799;
    std::string text = rfc3339_text(std::clamp<std::int64_t>(seconds, 0, last_year)).substr(0, 16);
    text[10] = ' ';
    return text;
}

std::string coloured(UnitState state, std::string_view text, const Style& style) {
    if (state == UnitState::not_run) return style.faint(text);
    if (is_good(state)) return style.good(text);
    return state == UnitState::unbuildable ? style.warn(text) : style.bad(text);
}

std::string unit_text(const UnitName& unit) {
    const std::string platform = unit.platform.empty() ? "any platform" : unit.platform;
    return printable(unit.release) + " " + printable(unit.component) + " " + printable(platform);
}

std::string ending_text(const Run& run, const Style& style) {
    const std::string name = padded(std::string(run_ending_name(run.ending)), 12);
    if (run.ending == RunEnding::complete) return style.good(name);
    if (run.ending == RunEnding::failed || run.ending == RunEnding::killed) return style.bad(name);
    return style.warn(name);
}

std::string counts_text(const Run& run, const HistoryReport& report, const Style& style) {
    std::map<UnitState, std::size_t> counts;
    for (const UnitResult& unit : run.units)
        if (report.shows(unit.unit)) ++counts[unit.state];
    std::string out;
    for (const UnitState state : all_unit_states)
        if (counts.contains(state))
            out += (out.empty() ? "" : ", ") +
                   coloured(state, fmt::format("{} {}", counts[state], unit_state_name(state)), style);
    return out.empty() ? "no unit" : out;
}

std::string run_line(const Run& run, const HistoryReport& report, const Style& style) {
    constexpr std::int64_t longest = std::int64_t{10} * 365 * 86'400;
    const bool timed = run.started >= 0 && run.ended > run.started && run.ended - run.started < longest;
    const std::string took = timed ? human_duration(std::chrono::seconds(run.ended - run.started)) : "-";
    std::string line = fmt::format("  {:>5}  {}  {}  {}  {}  {}{}\n", run.id, minute(run.started),
                                   padded(printable(run.kind), 8), ending_text(run, style), padded(took, 12),
                                   counts_text(run, report, style),
                                   run.shared_cache ? " · " + style.warn("shared cache") : "");
    if (!run.error.empty()) line += style.faint("         " + printable(run.error)) + "\n";
    return line;
}

std::string change_lines(const StateChange& change, const std::string& indent) {
    std::string out;
    if (!change.cause.empty()) out += indent + printable(change.cause) + "\n";
    for (const std::string& line : change.between) out += indent + "· " + printable(line) + "\n";
    return out;
}

std::string regressions(const HistoryReport& report, const Style& style) {
    if (report.runs.empty()) return {};
    std::string out;
    for (const auto& [name, timeline] : timelines(report.before, report.runs))
        for (const DatedChange& one : timeline.changes)
            if (report.shows(name) && one.run == report.runs.back().id && one.change.is_regression())
                out += "  " + unit_text(name) + "  " + style.good(unit_state_name(one.change.from)) + " on " +
                       minute(one.change.last_seen) + " → " +
                       coloured(one.change.to, unit_state_name(one.change.to), style) +
                       (one.change.expected ? " (expected)" : "") + "\n" + change_lines(one.change, "     ");
    return out.empty() ? out : "\n" + style.bold("Regressions of the last run") + "\n\n" + out;
}

std::string wrong_now(const HistoryReport& report, const Style& style) {
    std::string out;
    std::size_t good = 0, width = 0;
    for (const auto& [name, last] : report.known)
        if (report.shows(name) && !is_good(last.result.state))
            width = std::max(width, display_width(unit_text(name)));
    for (const auto& [name, last] : report.known) {
        if (!report.shows(name)) continue;
        if (is_good(last.result.state)) {
            ++good;
            continue;
        }
        out +=
            "  " + padded(unit_text(name), width) + "  " +
            coloured(last.result.state, padded(std::string(unit_state_name(last.result.state)), 11), style) +
            "  since " + minute(last.since) + (last.result.expected ? "  expected" : "") + "\n";
        if (!last.result.cause.empty()) out += style.faint("     " + printable(last.result.cause)) + "\n";
    }
    const std::string heading = "\n" + style.bold("Not reproduced, when anybody last looked") + "\n\n";
    if (good == 0 && out.empty()) return heading + "  nothing is known of any unit\n";
    if (out.empty()) return "\n" + style.good("all reproduced: " + counted(good, "unit")) + "\n";
    return heading + out + fmt::format("\n  {} reproduced\n", counted(good, "other unit"));
}

// What is known by runs that rest on a cache which nobody can vouch for.
std::string shared_cache_note(const HistoryReport& report, const Style& style) {
    const bool runs =
        std::any_of(report.runs.begin(), report.runs.end(), [](const Run& run) { return run.shared_cache; });
    std::size_t good = 0;
    for (const auto& [name, last] : report.known)
        if (report.shows(name) && last.shared_cache && is_good(last.result.state)) ++good;
    if (!runs && good == 0) return {};
    std::string text = "shared cache: " + std::string(shared_cache_words);
    if (good > 0)
        text += fmt::format("; {} here {} known to be reproduced by such a run alone", counted(good, "unit"),
                            good == 1 ? "is" : "are");
    return "\n" + style.warn(text) + "\n";
}

std::string overview(const HistoryReport& report, const Style& style) {
    std::string out = style.bold("The last runs") + "\n\n";
    for (const Run& run : report.runs) out += run_line(run, report, style);
    if (report.runs.empty()) out += "  none\n";
    return out + shared_cache_note(report, style) + regressions(report, style) + wrong_now(report, style);
}

std::string row_of(const UnitTimeline& timeline, const Style& style) {
    std::string row;
    for (std::size_t i = 0; i < timeline.states.size(); ++i) {
        if (i > 0 && i % states_a_line == 0) row += "\n    ";
        row += coloured(timeline.states[i], std::string(1, state_letter(timeline.states[i])), style);
    }
    return "    " + row + "\n";
}

std::string unit_section(const UnitName& name, const UnitTimeline& timeline, const HistoryReport& report,
                         const Style& style) {
    std::string out = "\n  " + style.bold(unit_text(name)) + "\n" + row_of(timeline, style);
    const auto last = report.known.find(name);
    if (last == report.known.end()) return out + "    nobody ever looked at it\n";
    const LastKnown& known = last->second;
    out += "    " + coloured(known.result.state, unit_state_name(known.result.state), style) + " since " +
           minute(known.since) + fmt::format(" (run {})", known.since_run);
    if (known.run != known.since_run)
        out += fmt::format(", last on {} (run {})", minute(known.when), known.run);
    if (known.result.expected) out += ", expected";
    if (known.shared_cache) out += style.warn(", " + std::string(shared_cache_words));
    out += "\n";
    if (!is_good(known.result.state) && !known.result.cause.empty())
        out += "      " + printable(known.result.cause) + "\n";
    for (const DatedChange& one : timeline.changes)
        out += fmt::format("    {} (run {})  {} → {}\n", minute(one.when), one.run,
                           coloured(one.change.from, unit_state_name(one.change.from), style),
                           coloured(one.change.to, unit_state_name(one.change.to), style)) +
               change_lines(one.change, "      ");
    return out;
}

std::string legend() {
    std::string out = "  ";
    for (const UnitState state : all_unit_states)
        out += fmt::format("{}{} {}", state == all_unit_states.front() ? "" : ", ", state_letter(state),
                           unit_state_name(state));
    return out + "\n";
}

std::string by_component(const HistoryReport& report, const Style& style) {
    std::string out = style.bold(counted(report.runs.size(), "run")) + ", the oldest first";
    if (!report.runs.empty())
        out += ": " + minute(report.runs.front().started) + " to " + minute(report.runs.back().started);
    out += "\n" + legend();
    auto all = timelines(report.before, report.runs);
    for (const auto& [name, last] : report.known)  // those that these runs say nothing of
        all[name].states.resize(report.runs.size(), UnitState::not_run);
    for (const auto& [name, timeline] : all)
        if (report.shows(name)) out += unit_section(name, timeline, report, style);
    return out;
}

}  // namespace

bool HistoryReport::shows(const UnitName& unit) const {
    return (release.empty() || unit.release == release) &&
           (components.empty() ||
            std::find(components.begin(), components.end(), unit.component) != components.end());
}

char state_letter(UnitState state) {
    switch (state) {
        case UnitState::reproduced:
            return '=';
        case UnitState::equivalent:
            return '~';
        case UnitState::differs:
            return 'D';
        case UnitState::unsteady:
            return 'U';
        case UnitState::failed:
            return 'F';
        case UnitState::unbuildable:
            return 'B';
        case UnitState::missing:
            return 'M';
        case UnitState::not_run:
            break;
    }
    return '.';
}

std::string history_text(const HistoryReport& report, const Style& style) {
    std::string out;
    for (const std::string& note : report.notes) out += style.warn("note: " + printable(note)) + "\n";
    if (!report.notes.empty()) out += "\n";
    return out + (report.components.empty() ? overview(report, style) : by_component(report, style));
}

}  // namespace verbatim
