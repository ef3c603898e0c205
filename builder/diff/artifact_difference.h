// Two plans → which artifacts change, why, and which stay bit-equal. Pure. It knows operations by their names
// alone, so that a new kind of action needs no change here unless it is a reason of its own.
#pragma once

#include "diff/release_difference.h"
#include "plan/plan.h"

#include <vector>

namespace verbatim {

struct ArtifactsDifference {
    std::vector<ArtifactDifference> changed;  // sorted
    std::vector<ArtifactName> unchanged;      // sorted
};

// Equal digests of all that goes into an artifact are equal bits. Like plan digests, but for pins that change
// no bit: where an upstream's URL points to, what a distro's commit holds beside the component's patches, and
// the patched commit that is expected.
ArtifactsDifference artifacts_difference(const Plan& was, const Plan& is);

}  // namespace verbatim
