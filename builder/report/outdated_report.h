// What is newer than the pins of a release: for a terminal, for programs.
#pragma once

#include "pin/outdated.h"
#include "report/style.h"

#include <string>
#include <vector>

namespace verbatim {

std::string outdated_text(const Outdated& outdated, const Style& style);
// One record of all releases that were asked for, docs/formats/commands-json.md.
std::string outdated_json(const std::vector<Outdated>& all);

}  // namespace verbatim
