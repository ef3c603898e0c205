// What an upstream's repository has at a tag, for a person who is about to pin it. Nothing is checked against
// a pin, since there is none yet; each object is checked against its own name, as always.
#pragma once

#include "base/error.h"
#include "catalog/release.h"
#include "fetch/context.h"
#include "git/database.h"

#include <functional>
#include <string>
#include <vector>

namespace verbatim {

struct UpstreamTag {
    ComponentPin pin;                // without `go`: that is a choice
    std::vector<std::string> paths;  // the files of its tree
    std::function<std::string(const std::string& path)> read;
};

// The tag alone, without a look at its tree.
struct FoundTag {
    ComponentPin pin;       // without `project` and `go`
    git::Database objects;  // of the mirror that has it
};

// Upstream is there, and does not have the tag.
class NoSuchTag : public Error {
  public:
    using Error::Error;
};

// Looks anew, unless --offline forbids it. Throws NoSuchTag; Error (unavailable) where the repository or the
// tag's commit is not to be had.
FoundTag find_upstream_tag(const std::string& url, const std::string& tag, FetchContext& context);

// Looks anew, unless --offline forbids it. Throws Error (unavailable) where the repository or the tag is not
// to be had.
UpstreamTag read_upstream(const std::string& url, const std::string& tag, FetchContext& context);

}  // namespace verbatim
