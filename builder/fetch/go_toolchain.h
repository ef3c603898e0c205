// Fetch: a Go release as the module golang.org/toolchain, checked against its pinned h1.
#pragma once

#include "fetch/context.h"
#include "plan/action.h"

namespace verbatim {

// The tree of a GOROOT. Throws Error (mismatch) at the pin where the h1 is another.
Digest fetch_toolchain(const FetchToolchain& fetch, FetchContext& context);

}  // namespace verbatim
