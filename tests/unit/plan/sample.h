// A project, a lock and pins to plan with, small enough to read.
#pragma once

#include "catalog/catalog.h"
#include "plan/plan.h"

namespace verbatim {

inline constexpr const char* sample_project = R"(source: https://git.example.test/org/tool
root: git
platforms: [linux/amd64, windows/amd64]
environment: {CGO_ENABLED: "0"}
flags: [-trimpath]
ldflags: ["-s", "-X", "main.Version={tag}", "-X", "main.Id={tag_object:9}"]
markers:
  - checkout-{tag}
  - {path: patched, when: patched}
output: "_output/{branch}/bin/tool/{os}-{arch}/{name}"
builds:
  - module: .
    binaries: {alpha: ./cmd/alpha, beta: ./cmd/beta, renamed: ./cmd/gamma}
  - module: sub/mod
    binaries: {delta: .}
    platforms: [linux/amd64]
)";

inline constexpr const char* sample_release = R"(branch: one
distro:
  source: https://git.example.test/distro/all
  commit: 1111111111111111111111111111111111111111
components:
  org/tool:
    tag: v1.2.3
    tag_object: 2222222222222222222222222222222222222222
    commit: 3333333333333333333333333333333333333333
    commit_time: 2026-01-02T03:04:05Z
    tags:
      v1.2.3: 2222222222222222222222222222222222222222
      sub/mod/v1.2.3: 3333333333333333333333333333333333333333
    checksums: 4444444444444444444444444444444444444444
    go: {declared: "1.25", found: go1.25.12}
)";

inline PlanInputs sample_inputs(const std::string& project = sample_project,
                                const std::string& release = sample_release) {
    PlanInputs inputs;
    inputs.release = parse_release("releases/one.yaml", release, "one");
    inputs.projects["org/tool"] = parse_project("projects/org/tool/project.yaml", project, "org/tool");
    inputs.toolchains["go1.25.12"] = parse_toolchain("toolchains/go/go1.25.12.yaml", R"(version: go1.25.12
hosts:
  linux/amd64: {module_version: v0.0.1-go1.25.12.linux-amd64, h1: "h1:AipLNAZSwISqkbKBzTKHeWQG/R608fShRbc3RaxOL38="}
)",
                                                     "go1.25.12");
    inputs.roots["git"] = parse_root("toolchains/roots/git.yaml", R"(name: git
hosts:
  linux/amd64:
    - {name: git, version: "1", archive: main, path: pool/main/g/git/git_1_amd64.deb, sha256: 5555555555555555555555555555555555555555555555555555555555555555, size: 1}
)",
                                     "git");
    inputs.host = {"linux", "amd64"};
    return inputs;
}

inline std::vector<std::string> names_of_inputs(const Plan& plan, const Action& action) {
    std::vector<std::string> names;
    for (const Input& input : action.inputs) names.push_back(plan.actions[input.action].name);
    return names;
}

inline Action action_named(const Plan& plan, const std::string& name) {
    for (const Action& action : plan.actions)
        if (action.name == name) return action;
    throw std::out_of_range(name);
}

}  // namespace verbatim
