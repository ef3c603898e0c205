// Patches and other files of our own, from the project's folder into the store: each must be what was planned
// with.
#pragma once

#include "fetch/context.h"
#include "plan/action.h"

namespace verbatim {

// The tree of the files. Throws Error (mismatch) where one has changed since the plan was made, Error
// (unavailable) where it is gone.
Digest fetch_patches(const FetchPatches& fetch, FetchContext& context);
Digest fetch_files(const FetchFiles& fetch, FetchContext& context);

}  // namespace verbatim
