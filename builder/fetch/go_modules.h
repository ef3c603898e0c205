// Fetch: all Go modules that the go.sum files of a source name, each checked against its h1 there, as a
// file:// proxy.
#pragma once

#include "fetch/context.h"
#include "plan/action.h"

namespace verbatim {

// The tree of the proxy. `source` holds at least the go.mod and go.sum of the folders. Throws Error
// (mismatch) at the go.sum's line where a module is another, Error (unavailable) where one cannot be had.
Digest fetch_modules(const FetchModules& fetch, const Digest& source, const std::string& component,
                     FetchContext& context);

}  // namespace verbatim
