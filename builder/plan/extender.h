// How actions come into a plan. Private to the room.
#pragma once

#include "plan/plan.h"
#include "plan/standard_library.h"

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

    // Where it is of use to a build: the action that compiles Go's standard library for it, and its place in
    // the build's compiler cache. `inputs` has the root and the toolchain.
    void give_standard_library(RunCommand& build, std::vector<Input>& inputs, const std::string& go,
                               const std::string& root) {
        const auto library = standard_library_command(build, go);
        if (!library) return;
        std::vector<Input> needed;
        for (const Input& input : inputs)
            if (input.name == "root" || input.name == "toolchain") needed.push_back(input);
        const std::size_t action = add(standard_library_name(*library, go, root), "", *library, needed);
        inputs.push_back({standard_library_input, action, "cache", {}});
        build.mounts.push_back({standard_library_input, build.environment.at("GOCACHE"), true, false});
    }

  private:
    Plan& plan_;
    std::map<Digest, std::size_t> by_digest_;
};

}  // namespace verbatim
