#include "attest/rfc3339.h"
#include "base/text.h"
#include "report/night_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace verbatim {

namespace {

std::string unit_name(const UnitName& unit) {
    std::string text = printable(unit.release) + " " + printable(unit.component);
    if (!unit.platform.empty()) text += " " + printable(unit.platform);
    return text;
}

std::size_t good_claims(const UnitResult& unit) {
    return static_cast<std::size_t>(std::count_if(
        unit.files.begin(), unit.files.end(),
        [](const FileResult& file) { return file.verdict == "reproduced" || file.verdict == "equivalent"; }));
}

std::size_t claims(const UnitResult& unit) {
    return static_cast<std::size_t>(
        std::count_if(unit.files.begin(), unit.files.end(),
                      [](const FileResult& file) { return file.verdict != "unclaimed"; }));
}

struct Cell {
    std::size_t good = 0, all = 0;
    bool ran = false, steady = true, failed = false;
};

std::string cell_text(const Cell& cell) {
    if (!cell.ran) return "not run";
    if (cell.all == 0) return cell.failed ? "failed" : "-";
    return fmt::format("{}/{}", cell.good, cell.all) + (cell.steady ? "" : " unsteady");
}

std::string matrix(const Run& run) {
    std::set<std::string> releases, components;
    std::map<std::pair<std::string, std::string>, Cell> cells;
    for (const UnitResult& unit : run.units) {
        releases.insert(unit.unit.release);
        components.insert(unit.unit.component);
        Cell& cell = cells[{unit.unit.component, unit.unit.release}];
        cell.good += good_claims(unit);
        cell.all += claims(unit);
        cell.ran = cell.ran || unit.state != UnitState::not_run;
        cell.failed = cell.failed || unit.state == UnitState::failed;
        cell.steady = cell.steady && unit.state != UnitState::unsteady;
    }
    std::size_t first = 0;
    for (const std::string& one : components) first = std::max(first, display_width(printable(one)));
    std::map<std::string, std::size_t> widths;
    for (const std::string& release : releases) widths[release] = display_width(printable(release));
    for (const auto& [at, cell] : cells)
        widths[at.second] = std::max(widths[at.second], cell_text(cell).size());
    std::string out = "  " + padded("", first);
    for (const auto& [release, width] : widths) out += "  " + padded(printable(release), width);
    out = std::string(out.substr(0, out.find_last_not_of(' ') + 1)) + "\n";
    for (const std::string& component : components) {
        std::string line = "  " + padded(printable(component), first);
        for (const auto& [release, width] : widths) {
            const auto cell = cells.find({component, release});
            line += "  " + padded(cell == cells.end() ? "" : cell_text(cell->second), width);
        }
        out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return out;
}

std::string not_good(const Run& run, const Style& style) {
    std::string out;
    for (const UnitResult& unit : run.units) {
        if (is_good(unit.state) || unit.state == UnitState::not_run) continue;
        const std::string state(unit_state_name(unit.state));
        out += "  " + (unit.expected ? style.warn(state + ", as expected") : style.bad(state)) + "  " +
               unit_name(unit.unit) + "\n";
        if (!unit.cause.empty()) out += "      " + printable(unit.cause) + "\n";
        for (const std::string& one : unit.evidence) out += "      next: " + printable(one) + "\n";
    }
    return out.empty() ? out : "\nNot reproduced, or not steady:\n" + out;
}

std::string sum(const Run& run) {
    std::size_t good = 0, all = 0, steady = 0, varied = 0, not_run = 0;
    for (const UnitResult& unit : run.units) {
        good += good_claims(unit);
        all += claims(unit);
        not_run += unit.state == UnitState::not_run ? 1 : 0;
        if (!unit.steadiness || unit.steadiness->cut_short) continue;
        ++varied;
        steady += unit.steadiness->variances.empty() ? 1 : 0;
    }
    std::string out = fmt::format("{} of {} claims reproduced", good, all);
    if (varied > 0) out += fmt::format(" · {} of {} units steady under other circumstances", steady, varied);
    if (not_run > 0) out += fmt::format(" · {} did not run", counted(not_run, "unit"));
    return out + fmt::format(" · {}\n", human_duration(std::chrono::seconds(
                                            std::max<std::int64_t>(run.ended - run.started, 0))));
}

}  // namespace

std::string change_text(const StateChange& change, const Style& style) {
    const std::string arrow =
        std::string(unit_state_name(change.from)) + " → " + std::string(unit_state_name(change.to));
    std::string out = "  " +
                      (change.is_regression() ? style.bad(arrow)
                       : change.is_recovery() ? style.good(arrow)
                                              : arrow) +
                      "  " + unit_name(change.unit) + "\n";
    if (!change.cause.empty()) out += "      " + printable(change.cause) + "\n";
    for (const std::string& one : change.between) out += "      " + printable(one) + "\n";
    return out;
}

std::string night_text(const NightReport& report, const Style& style) {
    const Run& run = report.run;
    std::string out = fmt::format("night {} · {} · {}\n\n", run.id, rfc3339_text(run.started),
                                  std::string(run_ending_name(run.ending)));
    out += matrix(run);
    std::string changes;
    for (const StateChange& change : report.changes)
        if (change.from != UnitState::not_run) changes += change_text(change, style);
    if (!changes.empty()) out += "\nChanged since anybody last looked:\n" + changes;
    out += not_good(run, style);
    for (const std::string& one : report.news) out += "\nnot as expected: " + printable(one);
    if (!report.news.empty()) out += "\n";
    for (const std::string& message : report.newer) {
        out += "\n";
        for (const std::string& line : split(trim(message), '\n')) out += printable(line) + "\n";
    }
    for (const std::string& one : report.notes) out += "\nnote: " + printable(one);
    if (!report.notes.empty()) out += "\n";
    if (!run.error.empty()) out += "\n" + style.bad("the night failed") + ": " + printable(run.error) + "\n";
    if (!report.written_to.empty()) out += "\nreport: " + printable(report.written_to) + "\n";
    return out + "\n" + sum(run);
}

}  // namespace verbatim
