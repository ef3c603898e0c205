// The history as people and as programs see it. Values by hand.
#include "report/history_report.h"

#include "golden.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <set>

using namespace verbatim;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr std::int64_t day = 86'400;
constexpr std::int64_t begin = 1'790'000'000;  // 2026-09-21T14:13:20Z, by date -u -d @1790000000

UnitResult seen(const std::string& component, UnitState state, const std::string& go = "go1.25.11") {
    UnitResult unit;
    unit.unit = {"1-36", component, "linux/amd64"};
    unit.state = state;
    unit.pins.go = go;
    if (!is_good(state) && state != UnitState::not_run) unit.cause = "a cause";
    return unit;
}

// Every ending, every state; a regression by a toolchain in the last run, a recovery before.
HistoryReport sample_history() {
    HistoryReport report;
    report.file = "/home/me/history.sqlite";
    const auto night = [&](RunEnding ending, std::vector<UnitResult> units) {
        verbatim::Run run;
        run.id = static_cast<std::int64_t>(report.runs.size()) + 1;
        run.kind = "nightly";
        run.configuration = "n.yaml";
        run.version = "0.1.0";
        run.host = "linux/amd64";
        run.started = begin + run.id * day;
        run.ended = ending == RunEnding::under_way ? 0 : run.started + 3600 * run.id;
        run.ending = ending;
        if (ending == RunEnding::failed) run.error = "the mirror cannot be reached";
        run.units = std::move(units);
        report.runs.push_back(run);
    };
    night(RunEnding::complete, {seen("a/steady", UnitState::reproduced), seen("b/fine", UnitState::differs),
                                seen("c/closed", UnitState::unbuildable), seen("d/d", UnitState::reproduced),
                                seen("e/e", UnitState::missing), seen("f/f", UnitState::failed),
                                seen("g/g", UnitState::unsteady), seen("h/never", UnitState::not_run)});
    night(RunEnding::budget_spent,
          {seen("a/steady", UnitState::reproduced), seen("b/fine", UnitState::not_run)});
    night(RunEnding::killed, {seen("b/fine", UnitState::reproduced)});
    night(RunEnding::failed, {});
    night(RunEnding::interrupted, {});
    night(RunEnding::complete,
          {seen("a/steady", UnitState::differs, "go1.25.12"), seen("b/fine", UnitState::reproduced)});
    night(RunEnding::under_way, {seen("d/d", UnitState::failed), seen("b/fine", UnitState::not_run)});
    for (const Run& run : report.runs)
        for (const UnitResult& unit : run.units) {
            if (unit.state == UnitState::not_run) continue;
            LastKnown& last = report.known[unit.unit];
            if (last.run == 0 || last.result.state != unit.state) {
                last.since_run = run.id;
                last.since = run.started;
            }
            last.run = run.id;
            last.when = run.started;
            last.result = unit;
        }
    return report;
}

}  // namespace

TEST(HistoryReport, AnOverviewTellsRunsRegressionsAndWhatIsWrong) {
    test::expect_golden("history-overview.txt", history_text(sample_history(), Style{}));
}

TEST(HistoryReport, AComponentHasARowOfStatesAndItsChanges) {
    HistoryReport report = sample_history();
    report.components = {"a/steady", "b/fine", "h/never"};
    test::expect_golden("history-component.txt", history_text(report, Style{}));
    report.components = {"a/steady"};
    report.release = "1-35";
    EXPECT_THAT(history_text(report, Style{}), Not(HasSubstr("a/steady"))) << "another release";
}

TEST(HistoryReport, TheRecord) {
    test::expect_golden("history.json", history_json(sample_history()));
}

TEST(HistoryReport, EachStateHasALetterOfItsOwn) {
    std::set<char> letters;
    for (const UnitState state : all_unit_states) letters.insert(state_letter(state));
    EXPECT_EQ(letters.size(), all_unit_states.size());
}

TEST(HistoryReport, ALongRowIsBrokenWhereEverySixtyEnd) {
    HistoryReport report;
    for (int i = 1; i <= 61; ++i) {
        verbatim::Run run;
        run.id = i;
        run.units = {seen("a/a", UnitState::reproduced)};
        report.runs.push_back(run);
    }
    report.components = {"a/a"};
    EXPECT_THAT(history_text(report, Style{}), HasSubstr("\n    " + std::string(60, '=') + "\n    =\n"));
}

TEST(HistoryReport, ARunWithTheSharedCompilerCacheSaysSo) {
    HistoryReport report = sample_history();
    EXPECT_THAT(history_text(report, Style{}), Not(HasSubstr("shared")));
    report.runs.front().shared_cache = true;
    for (auto& [name, last] : report.known) last.shared_cache = true;
    const std::string overview = history_text(report, Style{});
    EXPECT_THAT(overview, HasSubstr(" · shared cache\n"));
    EXPECT_THAT(overview, HasSubstr("\nshared cache: made with the compiler cache that components "
                                    "shared, which could be forged; "));
    const auto json = nlohmann::json::parse(history_json(report));
    EXPECT_EQ(json["runs"][0]["shared_cache"], true);
    EXPECT_EQ(json["runs"][1]["shared_cache"], false);
    EXPECT_EQ(json["units"][0]["last_known"]["shared_cache"], true);
    report.components = {report.known.begin()->first.component};
    EXPECT_THAT(history_text(report, Style{}), HasSubstr("components shared, which could be forged"));
}

TEST(HistoryReport, TextsOfOthersSteerNoTerminal) {
    HistoryReport report = sample_history();
    report.file = test::hostile;
    report.notes = {test::hostile};
    UnitResult bad = seen(test::hostile, UnitState::differs);
    bad.unit.release = bad.unit.platform = bad.cause = test::hostile;
    verbatim::Run last = report.runs.back();
    last.id = 9;
    last.kind = last.version = last.error = test::hostile;
    last.started = -5;
    last.ended = std::numeric_limits<std::int64_t>::max();
    last.units = {bad};
    LastKnown before;
    before.run = 1;
    before.result = bad;
    before.result.state = UnitState::reproduced;
    before.result.pins.tag = test::hostile;
    report.before[bad.unit] = before;
    report.runs.push_back(last);
    report.known[bad.unit].result = bad;
    report.known[bad.unit].since = std::numeric_limits<std::int64_t>::max();
    test::expect_harmless(history_text(report, Style{}));
    test::expect_harmless(history_json(report));
    report.components = {test::hostile};
    test::expect_harmless(history_text(report, Style{}));
    EXPECT_TRUE(nlohmann::json::accept(history_json(report)));
}

TEST(HistoryReport, WhereAllIsWellItSaysSo) {
    HistoryReport report;
    EXPECT_THAT(history_text(report, Style{}), HasSubstr("nothing is known of any unit"));
    report.known[{"1-36", "a/a", "linux/amd64"}].result = seen("a/a", UnitState::reproduced);
    EXPECT_THAT(history_text(report, Style{}), HasSubstr("all reproduced: 1 unit"));
}
