// Two release trees that hold the locks they were made from → how the releases differ: what their manifests
// and files tell, with what the locks know beside: patches, toolchains, base images. Pure.
#pragma once

#include "diff/manifest_difference.h"

namespace verbatim {

// Both have a lock. `looked_up` is of the two locks. Why a file differs is what the plans of the locks say,
// where both could be planned and differ in what makes the file; else as manifest_difference() says.
ReleaseDifference tree_difference(const ManifestSide& was, const ManifestSide& is, const LookedUp& looked_up);

}  // namespace verbatim
