#include "base/text.h"
#include "report/latest.h"
#include "report/run_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace verbatim {

namespace {

constexpr std::array all_states = {UnitState::reproduced, UnitState::equivalent, UnitState::differs,
                                   UnitState::unsteady,   UnitState::failed,     UnitState::unbuildable,
                                   UnitState::missing,    UnitState::not_run};
constexpr std::array all_endings = {RunEnding::under_way,   RunEnding::complete, RunEnding::budget_spent,
                                    RunEnding::interrupted, RunEnding::killed,   RunEnding::failed};

// As the format escapes a label's value.
std::string label(const std::string& value) {
    std::string out;
    for (const char c : printable(value)) {
        if (c == '\\' || c == '"') out += '\\';
        out += c;
    }
    return out;
}

std::string unit_labels(const UnitName& unit) {
    return fmt::format("release=\"{}\",component=\"{}\",platform=\"{}\"", label(unit.release),
                       label(unit.component), label(unit.platform));
}

// A family: all of a metric stand together, as the format wants it.
class Family {
  public:
    Family(std::string name, std::string_view help) : name_(std::move(name)) {
        text_ = fmt::format("# HELP {} {}\n# TYPE {} gauge\n", name_, help, name_);
    }
    void add(const std::string& labels, std::int64_t value) {
        text_ += labels.empty() ? fmt::format("{} {}\n", name_, value)
                                : fmt::format("{}{{{}}} {}\n", name_, labels, value);
    }
    void add_milliseconds(const std::string& labels, std::int64_t value) {
        text_ += fmt::format("{}{{{}}} {}.{:03}\n", name_, labels, value / 1000, value % 1000);
    }
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::string name_, text_;
};

std::map<std::string, std::int64_t> claims_by_verdict(const UnitResult& result) {
    std::map<std::string, std::int64_t> counts = {{"reproduced", 0}, {"equivalent", 0},  {"differs", 0},
                                                  {"failed", 0},     {"unbuildable", 0}, {"missing", 0}};
    for (const FileResult& file : result.files)
        if (is_claim(file)) ++counts[file.verdict];
    return counts;
}

std::string unit_metrics(const std::map<UnitName, LatestUnit>& units) {
    Family claims("verbatim_claims", "Claims of a unit by verdict, when it was last looked at.");
    Family states("verbatim_unit_state", "1 for the state of a unit in the last night, 0 for every other.");
    Family known("verbatim_unit_last_known_state", "1 for the state of a unit when it was last looked at.");
    Family looked("verbatim_unit_last_run_timestamp_seconds",
                  "Start of the run that last looked at a unit; absent where none did.");
    Family builds("verbatim_unit_build_seconds",
                  "What the builds of a unit took in the run that last looked.");
    Family expected("verbatim_unit_expected", "1 where a state that is not good was expected.");
    Family variances("verbatim_unit_variances", "Circumstances that change the bits of a unit.");
    for (const auto& [name, unit] : units) {
        const std::string labels = unit_labels(name);
        for (const UnitState state : all_states)
            states.add(labels + ",state=\"" + std::string(unit_state_name(state)) + "\"",
                       unit.state() == state ? 1 : 0);
        if (unit.known == nullptr) continue;
        for (const auto& [verdict, count] : claims_by_verdict(*unit.known))
            claims.add(labels + ",verdict=\"" + label(verdict) + "\"", count);
        known.add(labels + ",state=\"" + std::string(unit_state_name(unit.known->state)) + "\"", 1);
        looked.add(labels, unit.known_run->started);
        builds.add_milliseconds(labels, unit.known->milliseconds);
        expected.add(labels, unit.known->expected ? 1 : 0);
        if (unit.known->steadiness)
            variances.add(labels, static_cast<std::int64_t>(unit.known->steadiness->variances.size()));
    }
    return claims.text() + states.text() + known.text() + looked.text() + builds.text() + expected.text() +
           variances.text();
}

// All that it was to look at is as it should be.
bool is_success(const Run& run) {
    return run.ending == RunEnding::complete &&
           std::all_of(run.units.begin(), run.units.end(), [](const UnitResult& unit) {
               return is_good(unit.state) || (unit.expected && unit.state != UnitState::not_run);
           });
}

std::string run_metrics(const std::vector<Run>& runs) {
    Family started("verbatim_last_run_timestamp_seconds", "Start of the last run of a kind.");
    Family ended("verbatim_last_run_end_timestamp_seconds", "End of the last run of a kind that has ended.");
    Family duration("verbatim_last_run_duration_seconds",
                    "How long the last run of a kind that has ended took.");
    Family ending("verbatim_last_run_ending",
                  "1 for how the last run of a kind ended, 0 for every other way.");
    Family complete("verbatim_last_complete_timestamp_seconds",
                    "End of the last run that reached all units.");
    Family success("verbatim_last_success_timestamp_seconds",
                   "End of the last run that reached all units and found each good, or as expected.");
    std::set<std::string> kinds;
    for (const Run& run : runs) kinds.insert(run.kind);
    for (const std::string& kind : kinds) {
        const std::string labels = "kind=\"" + label(kind) + "\"";
        const auto last = [&](auto fits) -> const Run* {
            const auto at = std::find_if(runs.rbegin(), runs.rend(),
                                         [&](const Run& run) { return run.kind == kind && fits(run); });
            return at == runs.rend() ? nullptr : &*at;
        };
        if (const Run* run = last([](const Run&) { return true; })) {
            started.add(labels, run->started);
            for (const RunEnding one : all_endings)
                ending.add(labels + ",ending=\"" + std::string(run_ending_name(one)) + "\"",
                           run->ending == one ? 1 : 0);
        }
        if (const Run* run = last([](const Run& one) { return one.ended != 0; })) {
            ended.add(labels, run->ended);
            duration.add(labels, run->ended - run->started);
        }
        if (const Run* run = last([](const Run& one) { return one.ending == RunEnding::complete; }))
            complete.add(labels, run->ended);
        if (const Run* run = last(is_success)) success.add(labels, run->ended);
    }
    return started.text() + ended.text() + duration.text() + ending.text() + complete.text() + success.text();
}

}  // namespace

std::string prometheus_text(const std::vector<Run>& runs) {
    std::string info;
    if (const Run* run = latest_run(runs)) {
        Family family("verbatim_build_info", "The version of Verbatim that made the last run, and its host.");
        family.add(fmt::format("version=\"{}\",host=\"{}\"", label(run->version), label(run->host)), 1);
        info = family.text();
    }
    return info + run_metrics(runs) + unit_metrics(latest_units(runs));
}

}  // namespace verbatim
