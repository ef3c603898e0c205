// What every Fetch needs of its surroundings.
#pragma once

#include "base/event.h"
#include "store/store.h"

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace verbatim {

struct FetchContext {
    Store& store;
    std::filesystem::path project_folder;        // for embedded: sources
    std::map<std::string, std::string> mirrors;  // URL prefix → local place (fetch/mirror_map.h)
    std::string goproxy;                         // empty: `go env GOPROXY`
    std::string debian_mirror;                   // empty: found in apt's settings
    std::string debian_security_mirror;
    EventSink events;
    std::set<std::string>
        registries_without_tls{};  // HOST:PORT that are spoken to over http (fetch/skopeo.h)
};

}  // namespace verbatim
