// How actions come into a plan. Private to the room.
#pragma once

#include "plan/plan.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace verbatim {

// Appends to a plan; equal actions (by plan digest) are added once.
class Extender {
  public:
    explicit Extender(Plan& plan) : plan_(plan) {
        for (std::size_t i = 0; i < plan.actions.size(); ++i) by_digest_[plan.actions[i].plan_digest] = i;
    }

    std::size_t add(std::string name, std::string component, Operation operation,
                    std::vector<Input> inputs = {}) {
        std::vector<std::pair<Input, Digest>> digests;
        for (const Input& input : inputs)
            digests.emplace_back(input, plan_.actions.at(input.action).plan_digest);
        const Digest digest = plan_digest(operation, digests);
        if (const auto known = by_digest_.find(digest); known != by_digest_.end()) return known->second;
        plan_.actions.push_back(
            {std::move(name), std::move(component), std::move(operation), std::move(inputs), digest});
        return by_digest_[digest] = plan_.actions.size() - 1;
    }

  private:
    Plan& plan_;
    std::map<Digest, std::size_t> by_digest_;
};

}  // namespace verbatim
