#include "report/latest.h"

#include <algorithm>

namespace verbatim {

const Run* latest_run(const std::vector<Run>& runs) {
    const auto night =
        std::find_if(runs.rbegin(), runs.rend(), [](const Run& run) { return run.kind == "nightly"; });
    if (night != runs.rend()) return &*night;
    return runs.empty() ? nullptr : &runs.back();
}

std::map<UnitName, LatestUnit> latest_units(const std::vector<Run>& runs) {
    std::map<UnitName, LatestUnit> units;
    const Run* const today = latest_run(runs);
    bool is_today = false;
    for (const Run& run : runs) {
        is_today = is_today || &run == today;
        for (const UnitResult& result : run.units) {
            LatestUnit& unit = units[result.unit];
            if (result.state == UnitState::not_run) continue;
            unit.known = &result;
            unit.known_run = &run;
            if (is_today) unit.now = &result;
        }
    }
    return units;
}

bool is_claim(const FileResult& file) {
    return file.verdict != "unclaimed" && file.verdict != "out of scope";
}

void Tally::add(const UnitResult& result) {
    if (result.state == UnitState::not_run) {
        add_not_run(nullptr);
        return;
    }
    ++units;
    milliseconds += result.milliseconds;
    if (result.state == UnitState::reproduced)
        ++reproduced_units;
    else if (result.state == UnitState::equivalent)
        ++equivalent_units;
    else
        ++(result.expected ? expected_units : bad_units);
    for (const FileResult& file : result.files) {
        if (!is_claim(file)) continue;
        ++claims;
        if (file.verdict == "reproduced") ++reproduced;
    }
}

void Tally::add_not_run(const UnitResult* known) {
    ++units;
    ++not_run_units;
    if (known == nullptr) return;
    const auto count =
        static_cast<std::size_t>(std::count_if(known->files.begin(), known->files.end(), is_claim));
    claims += count;
    not_run += count;
}

Tally tally(const Run& run) {
    Tally all;
    for (const UnitResult& result : run.units) all.add(result);
    return all;
}

Tally tally(const std::map<UnitName, LatestUnit>& units) {
    Tally all;
    for (const auto& [name, unit] : units) {
        if (unit.now == nullptr)
            all.add_not_run(unit.known);
        else
            all.add(*unit.now);
    }
    return all;
}

}  // namespace verbatim
