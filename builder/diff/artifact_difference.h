// Two plans → which artifacts change, why, and which stay bit-equal; of releases also archives and images.
// Pure. It knows most operations by their names alone, so that a new kind of action needs no change here
// unless it is a reason of its own.
#pragma once

#include "diff/release_difference.h"
#include "plan/release_plan.h"

#include <map>
#include <string>
#include <vector>

namespace verbatim {

// What a release calls a component, in names of files and images: no other content.
struct ReleasedAs {
    std::string tag, branch;
    std::int64_t number = 0;
};

struct ArtifactsSide {
    const Plan& plan;
    std::vector<Product> products{};  // made by actions of `plan`; those that are binaries count once
    std::map<std::string, ReleasedAs> released{};  // by component
};

struct ArtifactsDifference {
    std::vector<ArtifactDifference> changed;  // sorted
    std::vector<ArtifactName> unchanged;      // sorted
};

// Equal digests of all that goes into an artifact are equal bits. Like plan digests, but for pins that change
// no bit: where an upstream's URL points to, what a distro's commit holds beside the component's patches, and
// the patched commit that is expected.
// How a difference names a product of a component at that tag: an asset by its name, a file by its path in
// the component's folder, a binary as its plan does.
ArtifactName product_name(const Product& product, const std::string& tag);

ArtifactsDifference artifacts_difference(const ArtifactsSide& was, const ArtifactsSide& is);

}  // namespace verbatim
