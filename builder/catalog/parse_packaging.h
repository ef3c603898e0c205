// The key `release` of a project. Private to the room.
#pragma once

#include "catalog/packaging.h"
#include "catalog/project.h"
#include "catalog/yaml.h"

namespace verbatim {

// `project` has its name and builds already: names and platforms are checked against them. Throws Error
// (definition).
Packaging parse_packaging(const yaml::Node& node, const Project& project);

}  // namespace verbatim
