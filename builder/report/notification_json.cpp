#include "report/notification_json.h"

#include "attest/rfc3339.h"
#include "base/error.h"
#include "base/text.h"
#include "report/json_time.h"

#include <algorithm>
#include <array>

namespace verbatim {

namespace {

constexpr const char* notification_format = "verbatim.notification/1";
// A distro that changed its compiler makes all units regress in one night; nobody reads more than these.
constexpr std::size_t most_changes = 100;
constexpr std::size_t most_between = 20;

Json body_of(const char* event, const NotificationHead& head, const std::string& summary) {
    return {{"format", notification_format},       {"event", event},
            {"time", rfc3339_text(head.time)},     {"verbatim", head.version},
            {"source", text_or_null(head.source)}, {"summary", summary}};
}

std::string name_of(const UnitName& unit) {
    return unit.release + " " + unit.component + (unit.platform.empty() ? "" : " " + unit.platform);
}

Json run_record(const Run& run, const RunLinks& links) {
    Json states = Json::object();
    for (const UnitState state :
         {UnitState::reproduced, UnitState::equivalent, UnitState::differs, UnitState::unsteady,
          UnitState::failed, UnitState::unbuildable, UnitState::missing, UnitState::not_run})
        states[std::string(unit_state_name(state))] = std::count_if(
            run.units.begin(), run.units.end(), [state](const auto& unit) { return unit.state == state; });
    return {{"id", run.id},
            {"kind", run.kind},
            {"configuration", run.configuration},
            {"host", run.host},
            {"started", rfc3339_text(run.started)},
            {"ended", time_or_null(run.ended)},
            {"ending", std::string(run_ending_name(run.ending))},
            {"error", text_or_null(run.error)},
            {"units", states},
            {"report", text_or_null(links.report)}};
}

Json change_record(const StateChange& change) {
    Json between = Json::array();
    for (std::size_t i = 0; i < std::min(change.between.size(), most_between); ++i)
        between.push_back(change.between[i]);
    return {{"release", change.unit.release},
            {"component", change.unit.component},
            {"platform", text_or_null(change.unit.platform)},
            {"from", std::string(unit_state_name(change.from))},
            {"to", std::string(unit_state_name(change.to))},
            {"last_seen", time_or_null(change.last_seen)},
            {"expected", change.expected},
            {"cause", text_or_null(change.cause)},
            {"between", between}};
}

using Kind = bool (StateChange::*)() const;

std::string changes_json(const char* event, const char* word, Kind is_such, const NotificationHead& head,
                         const Run& run, const std::vector<StateChange>& changes, const RunLinks& links) {
    std::vector<const StateChange*> such;
    for (const StateChange& change : changes)
        if ((change.*is_such)()) such.push_back(&change);
    if (such.empty()) return {};
    std::string summary = std::string(word) + ": " + name_of(such.front()->unit) + ", " +
                          std::string(unit_state_name(such.front()->from)) + " → " +
                          std::string(unit_state_name(such.front()->to));
    if (such.size() > 1) summary += ", and " + counted(such.size() - 1, "more change");
    Json body = body_of(event, head, summary);
    body["run"] = run_record(run, links);
    Json records = Json::array();
    for (std::size_t i = 0; i < std::min(such.size(), most_changes); ++i)
        records.push_back(change_record(*such[i]));
    body["changes"] = records;
    body["changes_in_all"] = such.size();
    return json_text(body, -1);
}

}  // namespace

std::string regression_json(const NotificationHead& head, const Run& run,
                            const std::vector<StateChange>& changes, const RunLinks& links) {
    return changes_json("regression", "Regression", &StateChange::is_regression, head, run, changes, links);
}

std::string recovery_json(const NotificationHead& head, const Run& run,
                          const std::vector<StateChange>& changes, const RunLinks& links) {
    return changes_json("recovery", "Recovery", &StateChange::is_recovery, head, run, changes, links);
}

std::string night_json(const NotificationHead& head, const Run& run, const std::vector<StateChange>& changes,
                       const RunLinks& links) {
    const auto count = [&](Kind is_such) {
        return static_cast<std::uint64_t>(
            std::count_if(changes.begin(), changes.end(),
                          [is_such](const StateChange& change) { return (change.*is_such)(); }));
    };
    const auto good = static_cast<std::uint64_t>(std::count_if(
        run.units.begin(), run.units.end(), [](const auto& unit) { return is_good(unit.state); }));
    const std::uint64_t regressions = count(&StateChange::is_regression);
    const std::uint64_t recoveries = count(&StateChange::is_recovery);
    Json body = body_of("night", head,
                        "Run " + std::to_string(run.id) + " (" + std::string(run_ending_name(run.ending)) +
                            "): " + std::to_string(good) + " of " + counted(run.units.size(), "unit") +
                            " reproduced, " + counted(regressions, "regression") + ", " +
                            counted(recoveries, "recovery", "recoveries"));
    body["run"] = run_record(run, links);
    body["regressions"] = regressions;
    body["recoveries"] = recoveries;
    return json_text(body, -1);
}

std::string release_json(const NotificationHead& head, const NotifiedRelease& release) {
    Json body = body_of("release", head, release.announcement.subject);
    body["release"] = {{"branch", release.release},
                       {"number", release.number > 0 ? Json(release.number) : Json(nullptr)},
                       {"manifest", text_or_null(release.manifest_uri)},
                       {"changelog", text_or_null(release.changelog_uri)}};
    body["announcement"] = {{"subject", release.announcement.subject},
                            {"message", release.announcement.message}};
    return json_text(body, -1);
}

std::string test_json(const NotificationHead& head) {
    return json_text(body_of("test", head, "A test: whoever reads this is told what Verbatim finds"), -1);
}

std::string event_of_notification(const std::string& json) {
    constexpr auto known =
        std::to_array<std::string_view>({"regression", "recovery", "release", "night", "test"});
    const Json body = Json::parse(json, nullptr, false);
    if (!body.is_object() || !body.contains("format") || body["format"] != notification_format)
        throw Error(Failure::usage,
                    std::string("this is no JSON record of the format ") + notification_format)
            .next("docs/formats/webhooks.md says what one is");
    if (!body.contains("event") || !body["event"].is_string() ||
        std::find(known.begin(), known.end(), body["event"].get<std::string>()) == known.end())
        throw Error(Failure::usage, "this record's \"event\" is none that can be told")
            .note("Known: regression, recovery, release, night, test.");
    return body["event"];
}

}  // namespace verbatim
