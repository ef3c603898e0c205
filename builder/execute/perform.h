// Carries out one action, whatever its kind: the one place where fetch, transform and sandbox meet.
#pragma once

#include "fetch/context.h"
#include "plan/action.h"
#include "sandbox/sandbox.h"
#include "store/outcome.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace verbatim {

// An action whose symbols are replaced, and the tree of each input (what `only` leaves of it).
struct Work {
    const Action& action;
    Operation operation;
    std::map<std::string, Digest> inputs;
    std::filesystem::path log;  // for what a Run prints
};

// Trees and values of the outcome. Throws Error where the action fails; what a failed build printed last is
// in its notes.
using Perform = std::function<Outcome(const Work&)>;

Perform make_perform(Store& store, FetchContext context, Sandbox sandbox);

}  // namespace verbatim
