// The rules of binary_causes.h, by what they look at. Private to the room.
#pragma once

#include "cause/binary_causes.h"

namespace verbatim {

// Of what the build information says. Both sides have it.
std::vector<Cause> build_info_causes(const BuildInfo& was, const BuildInfo& is);

// Of the bits: code, strings, build ids, symbols, folders. `found`: the causes of the build information, of
// which much of this may be a consequence.
std::vector<Cause> bit_causes(const BinaryPair& pair, const std::vector<Cause>& found);

// "v1 in A, v2 in B"; nothing is "none". Printable, shortened where it is long.
std::string in_a_and_b(const std::optional<std::string>& was, const std::optional<std::string>& is);
std::string shown_text(const std::string& text);

}  // namespace verbatim
