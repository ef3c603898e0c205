// What `verbatim why` found, as one value, and its renderers.
#pragma once

#include "execute/explain.h"
#include "report/style.h"

#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct WhyReport {
    std::string component;
    Plan plan;                    // of the component
    std::vector<Surveyed> found;  // for each action of it
    std::optional<std::size_t> asked;
    ActionExplanation explanation;  // of the action asked for
};

// The actions with their states, a line each; or all about the one that was asked for.
std::string why_text(const WhyReport& report, const Style& style);
// One record, docs/formats/why-json.md.
std::string why_json(const WhyReport& report);

// "in the store", "not in the store", "unknown"
std::string_view state_name(Surveyed::State state);

}  // namespace verbatim
