// Deltas as git's packs and binary patches hold them: copies of pieces of a base, and bytes of their own
// (git's gitformat-pack, "Deltified representation"). Pure; hostile input.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace verbatim::patch {

// Nothing where the delta is malformed, made for a base of another size, or makes more than a file may have.
std::optional<std::string> apply_delta(std::string_view base, std::string_view delta);

}  // namespace verbatim::patch
