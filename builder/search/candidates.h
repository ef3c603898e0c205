// What could have built published bits: variations of a component's inputs, the most likely first. Pure.
#pragma once

#include "catalog/go_number.h"
#include "plan/plan.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

// The releases that were out when somebody claimed the bits (`claimed`: seconds since 1970; none: not known),
// the likeliest first: the newest patch releases of that day before older ones, and before those of the days
// after it; of equals, the minor that was declared ("1.25"), then the minors after it. Minors before it come
// late: modules mostly ask for what is declared.
std::vector<std::string> likely_go(const std::vector<GoRelease>& releases, const std::string& declared,
                                   std::optional<std::int64_t> claimed);

// One way to build a component: what is not set is as the lock and the definition have it.
struct Candidate {
    std::string go;
    bool clean = false;         // no marker file lay in the tree
    bool own_tag_only = false;  // of the tags on the commit, the build saw the pinned one alone
    bool other_object = false;  // ldflags name the commit where the definition has the tag object, or v. v.
    std::optional<std::size_t> digits;  // of an abbreviated object id in ldflags
    std::optional<ModuleSource> modules;
    std::string flag;  // a flag more where the definition has it not, one less where it has
    bool operator==(const Candidate&) const = default;
};

// For the one component of `inputs`, whose release `go` are the likely ones in order. First the likeliest
// releases by themselves, then with modules from elsewhere; then each other release by itself; then each
// other change with the likeliest releases, then with all; then two changes at once.
std::vector<Candidate> candidates(const PlanInputs& inputs, const std::vector<std::string>& go);

// The inputs of a candidate. To be planned, they need its toolchain among `toolchains`: whoever builds them
// puts it there, so that none is pinned before its turn.
PlanInputs varied(const PlanInputs& inputs, const Candidate& candidate);

// The same, with one binary for one platform alone: the cheapest way to try. `path`: as in CHECKSUMS.
PlanInputs only_artifact(const PlanInputs& inputs, const Artifact& artifact);

// In what a candidate differs from the pins: "go1.25.12 (pinned: go1.23.12)", "tree clean". Empty: in
// nothing.
std::vector<std::string> changes(const PlanInputs& inputs, const Candidate& candidate);

}  // namespace verbatim
