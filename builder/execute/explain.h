// What an action's digest is made of, against what the newest outcome of the same name was made of: which
// field or which input is another now. Pure but for the callback that compares trees.
#pragma once

#include "execute/survey.h"
#include "store/tree_changes.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct ActionExplanation {
    // An input: its tree, where it is known, and the action that makes it.
    struct In {
        Input input;
        std::string action;
        std::optional<Digest> digest;
    };
    struct FieldChange {
        std::string name;
        std::optional<MadeOf::Field> was, is;  // none: there was, or is, no such field
    };
    struct InputChange {
        std::string name;
        std::optional<MadeOf::Tree> was, is;
        std::optional<TreeChanges> paths;  // none: a tree is not in the store, or nothing to compare with
    };
    struct Before {
        Digest run_digest;
        Outcome outcome;
        std::vector<FieldChange> fields;
        std::vector<InputChange> inputs;
        std::vector<std::string> not_known_yet;  // fields whose values come with inputs that are not there
        [[nodiscard]] bool same() const { return fields.empty() && inputs.empty(); }
    };
    MadeOf made_of;  // with symbols where inputs are not there
    std::vector<In> inputs;
    std::optional<Before> before;  // none: the store has no other outcome of this name
    bool trees_gone = false;       // there is an outcome of this very digest, but a tree of it is gone
};

// Another outcome in the store: its run digest and what it is.
using EarlierOutcomes = std::vector<std::pair<Digest, Outcome>>;
using CompareTrees = std::function<std::optional<TreeChanges>(const Digest& was, const Digest& is)>;

// `earlier`: the outcomes in the store of actions with this name.
ActionExplanation explain(const Plan& plan, std::size_t action, const Surveyed& found,
                          const EarlierOutcomes& earlier, const CompareTrees& compare);

}  // namespace verbatim
