// The repository that a URL's objects are read from: a local mirror in place, an embedded source imported, or
// a bare mirror of ours that is fetched into and kept. Unaware of what is pinned.
#pragma once

#include "base/error.h"
#include "fetch/context.h"

#include <filesystem>
#include <functional>
#include <string>

namespace verbatim {

struct Mirror {
    std::filesystem::path folder;
    std::string name;    // for people: the folder of a local mirror, else the URL
    std::string remedy;  // what a reader can do where it lacks something; empty for a local mirror
};

// `complete` looks at the mirror and says whether all that the pins ask for is there: then nothing is
// fetched. Throws Error (unavailable) where a local mirror is no repository, or the URL cannot be reached;
// Error (definition) where the URL is of no kind that is fetched from.
Mirror find_mirror(const std::string& url, const std::function<bool(const std::filesystem::path&)>& complete,
                   FetchContext& context);

// "etcd-io/etcd" of https://github.com/etcd-io/etcd.git
std::string repository_name(const std::string& url);

// The error with the mirror's name and remedy; `local_remedy` is for mirrors that are not ours to bring up to
// date.
Error lacking(Error error, const Mirror& mirror, const std::string& local_remedy);

}  // namespace verbatim
