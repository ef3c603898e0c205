// What became of each unit over several runs: its states in a row, and what changed in between. Pure.
#pragma once

#include "history/changes.h"

#include <cstdint>
#include <map>
#include <vector>

namespace verbatim {

struct DatedChange {
    std::int64_t run = 0;
    std::int64_t when = 0;  // that run's start, seconds since 1970
    StateChange change;
};

struct UnitTimeline {
    std::vector<UnitState> states;     // one a run; not_run where nobody looked
    std::vector<DatedChange> changes;  // the oldest first; the first look at a unit is none
};

// `runs`: the oldest first. `before`: what was known before the first of them (History::last_known of its
// number).
std::map<UnitName, UnitTimeline> timelines(std::map<UnitName, LastKnown> before,
                                           const std::vector<Run>& runs);

}  // namespace verbatim
