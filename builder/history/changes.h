// What is different from when anybody last looked: regressions, recoveries, and what changed in between.
// Pure.
#pragma once

#include "history/history.h"

#include <map>
#include <string>
#include <vector>

namespace verbatim {

struct StateChange {
    UnitName unit;
    UnitState from = UnitState::not_run;  // not_run: nobody ever looked before
    UnitState to = UnitState::not_run;
    std::int64_t last_seen = 0;  // when it was `from`: seconds since 1970
    bool expected = false;       // expected.yaml knows the new state
    std::string cause;           // of the new state
    // "toolchain go1.25.11 → go1.25.12", "tag v1.9.0 → v1.9.1", "claim of …/bridge 12ab… → 34cd…"; one line
    // that says so where nothing that is recorded changed.
    std::vector<std::string> between;

    [[nodiscard]] bool is_regression() const { return is_good(from) && !is_good(to); }
    [[nodiscard]] bool is_recovery() const {
        return !is_good(from) && from != UnitState::not_run && is_good(to);
    }
};

// Of units that this run looked at and whose state is another than `before` says
// (History::last_known(now.id)); those it did not reach change nothing. Sorted: regressions first, then by
// name.
std::vector<StateChange> changes(const std::map<UnitName, LastKnown>& before, const Run& now);

}  // namespace verbatim
