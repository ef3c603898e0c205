// Fetch: the pinned commit, its tree and the pinned tags, proven against their mirror
// (docs/formats/git-objects.md).
#pragma once

#include "fetch/context.h"
#include "plan/action.h"

namespace verbatim {

// The tree of objects.pack and objects.idx. Throws Error (mismatch) where a tag moved or a time differs,
// Error (unavailable) where a tag or an object is absent; all at the pin's position.
Digest fetch_commit(const FetchCommit& fetch, FetchContext& context);

// The distro's projects/*/*/<branch> folders as they lie there.
Digest fetch_distro(const FetchDistro& fetch, FetchContext& context);

}  // namespace verbatim
