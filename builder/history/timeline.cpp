#include "history/timeline.h"

namespace verbatim {

namespace {

void note_results(std::map<UnitName, LastKnown>& known, const Run& run) {
    for (const UnitResult& unit : run.units) {
        if (unit.state == UnitState::not_run) continue;
        LastKnown& last = known[unit.unit];
        const bool same = last.run != 0 && last.result.state == unit.state;
        last = {run.id,
                run.started,
                unit,
                run.version,
                run.host,
                run.shared_cache,
                same ? last.since_run : run.id,
                same ? last.since : run.started};
    }
}

}  // namespace

std::map<UnitName, UnitTimeline> timelines(std::map<UnitName, LastKnown> before,
                                           const std::vector<Run>& runs) {
    std::map<UnitName, UnitTimeline> all;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        for (const UnitResult& unit : runs[i].units) {
            std::vector<UnitState>& states = all[unit.unit].states;
            states.resize(i, UnitState::not_run);
            states.push_back(unit.state);
        }
        for (StateChange& change : changes(before, runs[i])) {
            if (change.from == UnitState::not_run) continue;
            const UnitName name = change.unit;
            all[name].changes.push_back({runs[i].id, runs[i].started, std::move(change)});
        }
        note_results(before, runs[i]);
    }
    for (auto& [name, timeline] : all) timeline.states.resize(runs.size(), UnitState::not_run);
    return all;
}

}  // namespace verbatim
