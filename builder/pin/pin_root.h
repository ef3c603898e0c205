// A builder root's pins, toolchains/roots/NAME.yaml: its packages at the newest versions that Debian's
// archives offer, as their signed lists have them. Nothing is resolved: a package that another one needs and
// that the root has not is told, as a root may well do without.
#pragma once

#include "catalog/catalog.h"
#include "fetch/context.h"
#include "pin/debian_index.h"

#include <filesystem>
#include <string>
#include <vector>

namespace verbatim {

struct RootAsked {
    std::string name;
    std::string suite = "bookworm";  // and SUITE-updates, SUITE-security
    std::filesystem::path keyring;
    std::vector<std::string> packages;  // more than it has, at its end
    std::vector<Platform> hosts;        // empty: those that are pinned, else linux/amd64
};

struct RootPinned {
    struct Package {
        std::string name, was, is;  // versions; `was` empty: it was not there
        std::string archive;
    };
    struct Host {
        Platform platform;
        std::vector<Package> packages;     // in the order of the file
        std::vector<std::string> missing;  // "git needs perl"
    };
    struct Suite {
        std::string archive, name, date;  // of its Release file
    };
    std::string name, file;  // "toolchains/roots/git.yaml"
    std::vector<Suite> suites;
    std::vector<Host> hosts;
    std::string before, text;  // of the file; empty: there was none
};

// Throws Error (usage) where a package is in no suite, Error (definition) where the file is written in a way
// that this does not know how to write again, and what DebianSuite throws.
RootPinned pin_root(const Catalog& catalog, const RootAsked& asked, FetchContext& context);

// The text of such a file below `heading`, which is its comments. Pure.
std::string root_text(const std::string& heading, const BuilderRoot& root);

// What packages of the list need and the list has not: "git needs perl"; of alternatives: "a needs b or c".
// Pure.
std::vector<std::string> unmet_needs(const std::vector<PackageOffer>& packages);

}  // namespace verbatim
