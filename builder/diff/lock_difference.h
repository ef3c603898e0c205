// Two locks with what was looked up about them → how the releases differ. Pure.
#pragma once

#include "catalog/release.h"
#include "diff/patch_facts.h"
#include "diff/release_difference.h"
#include "plan/release_plan.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct LockSide {
    std::string name;  // as it was asked for
    Release release;
    std::optional<Plan> plan;  // none: it cannot be planned, and `plan_problem` says why
    std::string plan_problem;
    // Of our own patches/: by component, name → sha256, as the plan has them.
    std::map<std::string, std::map<std::string, Digest>> own_patches;
    // What a release of it publishes, made by actions of `plan`; where that cannot be planned, why.
    std::vector<Product> products{};
    std::string products_problem{};
};

// What was looked up outside of the locks, by component. What is absent was not needed.
struct LookedUp {
    std::map<std::string, CommitsChange> commits;
    struct Series {
        std::vector<PatchFacts> was, is;
        std::string problem;
    };
    std::map<std::string, Series> series;
};

// The components whose commits, or whose patch series, differ: what has to be looked up. Commits are looked
// up of components that both have; series also of those that are new.
std::vector<std::string> with_other_commits(const LockSide& was, const LockSide& is);
std::vector<std::string> with_other_patches(const LockSide& was, const LockSide& is);

ReleaseDifference lock_difference(const LockSide& was, const LockSide& is, const LookedUp& looked_up);

}  // namespace verbatim
