// What a maintainer reads where a patch does not apply. Unaware of how that was found out.
#pragma once

#include "patch/diff.h"
#include "patch/series.h"

namespace verbatim::patch {

// "The patch does not apply: REASON", with all that the refusal knows; `patch` is filled in here.
PatchRefused refused(const Mail& mail, Refusal refusal);

// The path as a message can show it.
std::string shown(const FileChange& change);

}  // namespace verbatim::patch
