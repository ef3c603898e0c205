// Stores of before there was a marker, and a compiler cache that builds shared: what is theirs is told from a
// folder of somebody else, and what that cache may have spoilt is forgotten. Private to the room; unaware of
// who else is in the store.
#pragma once

#include "store/store.h"

#include <filesystem>
#include <string>

namespace verbatim {

// Why a folder without a marker is no store of an earlier version: the first thing in it that is not
// Verbatim's, or that is missing. Nothing where it is one. Looks at names only.
std::string why_no_old_store(const std::filesystem::path& root);

// Forgets outcomes that were made with the shared compiler cache, removes caches/, and writes the marker
// last: stopped between, the next opening goes on. For who is alone in the store. Throws Error (store),
// (interrupted).
TakenOver take_over(const std::filesystem::path& root);

}  // namespace verbatim
