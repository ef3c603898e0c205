// What a lock pins beside what there is by now: newer tags of upstreams, patch releases of its Go minors,
// commits of the distro. Nothing is changed.
#pragma once

#include "catalog/catalog.h"
#include "fetch/context.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct Outdated {
    struct Component {
        std::string project, tag;
        std::string newest_patch;  // of the same minor version; empty: none is newer
        std::string newest;        // of all; empty: none is newer
        std::string problem;       // where upstream cannot be asked
    };
    struct Toolchain {
        std::string version;             // "go1.25.12"
        std::vector<std::string> users;  // the components that it builds
        std::string newest;              // patch release of the same minor; empty: none is newer
        bool supported = true;           // the Go project still mends its minor
        [[nodiscard]] bool outdated() const { return !newest.empty() || !supported; }
    };
    struct Distro {
        std::string name, was, is;                   // commits
        std::vector<std::string> changed;            // projects whose folder for this branch differs
        std::int64_t number_was = 0, number_is = 0;  // its newest release of the branch then and now; 0: none
        std::string problem;
        [[nodiscard]] bool has_released() const { return number_is > number_was; }
    };
    std::string release;
    std::optional<Distro> distro;  // none: the lock has none
    std::vector<Component> components;
    std::vector<Toolchain> toolchains;
    std::string go_problem;  // where no proxy can be asked

    [[nodiscard]] bool any() const;
};

// Does the Go project still mend this release? Each minor is mended until there are two newer ones
// (go.dev/doc/devel/ release). `releases` as of listed_go_releases(). Pure.
bool is_supported(const std::string& release, const std::vector<std::string>& releases);
// The newest patch release of its minor; empty where none is newer. Pure.
std::string newer_patch(const std::string& release, const std::vector<std::string>& releases);

// What cannot be asked is said in `problem`s. Throws Error (definition), Error (interrupted), Error (store).
Outdated find_outdated(const Catalog& catalog, const Release& lock, FetchContext& context);

}  // namespace verbatim
