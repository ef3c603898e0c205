// The pure planner: definitions and pins → graph of actions with plan digests. No disk, no network, no clock.
#pragma once

#include "catalog/project.h"
#include "catalog/release.h"
#include "plan/action.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

// A binary that the plan makes and where the distro would list it.
struct Artifact {
    std::string component;
    Platform platform;
    std::string name;    // "bridge", "kubectl.exe"
    std::string path;    // "_output/1-36/bin/plugins/linux-amd64/bridge"
    std::size_t action;  // index of the build
    std::string file;    // its name inside that action's output "bin"
};

struct Plan {
    std::string release;
    std::vector<Action> actions;        // inputs come before those that use them
    std::vector<Artifact> artifacts;    // sorted by path
    std::optional<std::size_t> distro;  // index of the FetchDistro action, where the lock names a distro
};

// All that the planner needs, already validated.
struct PlanInputs {
    Release release;
    std::map<std::string, Project> projects;        // for every component planned
    std::map<std::string, GoToolchain> toolchains;  // by version
    std::map<std::string, BuilderRoot> roots;       // by name
    // By project: patches of our own on this branch, name → sha256.
    std::map<std::string, std::map<std::string, Digest>> own_patches;
    Platform host;
    std::vector<std::string> components;  // chosen; empty: all of the lock
    std::vector<Platform> platforms;      // chosen; empty: all
    bool cold = false;                    // each build compiles all of Go's standard library itself
};

// Throws Error (definition) where pins and definitions do not fit together (two binaries at one path, no
// toolchain for this host), Error (usage) where a platform was asked for that no component has.
Plan make_plan(const PlanInputs& inputs);

}  // namespace verbatim
