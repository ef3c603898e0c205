// All outcomes in a store, whatever made them: for durations, and for what an action came to before. Outcomes
// that cannot be read are passed over, as they are when an action is looked up.
#pragma once

#include "store/store.h"

#include <functional>

namespace verbatim {

void for_each_outcome(const Store& store,
                      const std::function<void(const Digest& run_digest, const Outcome& outcome)>& tell);

}  // namespace verbatim
