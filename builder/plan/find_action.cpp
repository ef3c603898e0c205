#include "plan/find_action.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <functional>

namespace verbatim {

namespace {

using Fits = std::function<bool(const Action&, const std::string& typed)>;

bool has_all_words(const Action& action, const std::string& typed) {
    const auto words = split(typed, ' ');
    return std::all_of(words.begin(), words.end(),
                       [&](const std::string& word) { return action.name.find(word) != std::string::npos; });
}

// From the strictest to the most generous.
const std::vector<Fits>& ways() {
    static const std::vector<Fits> all = {
        [](const Action& action, const std::string& typed) { return action.name == typed; },
        [](const Action& action, const std::string& typed) { return action.name.starts_with(typed); },
        [](const Action& action, const std::string& typed) {
            return action.name.find(typed) != std::string::npos;
        },
        [](const Action& action, const std::string& typed) {
            return typed.size() >= 4 && action.plan_digest.hex().starts_with(typed);
        },
        has_all_words};
    return all;
}

}  // namespace

std::size_t find_action(const Plan& plan, const std::string& typed) {
    for (const Fits& fits : ways()) {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < plan.actions.size(); ++i)
            if (fits(plan.actions[i], typed)) found.push_back(i);
        if (found.size() == 1) return found.front();
        if (found.empty()) continue;
        Error error(Failure::usage,
                    "\"" + typed + "\" may mean " + counted(found.size(), "action") + " of the plan");
        for (std::size_t i = 0; i < found.size() && i < 10; ++i) error.note(plan.actions[found[i]].name);
        if (found.size() > 10) error.note("and " + std::to_string(found.size() - 10) + " more");
        throw error.next("give more of the name, or a beginning of the digest that `verbatim plan` shows");
    }
    Error error(Failure::usage, "the plan has no action \"" + typed + "\"");
    std::vector<std::string> names;
    for (const Action& action : plan.actions) names.push_back(action.name);
    if (const auto meant = suggestion(typed, names)) error.note("Did you mean " + *meant + "?");
    throw error.next("name the release and the component alone, which lists all");
}

}  // namespace verbatim
