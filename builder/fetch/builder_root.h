// Fetch: a builder root of pinned Debian packages, each checked against its SHA-256.
#pragma once

#include "fetch/context.h"
#include "plan/action.h"

namespace verbatim {

// The tree of a root file system. Throws Error (mismatch) at the pin where a package is another.
Digest fetch_root(const FetchRoot& fetch, FetchContext& context);

}  // namespace verbatim
