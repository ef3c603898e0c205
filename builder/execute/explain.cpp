#include "execute/explain.h"

#include "execute/made_of.h"

#include <algorithm>
#include <set>

namespace verbatim {

namespace {

using Before = ActionExplanation::Before;

// Only of a Run whose inputs are not all there: a result symbol in it stands for a value that is not known
// yet.
bool is_open(const MadeOf::Field& field) {
    return std::any_of(field.values.begin(), field.values.end(),
                       [](const std::string& value) { return names_a_result(value); });
}

template <typename Item>
const Item* named(const std::vector<Item>& items, const std::string& name) {
    const auto found =
        std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.name == name; });
    return found == items.end() ? nullptr : &*found;
}

// The names of both, those of the present ones first.
template <typename Item>
std::vector<std::string> names_of(const std::vector<Item>& is, const std::vector<Item>& was) {
    std::vector<std::string> names;
    for (const auto* items : {&is, &was})
        for (const Item& item : *items)
            if (std::find(names.begin(), names.end(), item.name) == names.end()) names.push_back(item.name);
    return names;
}

template <typename Item>
std::optional<Item> copy(const Item* item) {
    return item != nullptr ? std::optional<Item>(*item) : std::nullopt;
}

void compare_fields(const MadeOf& is, bool complete, Before& before) {
    const MadeOf& was = before.outcome.made_of;
    if (was.operation != is.operation)
        before.fields.push_back({"operation", MadeOf::Field{"operation", false, {was.operation}},
                                 MadeOf::Field{"operation", false, {is.operation}}});
    for (const std::string& name : names_of(is.fields, was.fields)) {
        const auto* old = named(was.fields, name);
        const auto* now = named(is.fields, name);
        if (now != nullptr && !complete && is_open(*now))
            before.not_known_yet.push_back(name);
        else if (old == nullptr || now == nullptr || *old != *now)
            before.fields.push_back({name, copy(old), copy(now)});
    }
}

void compare_inputs(const MadeOf& is, const std::set<std::string>& absent, const CompareTrees& compare,
                    Before& before) {
    for (const std::string& name : names_of(is.inputs, before.outcome.made_of.inputs)) {
        if (absent.contains(name)) continue;
        const auto* old = named(before.outcome.made_of.inputs, name);
        const auto* now = named(is.inputs, name);
        if (old != nullptr && now != nullptr && *old == *now) continue;
        ActionExplanation::InputChange change{name, copy(old), copy(now), {}};
        if (old != nullptr && now != nullptr) change.paths = compare(old->digest, now->digest);
        before.inputs.push_back(std::move(change));
    }
}

}  // namespace

ActionExplanation explain(const Plan& plan, std::size_t action, const Surveyed& found,
                          const EarlierOutcomes& earlier, const CompareTrees& compare) {
    ActionExplanation explanation;
    explanation.made_of = made_of(found.prepared.operation, found.prepared.inputs);
    std::set<std::string> absent;
    for (const Input& input : plan.actions[action].inputs) {
        const auto* tree = named(explanation.made_of.inputs, input.name);
        if (tree == nullptr) absent.insert(input.name);
        explanation.inputs.push_back({input, plan.actions[input.action].name,
                                      tree != nullptr ? std::optional(tree->digest) : std::nullopt});
    }
    const std::pair<Digest, Outcome>* newest = nullptr;
    for (const auto& one : earlier) {
        if (found.run_digest == one.first) {
            explanation.trees_gone = !found.outcome;
            continue;
        }
        // Two of the same second are told apart by their digests, so that every run says the same.
        if (newest == nullptr ||
            std::pair(newest->second.made_at, newest->first) < std::pair(one.second.made_at, one.first))
            newest = &one;
    }
    if (newest == nullptr) return explanation;
    Before before{newest->first, newest->second, {}, {}, {}};
    if (newest->second.made_of.known()) {
        compare_fields(explanation.made_of, found.prepared.complete(), before);
        compare_inputs(explanation.made_of, absent, compare, before);
    }
    explanation.before = std::move(before);
    return explanation;
}

}  // namespace verbatim
