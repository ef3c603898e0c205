// Which Go commands build a module of a project, and in what environment. Pure; private to the room.
#pragma once

#include "catalog/project.h"
#include "plan/action.h"

#include <map>
#include <string>
#include <vector>

namespace verbatim {

// Where a file:// module proxy lies in the sandbox.
inline constexpr const char* modules_folder = "/modules";
inline constexpr const char* output_folder = "/out";

// Binaries of one build that one `go build` can make.
struct BuildGroup {
    std::map<std::string, std::string> binaries;  // name → package
    bool by_package_name = false;                 // -o FOLDER/: the Go command names them
};
// One group of all binaries that are named as the Go command names them, and one for each other.
std::vector<BuildGroup> group_binaries(const ModuleBuild& build);

// What every command in a module folder has: environment, directory and scratch folders.
RunCommand go_command(const Project& project, const std::string& folder);
// `go mod vendor` and `go build` without mounts; `values` are the symbols known from the pins, os and arch
// among them.
RunCommand vendor_command(const Project& project, const std::string& folder);
RunCommand build_command(const Project& project, const ModuleBuild& build, const BuildGroup& group,
                         const Platform& platform, const std::map<std::string, std::string>& values);

// The name of a binary's file: with .exe on Windows.
std::string file_name(const std::string& binary, const Platform& platform);

// Does the Go command stamp commit, time and dirty state under these flags and this environment?
bool stamps_vcs(const RunCommand& command);

}  // namespace verbatim
