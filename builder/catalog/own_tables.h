// The definitions of Verbatim's own project that came with this program, in it: whatever a project folder
// says, these were reviewed here. Read from no disk. Unaware of what is asked of them.
#pragma once

#include "base/digest.h"

#include <map>
#include <set>
#include <string>
#include <tuple>

namespace verbatim {

struct OwnTables {
    std::set<std::tuple<std::string, std::string, std::string>> toolchains;  // version, module version, h1
    std::set<std::tuple<std::string, std::string, Digest>> packages;  // of Debian: name, version, sha256
    std::map<std::string, Digest> files;  // project.yaml of each project, the classifier of licences → sha256
    std::set<std::string> distro_sources;  // URLs
    std::set<std::string> commits;         // that the locks pin
    std::set<Digest> base_images;
};

const OwnTables& own_tables();

}  // namespace verbatim
