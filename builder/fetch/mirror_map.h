// Which local folder stands for a URL, as an air-gapped site sets it: the longest prefix that ends
// between two of its parts wins. Pure.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace verbatim {

// In a place, {path} is the rest of the URL without a trailing ".git", {owner} and {name} are its first two
// parts; a place without any of them has "/{path}" appended. A rest with "..", or empty where a part is
// needed, matches nothing.
std::optional<std::filesystem::path> local_mirror(const std::map<std::string, std::string>& mirrors,
                                                  const std::string& url);

}  // namespace verbatim
