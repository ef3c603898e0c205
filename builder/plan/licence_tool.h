// The Runs that tell what licences are: our small Go program over a licence classifier
// (toolchains/licences/), built by a pinned toolchain, then run on a tree of licence files. Pure; inputs and
// mounts are complete, where the inputs come from is the planner's.
#pragma once

#include "catalog/platform.h"
#include "plan/action.h"

#include <string>
#include <vector>

namespace verbatim {

// Its files below the project's folder, all that a build needs.
inline constexpr const char* licence_tool_folder = "toolchains/licences";
std::vector<std::string> licence_tool_files();  // "go.mod", …: names in that folder

// The builder root that both Runs are content with (toolchains/roots/).
inline constexpr const char* licence_tool_root = "git";

// `go build` of it for the machine that it will run on. Inputs by name: "root", "toolchain" (a GOROOT),
// "source" (a tree of licence_tool_files()), "modules" (the proxy that FetchModules{{"."}} makes of it).
// Output "bin": the file "licences". `go` is the toolchain's release, "go1.25.12", checked in the binary.
RunCommand licence_tool_build(const Platform& host, const std::string& go);

// The program on a tree. Inputs: "root", "tool" (that "bin"), "licences" (output of CollectLicences). Output
// "report": the file "report.json" (docs/formats/licences.md).
RunCommand licence_tool_run();

}  // namespace verbatim
