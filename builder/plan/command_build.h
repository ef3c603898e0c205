// What a build is as an operation that a command of the project's own makes, such as a C compiler's, and what
// any command in a source has. It sees source and builder root, no Go toolchain and no modules. Pure; private
// to the room.
#pragma once

#include "catalog/project.h"
#include "plan/action.h"

#include <map>
#include <string>

namespace verbatim {

// Environment, directory and scratch folders of a command in a folder of the tree; neither argv nor mounts.
RunCommand plain_command(const Project& project, const std::string& folder);

// The command without mounts. Output "bin": the declared binaries by name, and nothing else. `values` are the
// symbols known from the pins, os, arch and module (the folder) among them, and number where the lock has
// one. Throws Error (definition) where a binary's path leaves the tree, or a symbol has no value.
RunCommand build_by_command(const Project& project, const ModuleBuild& build, const Platform& platform,
                            const std::map<std::string, std::string>& values);

}  // namespace verbatim
