// The action that somebody means who types a part of its name or of its digest. Pure.
#pragma once

#include "plan/plan.h"

#include <string>

namespace verbatim {

// By the whole name, else by a beginning of it, a part of it, a beginning of the plan digest (four digits at
// least), or words that all stand in it: the first of these ways that fits any action, and must fit only one.
// Throws Error (usage) naming what fits, or with a suggestion.
std::size_t find_action(const Plan& plan, const std::string& typed);

}  // namespace verbatim
