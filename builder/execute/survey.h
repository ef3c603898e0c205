// What of a plan is in the store already, found without carrying anything out: a walk along the plan over a
// look-up. Pure but for its callbacks.
#pragma once

#include "execute/prepare.h"
#include "plan/plan.h"
#include "store/store.h"

#include <optional>
#include <set>
#include <vector>

namespace verbatim {

struct Surveyed {
    enum class State {
        in_store,
        absent,   // its inputs are there; it would be carried out now
        unknown,  // an input is not there, so that its run digest is not known yet
    };
    State state = State::unknown;
    Prepared prepared;                 // as far as its inputs are there
    std::optional<Digest> run_digest;  // where all are
    std::optional<Outcome> outcome;    // where it is in the store
    std::set<std::size_t> waits_for;   // of an unknown one: the absent actions at its roots
};

// The outcome of a run digest, where it and its trees are there.
using LookUp = std::function<std::optional<Outcome>(const Digest& run_digest)>;

// An entry for each action of the plan.
std::vector<Surveyed> survey(const Plan& plan, const LookUp& look_up, const OnlyPaths& only);

// An outcome counts while the trees that it names are there.
LookUp look_up_in(const Store& store);

}  // namespace verbatim
