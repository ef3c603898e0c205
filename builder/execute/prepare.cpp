#include "execute/prepare.h"

namespace verbatim {

Digest Prepared::run_digest() const {
    return verbatim::run_digest(operation, inputs);
}

Prepared prepare(const Action& action, const OutcomeOf& outcome_of, const OnlyPaths& only) {
    Prepared prepared{action.operation, {}, {}};
    std::map<std::string, std::string> values;
    for (const Input& input : action.inputs) {
        const Outcome* outcome = outcome_of(input.action);
        if (outcome == nullptr) {
            prepared.absent.push_back(input.action);
            continue;
        }
        const Digest tree = outcome->trees.at(input.output);
        prepared.inputs.emplace_back(input, input.only.empty() ? tree : only(tree, input.only));
        values.insert(outcome->values.begin(), outcome->values.end());
    }
    // Half of the values would leave a text that is neither the plan's nor the action's.
    if (prepared.complete()) prepared.operation = resolve(action.operation, values);
    return prepared;
}

}  // namespace verbatim
