// Pure: digests → the texts of sums files, as EKS-D lays them out.
#pragma once

#include "base/digest.h"

#include <map>
#include <string>

namespace verbatim {

// `HEX  PATH` a line, sorted by path bytewise: CHECKSUMS, SHA256SUM.
std::string sums_text(const std::map<std::string, std::string>& hex_by_path);
// What stands in FILE.sha256 or FILE.sha512.
std::string sum_line(const std::string& hex, const std::string& path);

}  // namespace verbatim
