// Builds what a candidate of a search says, with a Go release that may not be pinned yet.
#pragma once

#include "cli/workspace.h"
#include "pin/go_releases.h"
#include "plan/definitions.h"
#include "search/search.h"

#include <map>
#include <string>

namespace verbatim {

// The builds behind a number of tries.
struct TriedBuilds {
    std::map<std::string, bool> made;           // run digest → was it made for them, or in the store before?
    std::map<Digest, Definitions> definitions;  // of what came out → what it rests on
};

// The artifacts of `inputs` that `claims` (path → published) has. A Go release that cannot be proven is a
// failure of each of them; throws what GoReleases::toolchain() throws else, Error (store) where the disk is
// full, as that says nothing of the inputs. Builds that succeed are added to `builds`.
BuiltArtifacts try_build(Workspace& workspace, GoReleases& releases, PlanInputs inputs,
                         const std::map<std::string, Digest>& claims, TriedBuilds* builds = nullptr,
                         bool cold = false);

}  // namespace verbatim
