// Renderers of what the history knows: the last runs with what is wrong now, or a component's states in a
// row. Unaware of the file that it came from.
#pragma once

#include "history/timeline.h"
#include "report/style.h"

#include <map>
#include <string>
#include <vector>

namespace verbatim {

struct HistoryReport {
    std::string file;                      // where it lies
    std::vector<std::string> notes;        // of opening it
    std::vector<std::string> components;   // asked for; empty: an overview
    std::string release;                   // asked for; empty: all
    std::vector<Run> runs;                 // the last ones, the oldest first
    std::map<UnitName, LastKnown> before;  // what was known before the first of `runs`
    std::map<UnitName, LastKnown> known;   // what is known after the last

    [[nodiscard]] bool shows(const UnitName& unit) const;
};

// A letter a state, each another: how a row of them reads without colours.
char state_letter(UnitState state);

std::string history_text(const HistoryReport& report, const Style& style);
// One record, docs/formats/history-json.md.
std::string history_json(const HistoryReport& report);

}  // namespace verbatim
