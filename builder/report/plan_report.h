// A plan, shown: as text, as JSON (docs/formats/plan-json.md), as a Graphviz graph.
#pragma once

#include "plan/plan.h"
#include "report/style.h"

#include <string>

namespace verbatim {

std::string plan_text(const Plan& plan, const Style& style);
std::string plan_json(const Plan& plan);
std::string plan_dot(const Plan& plan);

}  // namespace verbatim
