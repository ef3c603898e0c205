// A project: an upstream component and how it is built (projects/<org>/<repo>/project.yaml,
// docs/formats/project.md). Holds no version: those are the lock's (catalog/release.h).
#pragma once

#include "base/digest.h"
#include "base/position.h"
#include "catalog/module_source.h"
#include "catalog/packaging.h"
#include "catalog/platform.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

// An untracked file that the distro's build leaves in the checkout; its presence makes the tree dirty.
struct Marker {
    std::string path;  // template, e.g. "eks-distro-checkout-{tag}"
    enum class When { always, patched } when = When::always;
    Position at;
};

// One Go module of the component and what is built from it; or what a command of the project's own makes,
// such as a C compiler. One build action a platform.
struct ModuleBuild {
    Located<std::string> folder;  // of its go.mod in the tree, "." for the root; where the command runs
    // name → package ("./plugins/main/bridge"); of a command: → the file in the tree that it leaves
    std::map<std::string, Located<std::string>> binaries;
    std::vector<std::string> ldflags;                // templates; joined as one -ldflags argument
    std::vector<std::string> flags;                  // templates; further arguments of go build
    std::map<std::string, std::string> environment;  // templates; on top of the fixed environment
    std::vector<Located<Platform>> platforms;        // never empty after parsing (else the project's)
    std::vector<std::string> run;                    // the command: argv, templates; empty: go build
    std::vector<std::string> sources;                // paths in the tree that it sees; empty: all
    Located<std::string> root;                       // builder root, by name (else the project's)
    Position at;

    [[nodiscard]] bool is_go() const { return run.empty(); }
};

// A command that runs on the source before anything is built from it, such as one that generates code. What
// it leaves is the source of the steps after it, and of the builds.
struct PrepareStep {
    std::vector<std::string> run;                    // argv; templates
    Located<std::string> folder;                     // in the tree, "." for the root
    std::map<std::string, std::string> environment;  // templates; on top of the fixed environment
    Located<std::string> root;                       // builder root, by name (else the project's)
    std::vector<std::string> outputs;                // paths in the tree that are taken over; empty: all
    std::vector<std::string> discard;                // paths in the tree that stay as they were before
    Position at;
};

// Where things lie in the sandbox. A build without -trimpath records them.
struct SandboxPaths {
    std::string source = "/build/src";
    std::string goroot = "/usr/local/go";
    std::string gopath = "/go";
    std::string home = "/home/builder";
};

struct Project {
    std::string name;  // "containernetworking/plugins"
    Located<std::string>
        source;  // URL of the upstream: https://…, file:///…, or embedded:<folder of this project>
    Located<std::string> root;  // builder root, by name (toolchains/roots/<name>.yaml)
    ModuleSource modules = ModuleSource::vendor;
    std::vector<ModuleBuild> builds;
    std::vector<Marker> markers;
    std::vector<PrepareStep> prepare;  // one after the other
    SandboxPaths paths;
    // Where a binary stands in CHECKSUMS: template with {branch} {os} {arch} {name}.
    std::string output;
    std::optional<Packaging> packaging;  // none: it is verified, and goes into no release
    Digest text_sha256;                  // of the text that it was read from
    Position at;
};

// Is anything of it built by the go command? Else it has no modules, and its pin names no Go release.
bool uses_go(const Project& project);
// Every builder root that it names, where it was named first.
std::vector<Located<std::string>> roots_of(const Project& project);

}  // namespace verbatim
