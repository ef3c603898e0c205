// The same traversal that an action's digest is made of, kept as values that people can read and compare.
#pragma once

#include "plan/action.h"
#include "store/made_of.h"

#include <utility>
#include <vector>

namespace verbatim {

MadeOf made_of(const Operation& operation, const std::vector<std::pair<Input, Digest>>& inputs);

}  // namespace verbatim
