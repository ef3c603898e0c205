// The repository that a URL's objects are read from: a local mirror in place, an embedded source imported, or
// a bare mirror of ours that is fetched into and kept.
#pragma once

#include "fetch/context.h"

#include <filesystem>
#include <functional>
#include <string>

namespace verbatim {

struct Mirror {
    std::filesystem::path folder;
    std::string name;  // for people: "the mirror of https://… at /srv/git/…"
};

// `complete` looks at the mirror and says whether all that the pins ask for is there: then nothing is
// fetched. Throws Error (unavailable) where a local mirror is no repository, or the URL cannot be reached.
Mirror find_mirror(const std::string& url, const std::function<bool(const std::filesystem::path&)>& complete,
                   FetchContext& context);

// "etcd-io/etcd" of https://github.com/etcd-io/etcd.git
std::string repository_name(const std::string& url);

}  // namespace verbatim
