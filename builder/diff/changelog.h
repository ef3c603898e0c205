// How a release differs from the one before it → the lines of its changelog. Pure.
#pragma once

#include "attest/release_docs.h"
#include "diff/release_difference.h"

namespace verbatim {

ReleaseChanges changelog(const ReleaseDifference& difference);
// Of the first release of a branch: what it holds.
ReleaseChanges first_changelog(const ReleaseManifest& manifest);

}  // namespace verbatim
