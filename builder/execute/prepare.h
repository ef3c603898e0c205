// An action as it will really be carried out: its symbols replaced, and the tree of each input. Unaware of
// where outcomes come from.
#pragma once

#include "plan/action.h"
#include "store/outcome.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace verbatim {

// The tree of just some paths of a tree.
using OnlyPaths = std::function<Digest(const Digest& tree, const std::vector<std::string>& paths)>;
// The outcome of the action at an index of the plan; null where there is none.
using OutcomeOf = std::function<const Outcome*(std::size_t action)>;

struct Prepared {
    Operation operation;
    std::vector<std::pair<Input, Digest>> inputs;  // those whose outcome is there
    std::vector<std::size_t> absent;               // the actions of the others

    [[nodiscard]] bool complete() const { return absent.empty(); }
    [[nodiscard]] Digest run_digest() const;  // of a complete one
};

Prepared prepare(const Action& action, const OutcomeOf& outcome_of, const OnlyPaths& only);

}  // namespace verbatim
