// What stands today, of runs over time: each unit's result of the last night, or, where nobody looked then,
// what it was when anybody last did. The one place that decides what "today" is. Pure.
#pragma once

#include "history/run.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace verbatim {

// Of a unit. Points into the runs that it was made of.
struct LatestUnit {
    const UnitResult* now = nullptr;    // null: not run
    const UnitResult* known = nullptr;  // the last that is not "not run"; null: nobody ever looked
    const Run* known_run = nullptr;
    [[nodiscard]] UnitState state() const { return now == nullptr ? UnitState::not_run : now->state; }
};

// The run that "today" means: the last of the kind "nightly", else the last one. Null: there is none.
const Run* latest_run(const std::vector<Run>& runs);

// Of every unit of `runs` (oldest first). A run after the night, such as a check of some units, counts for
// what it looked at.
std::map<UnitName, LatestUnit> latest_units(const std::vector<Run>& runs);

// Does anybody claim this file? Only such files count.
bool is_claim(const FileResult& file);

struct Tally {
    std::size_t units = 0, reproduced_units = 0, equivalent_units = 0, expected_units = 0, bad_units = 0;
    std::size_t not_run_units = 0;
    // Of a unit that was not run, claims count as many as there were when it last was; none as reproduced.
    std::size_t claims = 0, reproduced = 0, not_run = 0;
    std::int64_t milliseconds = 0;
    void add(const UnitResult& result);
    void add_not_run(const UnitResult* known);
};

Tally tally(const Run& run);
Tally tally(const std::map<UnitName, LatestUnit>& units);

}  // namespace verbatim
