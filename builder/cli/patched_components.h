// The patched components of a release with their series read: what the patch commands and `source` begin
// with.
#pragma once

#include "cli/workspace.h"
#include "patch/patch_file.h"
#include "transform/series.h"

#include <string>
#include <vector>

namespace verbatim {

struct PatchedComponent {
    ComponentPin pin;
    std::string url;  // of upstream
    ApplySeries series;
    std::vector<patch::PatchFile> files;
    Digest objects;  // of the pinned commit; where they were asked for
};

struct PatchedComponents {
    std::string release, origin;
    std::vector<PatchedComponent> components;
};

// Fetches the series, and with `with_objects` the pinned commits. Throws the first Error of what could not be
// fetched.
PatchedComponents read_patched_components(Workspace& workspace, const std::string& release,
                                          const std::vector<std::string>& components, bool with_objects);

// "aws/eks-distro@17884462", or "no distro".
std::string origin_of(const Release& release);

}  // namespace verbatim
