#include "report/check_report.h"

#include "base/text.h"
#include "report/run_report.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

std::size_t count(const CheckReport& report, bool steady) {
    return static_cast<std::size_t>(
        std::count_if(report.units.begin(), report.units.end(),
                      [&](const CheckReport::Unit& unit) { return is_steady(unit) == steady; }));
}

std::string verdict(const CheckReport::Unit& unit, const Style& style) {
    if (!unit.error.empty()) return style.bad("failed") + "  " + printable(unit.error);
    const Steadiness& it = unit.steadiness;
    if (!it.variances.empty()) return style.bad("not steady");
    if (it.cut_short || it.rounds < 2) return style.bad("not known") + "  the time was up";
    return style.good("steady") + fmt::format("  {} builds", it.rounds);
}

std::string details(const Steadiness& steadiness) {
    std::string out;
    for (const Variance& one : steadiness.variances) {
        out += "      " + variance_text(one) + "\n";
        if (!one.cause.empty()) out += "        " + printable(one.cause) + "\n";
        constexpr std::size_t shown = 3;
        for (std::size_t i = 0; i < std::min(shown, one.paths.size()); ++i)
            out += "        " + printable(one.paths[i]) + "\n";
        if (one.paths.size() > shown) out += fmt::format("        and {} more\n", one.paths.size() - shown);
    }
    return out;
}

// Once for all units, with those that they are about where it is not all.
std::string not_varied(const CheckReport& report) {
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> all;
    for (const CheckReport::Unit& unit : report.units)
        for (const auto& [axis, why] : unit.steadiness.not_varied)
            all[{axis, why}].push_back(unit.name.component);
    std::string out;
    for (auto& [axis, components] : all) {
        out += (out.empty() ? "\nNot varied:\n" : "") +
               fmt::format("  {}: {}", axis.first, printable(axis.second));
        if (components.size() < report.units.size()) {
            components.erase(std::unique(components.begin(), components.end()), components.end());
            out += " (" + join(components, ", ") + ")";
        }
        out += "\n";
    }
    return out;
}

}  // namespace

bool is_steady(const CheckReport::Unit& unit) {
    return unit.error.empty() && unit.steadiness.variances.empty() && !unit.steadiness.cut_short &&
           unit.steadiness.rounds > 1;
}

std::string variance_text(const Variance& variance) {
    std::string text = printable(variance.axis);
    if (variance.axis == "chance")
        text += ": the same circumstances give other bits";
    else if (variance.axis == "unknown")
        text += ": the time was up before it was known what changes bits";
    else
        text += ": \"" + printable(variance.from) + "\" or \"" + printable(variance.to) + "\" changes bits";
    if (!variance.action.empty()) text += " of " + printable(variance.action);
    return text;
}

std::string check_text(const CheckReport& report, const Style& style) {
    std::size_t component = 0, platform = 0;
    for (const CheckReport::Unit& unit : report.units) {
        component = std::max(component, display_width(printable(unit.name.component)));
        platform = std::max(platform, display_width(printable(unit.name.platform)));
    }
    std::string out = fmt::format("release {} · {}\n\n", printable(report.release), printable(report.origin));
    for (const CheckReport::Unit& unit : report.units)
        out += "  " + padded(printable(unit.name.component), component) + "  " +
               padded(printable(unit.name.platform), platform) + "  " + verdict(unit, style) + "\n" +
               details(unit.steadiness);
    if (!report.units.empty()) {
        const auto& varied = report.units.front().steadiness.varied;
        if (!varied.empty()) out += "\nVaried: " + join(varied, ", ") + ".\n";
    }
    out += not_varied(report);
    out += fmt::format("\n{} of {} steady · {}\n", count(report, true), report.units.size(),
                       human_duration(report.elapsed));
    return out;
}

std::string check_json(const CheckReport& report) {
    Json units = Json::array();
    for (const CheckReport::Unit& unit : report.units) {
        units.push_back({{"component", unit.name.component},
                         {"platform", text_or_null(unit.name.platform)},
                         {"steady", is_steady(unit)},
                         {"error", text_or_null(unit.error)},
                         {"steadiness", steadiness_record(unit.steadiness)}});
    }
    const Json record = {{"format", "verbatim.check/1"},
                         {"release", report.release},
                         {"origin", report.origin},
                         {"units", units},
                         {"steady", count(report, true)},
                         {"not_steady", count(report, false)},
                         {"elapsed_ms", report.elapsed.count()}};
    return json_text(record);
}

}  // namespace verbatim
