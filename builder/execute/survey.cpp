#include "execute/survey.h"

namespace verbatim {

std::vector<Surveyed> survey(const Plan& plan, const LookUp& look_up, const OnlyPaths& only) {
    std::vector<Surveyed> all;
    all.reserve(plan.actions.size());
    const OutcomeOf outcome_of = [&all](std::size_t action) {
        return all[action].outcome ? &*all[action].outcome : nullptr;
    };
    for (const Action& action : plan.actions) {  // inputs come before those that use them
        Surveyed one;
        one.prepared = prepare(action, outcome_of, only);
        for (const std::size_t input : one.prepared.absent) {
            if (all[input].state == Surveyed::State::absent) one.waits_for.insert(input);
            one.waits_for.insert(all[input].waits_for.begin(), all[input].waits_for.end());
        }
        if (one.prepared.complete()) {
            one.run_digest = one.prepared.run_digest();
            one.outcome = look_up(*one.run_digest);
            one.state = one.outcome ? Surveyed::State::in_store : Surveyed::State::absent;
        }
        all.push_back(std::move(one));
    }
    return all;
}

LookUp look_up_in(const Store& store) {
    return [&store](const Digest& digest) -> std::optional<Outcome> {
        auto outcome = store.outcome(digest);
        if (!outcome) return std::nullopt;
        for (const auto& [name, tree] : outcome->trees)
            if (!store.has(tree)) return std::nullopt;
        return outcome;
    };
}

}  // namespace verbatim
