#include "attest/rfc3339.h"
#include "report/history_report.h"
#include "report/json_time.h"

#include <algorithm>

namespace verbatim {

namespace {

// "not_run", as all names in JSON are.
std::string word(std::string_view name) {
    std::string text(name);
    std::replace(text.begin(), text.end(), ' ', '_');
    return text;
}

Json run_record(const Run& run, const HistoryReport& report) {
    Json counts = Json::object();
    for (const UnitState state : all_unit_states)
        counts[word(unit_state_name(state))] = std::count_if(
            run.units.begin(), run.units.end(),
            [&](const UnitResult& unit) { return unit.state == state && report.shows(unit.unit); });
    return {{"run", run.id},
            {"kind", run.kind},
            {"configuration", text_or_null(run.configuration)},
            {"verbatim", text_or_null(run.version)},
            {"host", text_or_null(run.host)},
            {"started", time_or_null(run.started)},
            {"ended", time_or_null(run.ended)},
            {"ending", word(run_ending_name(run.ending))},
            {"error", text_or_null(run.error)},
            {"shared_cache", run.shared_cache},
            {"counts", counts}};
}

Json change_record(const DatedChange& one) {
    return {{"run", one.run},
            {"time", time_or_null(one.when)},
            {"from", word(unit_state_name(one.change.from))},
            {"to", word(unit_state_name(one.change.to))},
            {"last_seen", time_or_null(one.change.last_seen)},
            {"regression", one.change.is_regression()},
            {"expected", one.change.expected},
            {"cause", text_or_null(one.change.cause)},
            {"between", one.change.between}};
}

Json unit_record(const UnitName& name, const UnitTimeline& timeline, const HistoryReport& report) {
    Json states = Json::array(), changes = Json::array(), last;
    for (const UnitState state : timeline.states) states.push_back(word(unit_state_name(state)));
    for (const DatedChange& one : timeline.changes) changes.push_back(change_record(one));
    if (const auto found = report.known.find(name); found != report.known.end()) {
        const LastKnown& known = found->second;
        last = {{"state", word(unit_state_name(known.result.state))},
                {"good", is_good(known.result.state)},
                {"expected", known.result.expected},
                {"cause", text_or_null(known.result.cause)},
                {"shared_cache", known.shared_cache},
                {"run", known.run},
                {"time", time_or_null(known.when)},
                {"since_run", known.since_run},
                {"since", time_or_null(known.since)}};
    }
    return {
        {"release", name.release}, {"component", name.component}, {"platform", text_or_null(name.platform)},
        {"states", states},        {"last_known", last},          {"changes", changes}};
}

}  // namespace

std::string history_json(const HistoryReport& report) {
    Json runs = Json::array(), units = Json::array();
    for (const Run& run : report.runs) runs.push_back(run_record(run, report));
    auto all = timelines(report.before, report.runs);
    for (const auto& [name, last] : report.known)
        all[name].states.resize(report.runs.size(), UnitState::not_run);
    for (const auto& [name, timeline] : all)
        if (report.shows(name)) units.push_back(unit_record(name, timeline, report));
    return json_text({{"format", "verbatim.history/1"},
                      {"history", report.file},
                      {"notes", report.notes},
                      {"runs", runs},
                      {"units", units}});
}

}  // namespace verbatim
