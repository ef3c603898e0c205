// What of a project goes into a release: archives, container images, files (the key `release` of
// projects/<org>/<repo>/project.yaml, docs/formats/project.md). Templates may hold {tag}, {tag_without_v},
// {branch}, {number}, {os}, {arch}.
#pragma once

#include "base/position.h"
#include "catalog/platform.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace verbatim {

// A thing that can lie in an archive or in an image's layer.
struct Content {
    enum class Kind {
        binaries,     // every binary of the platform
        binary,       // one of them: `name`
        attribution,  // ATTRIBUTION.txt
        licenses,     // the folder of licence texts
        image,        // an image of this project for the platform, as `docker load` takes it: `name`
        image_tag,    // the tag of one, as a line of text
        image_name,   // its whole reference, as a line of text
        archive,      // another archive of this project: `name` is its template
        source,       // the patched tree, without .git and markers; `name`: a path in it, or empty
    } kind = Kind::binaries;
    std::string name;
    Position at;
};

// Path in the archive or image → what lies there; "." is its root, for what is a tree.
using Contents = std::map<std::string, Content>;

struct ArchiveDefinition {
    std::string name;  // template, ends in .tar.gz or .zip
    std::string description;
    std::vector<Platform> platforms;  // one archive each; empty: one for all
    Contents contents;
    Position at;
};

struct ImageDefinition {
    std::string name;        // of its tar
    std::string repository;  // below the registry: "etcd-io/etcd"
    std::string description;
    std::string base;  // of the lock's base_images; empty: an empty root
    std::vector<Platform> platforms;
    Contents contents;
    std::vector<std::string> entrypoint, command;
    std::map<std::string, std::string> environment;
    std::map<Platform, std::map<std::string, std::string>> platform_environment;  // on top, there
    std::string user, directory;
    std::vector<std::string> ports, volumes;
    std::map<std::string, std::string> labels;  // on top of those that say source, revision, version
    Position at;
};

// A licence that a person has looked up, where no file of the module tells.
struct FoundLicence {
    std::string spdx, because;
    Position at;
};

struct Packaging {
    std::string name;       // of the component in the Release manifest
    std::string artifacts;  // folder below artifacts/
    bool binaries = false;  // each binary is an asset of its own
    // Binaries and images whose assets stand under another component of the manifest: their name → its name.
    std::map<std::string, std::string> listed_in;
    std::vector<ArchiveDefinition> archives;
    std::vector<ImageDefinition> images;
    std::map<std::string, FoundLicence> licences;  // by module path
    Position at;

    // All that the manifest has its assets under.
    [[nodiscard]] std::set<std::string> components() const {
        std::set<std::string> names = {name};
        for (const auto& [what, component] : listed_in) names.insert(component);
        return names;
    }
};

}  // namespace verbatim
