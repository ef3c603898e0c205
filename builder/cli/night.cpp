#include "cli/night.h"

#include "base/interrupt.h"
#include "cli/steadiness.h"
#include "cli/unit_results.h"
#include "cli/verification.h"
#include "history/queue.h"

#include <unistd.h>

#include <algorithm>
#include <ctime>

namespace verbatim {

namespace {

template <typename Value>
std::vector<Value> plain(const std::vector<Located<Value>>& located) {
    std::vector<Value> values;
    for (const auto& one : located) values.push_back(one.value);
    return values;
}

class Night {
  public:
    Night(Workspace& workspace, const NightlySettings& settings, History& history)
        : workspace_(workspace), settings_(settings), history_(history) {
        for (const Located<Platform>& one : settings.platforms) platforms_.push_back(one.value.str());
        std::vector<std::string> axes =
            settings.vary ? plain(settings.vary->axes) : std::vector<std::string>();
        if (settings.vary) axes_ = axes_asked(axes);
    }

    NightResult run() {
        const auto known = history_.last_known();
        const std::vector<Turn> turns = in_turn(all_turns(), known);
        begin();
        result_.notes = history_.notes();
        result_.run.ending = RunEnding::complete;
        try {
            for (const Turn& turn : turns) {
                if (!out_of_time())
                    look_at(turn);
                else
                    leave_out(turn, "the budget was spent before it");
                ++done_;
            }
        } catch (const Error& error) {
            if (error.kind() == Failure::interrupted) {
                result_.run.ending = RunEnding::interrupted;
            } else {
                result_.run.ending = RunEnding::failed;
                result_.run.error = error.message();
            }
            for (std::size_t i = done_; i < turns.size(); ++i)
                leave_out(turns[i], "the night ended before it");
        }
        end();
        result_.changes = changes(known, result_.run);
        return std::move(result_);
    }

  private:
    std::vector<Turn> all_turns() const {
        std::vector<std::string> branches = plain(settings_.releases);
        if (branches.empty()) branches = workspace_.catalog().releases();
        const std::vector<std::string> asked = plain(settings_.components);
        std::vector<Turn> turns;
        std::set<std::string> found;
        for (const std::string& branch : branches) {
            const Release release = workspace_.catalog().release(branch);
            const auto add = [&](const std::string& component) {
                if (!asked.empty() && std::find(asked.begin(), asked.end(), component) == asked.end()) return;
                turns.push_back({branch, component});
                found.insert(component);
            };
            for (const ComponentPin& pin : release.components) add(pin.project);
            for (const auto& [project, why] : release.unbuildable) add(project);
        }
        for (const Located<std::string>& one : settings_.components)
            if (!found.contains(one.value))
                throw Error(Failure::definition, "no release of this night has a component " + one.value)
                    .at(one.at, "named here");
        return turns;
    }

    void begin() {
        Run& run = result_.run;
        run.kind = "nightly";
        run.configuration = settings_.name;
        run.version = VERBATIM_VERSION;
        run.host = Platform::host().str();
        run.started = std::time(nullptr);
        run.id = history_.begin(run);
        // What an earlier night built under other circumstances is no proof of now.
        instance_ = std::to_string(run.started) + "-" + std::to_string(run.id);
    }

    void end() {
        Run& run = result_.run;
        std::sort(run.units.begin(), run.units.end(),
                  [](const UnitResult& a, const UnitResult& b) { return a.unit < b.unit; });
        if (run.ending == RunEnding::complete && cut_short_) run.ending = RunEnding::budget_spent;
        run.ended = std::time(nullptr);
        keep([&] { history_.end(run.id, run.ending, run.ended, run.error); });
    }

    void look_at(const Turn& turn) {
        const Release release = workspace_.catalog().release(turn.release);
        std::vector<UnitResult> units;
        try {
            units = verify(turn, release);
            for (const UnitResult& unit : units) record(unit);  // so that it is not lost while it is varied
            check(turn, units);
        } catch (const Error& error) {
            if (error.kind() == Failure::interrupted) throw;
            failed(turn, release, error, units);
        }
        for (UnitResult& unit : units) record(std::move(unit));
    }

    std::vector<UnitResult> verify(const Turn& turn, const Release& release) {
        VerifyOptions options;
        options.selection = {turn.release, {turn.component}, platforms_};
        const VerifyReport report = verify_release(options, workspace_);
        Plan plan;
        if (!release.unbuildable.contains(turn.component))
            plan = workspace_.plan(turn.release, {turn.component}, platforms_);
        for (const std::string& news : report.findings.news)
            result_.news.push_back(turn.release + ": " + news);
        return unit_results(report, plan, release, turn.component);
    }

