// Go's standard library, compiled ahead for the builds of a plan: what components share. It is made by a Run
// of its own that sees the pinned toolchain and no upstream code, and each build gets a copy of it as the
// beginning of its own compiler cache. So no Run writes what another one reads (docs/decisions/0007). Pure.
#pragma once

#include "plan/plan.h"

#include <optional>
#include <string>

namespace verbatim {

// The Run that compiles the library as `build` would: for the same platform, with the same settings where
// these change it. Its output "cache" has it. Nothing where `build` is no plain `go build` of the pinned
// toolchain: a flag or a variable that is not known answers so, then all is compiled in the build itself,
// which is always right. `go`: "go1.25.12".
std::optional<RunCommand> standard_library_command(const RunCommand& build, const std::string& go);

// "standard library go1.25.12 linux/arm64 -trimpath": what tells it from others of a plan with the same root.
std::string standard_library_name(const RunCommand& library, const std::string& go, const std::string& root);

bool makes_standard_library(const RunCommand& run);

// The name of a build's input that has it, and of the mount where its compiler cache begins with it.
inline constexpr const char* standard_library_input = "standard library";

// Takes it from every build of the plan: everything is compiled in each build itself. Actions keep their
// indices; what compiles the library stays, and nothing needs it.
void compile_all_in_each_build(Plan& plan);

}  // namespace verbatim
