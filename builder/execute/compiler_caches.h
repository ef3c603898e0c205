// Go's compiler caches that Runs share, in the store: one for each toolchain and builder root
// (docs/formats/store.md). From each the Go command itself removes what was not used for five days.
#pragma once

#include "store/store.h"

#include <filesystem>
#include <map>
#include <string>

namespace verbatim {

// How many are kept when one more is begun, those of the last hour aside: an audit comes by dozens of Go
// releases, and leaves gigabytes of each.
inline constexpr std::size_t kept_compiler_caches = 6;

// The cache for these inputs of a Run ("toolchain", "root"), made where there is none; then those that were
// used longest ago are removed. Throws Error (store).
std::filesystem::path compiler_cache(Store& store, const std::map<std::string, Digest>& inputs);

// Sets aside what all of them hold, since it has been seen to be wrong: nothing uses it any more. Throws
// Error (store).
void distrust_compiler_caches(Store& store);

}  // namespace verbatim
