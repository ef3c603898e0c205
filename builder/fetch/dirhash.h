// Go's h1: the checksum of a module's files (golang.org/x/mod/sumdb/dirhash, Hash1). Pure.
#pragma once

#include "base/digest.h"

#include <map>
#include <string>
#include <string_view>

namespace verbatim {

// "h1:" and base64 of the SHA-256 over a line "HEX  NAME\n" for each file, sorted by name.
std::string h1_of(const std::map<std::string, Digest>& files);
// Of a go.mod alone, as a "/go.mod" line of go.sum has it.
std::string h1_of_go_mod(std::string_view content);

}  // namespace verbatim
