// What an upstream's repository has at a tag, for a person who is about to pin it. Nothing is checked against
// a pin, since there is none yet; each object is checked against its own name, as always.
#pragma once

#include "catalog/release.h"
#include "fetch/context.h"

#include <functional>
#include <string>
#include <vector>

namespace verbatim {

struct UpstreamTag {
    ComponentPin pin;                // without `go`: that is a choice
    std::vector<std::string> paths;  // the files of its tree
    std::function<std::string(const std::string& path)> read;
};

// Looks anew, unless --offline forbids it. Throws Error (unavailable) where the repository or the tag is not
// to be had.
UpstreamTag read_upstream(const std::string& url, const std::string& tag, FetchContext& context);

}  // namespace verbatim
