// In which order a night looks at things, so that one that is cut short goes on the next night where it
// stopped. Pure.
#pragma once

#include "history/history.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace verbatim {

// A component of a release, for all of its platforms: what is looked at as one.
struct Turn {
    std::string release, component;
    auto operator<=>(const Turn&) const = default;
};

// Those that nobody ever looked at first, then those that were looked at longest ago; else as they were
// given.
std::vector<Turn> in_turn(const std::vector<Turn>& turns, const std::map<UnitName, LastKnown>& known);

}  // namespace verbatim
