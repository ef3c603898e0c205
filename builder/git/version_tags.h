// Tags that are versions, in the order of versions (https://semver.org: a pre-release comes before its
// release). Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace verbatim::git {

// Those of `tags` that are versions like `like` ("v1.14.3": what stands before the number, here "v", is the
// same), oldest first. Without pre-releases, unless `like` is one. Empty where `like` itself is no version.
std::vector<std::string> versions_like(const std::string& like, const std::vector<std::string>& tags);

// Is the first an older version than the second? False where either is none, or they are not alike.
bool is_older(const std::string& tag, const std::string& than);

}  // namespace verbatim::git