    void check(const Turn& turn, std::vector<UnitResult>& units) {
        if (!settings_.vary || units.empty()) return;
        const bool any_built = std::any_of(units.begin(), units.end(), [](const UnitResult& unit) {
            return unit.state != UnitState::unbuildable && unit.state != UnitState::failed;
        });
        if (!any_built) return;
        SteadinessOptions options{axes_, settings_.vary->rounds, instance_, [this] { return out_of_time(); }};
        auto found = check_steadiness(workspace_, turn.release, turn.component, platforms_, options);
        for (UnitResult& unit : units) {
            const auto one = found.find(unit.unit.platform);
            if (one != found.end()) {
                cut_short_ = cut_short_ || one->second.cut_short;
                add_steadiness(unit, std::move(one->second));
            }
        }
    }

    // What was found before it failed stays; where nothing was, the component has failed as a whole.
    static void failed(const Turn& turn, const Release& release, const Error& error,
                       std::vector<UnitResult>& units) {
        if (units.empty()) {
            UnitResult& unit = units.emplace_back();
            unit.unit = {turn.release, turn.component, ""};
            unit.pins = unit_pins(release, turn.component);
        }
        for (UnitResult& unit : units) {
            if (unit.steadiness) continue;
            unit.state = UnitState::failed;
            unit.cause = error.message();
            unit.evidence = {"verbatim verify " + turn.release + " " + turn.component};
        }
    }

    // Nobody looked; its platforms are those of the last time, if any.
    void leave_out(const Turn& turn, const std::string& why) {
        cut_short_ = true;
        const auto is_of_it = [&](const UnitResult& one) {
            return one.unit.release == turn.release && one.unit.component == turn.component;
        };
        // Somebody looked at it, and was interrupted later.
        if (std::any_of(result_.run.units.begin(), result_.run.units.end(), is_of_it)) return;
        std::set<std::string> platforms;
        for (const auto& [unit, last] : history_.last_known(result_.run.id))
            if (unit.release == turn.release && unit.component == turn.component)
                platforms.insert(unit.platform);
        if (platforms.empty()) platforms.insert("");
        for (const std::string& platform : platforms) {
            UnitResult unit;
            unit.unit = {turn.release, turn.component, platform};
            unit.cause = why;
            record(std::move(unit));
        }
    }

    // In the place of what was known of it before in this night.
    void record(UnitResult unit) {
        keep([&] { history_.record(result_.run.id, unit); });
        std::vector<UnitResult>& units = result_.run.units;
        const auto known = std::find_if(units.begin(), units.end(),
                                        [&](const UnitResult& one) { return one.unit == unit.unit; });
        if (known == units.end())
            units.push_back(std::move(unit));
        else if (unit.state != UnitState::not_run)
            *known = std::move(unit);
    }

    // A history that cannot be written, since the disk is full, say, ends no night: the report is made of
    // what is here.
    void keep(const std::function<void()>& write) {
        try {
            write();
        } catch (const Error& error) {
            if (error.kind() == Failure::interrupted) throw;
            if (lost_) return;
            lost_ = true;
            result_.run.error = "the history could not be written: " + error.message();
            result_.notes.push_back(result_.run.error);
        }
    }

    bool out_of_time() const { return settings_.budget && since(begin_) > *settings_.budget; }

    Workspace& workspace_;
    const NightlySettings& settings_;
    History& history_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::vector<std::string> platforms_;
    std::set<Axis> axes_;
    std::string instance_;
    NightResult result_;
    std::size_t done_ = 0;
    bool cut_short_ = false, lost_ = false;
};

}  // namespace

NightResult run_night(Workspace& workspace, const NightlySettings& settings, History& history) {
    return Night(workspace, settings, history).run();
}

ExitStatus exit_status(const NightResult& night) {
    if (night.run.ending == RunEnding::interrupted) return ExitStatus::interrupted;
    if (night.run.ending == RunEnding::failed) return ExitStatus::nothing_compared;
    bool any = false, any_compared = false, news = !night.news.empty();
    for (const UnitResult& unit : night.run.units) {
        if (unit.state == UnitState::not_run) continue;
        any = true;
        any_compared = any_compared || unit.state != UnitState::failed;
        news = news || (!is_good(unit.state) && !unit.expected);
    }
    if (!any) return ExitStatus::nothing_to_check;
    if (!any_compared && news) return ExitStatus::nothing_compared;
    return news ? ExitStatus::not_reproduced : ExitStatus::ok;
}

}  // namespace verbatim
