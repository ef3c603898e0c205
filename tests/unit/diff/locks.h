// For tests: the sample of the planner as a side of a comparison, with texts replaced.
#pragma once

#include "diff/lock_difference.h"
#include "sample.h"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace verbatim::test {

using Replacements = std::vector<std::pair<std::string, std::string>>;

inline std::string replaced(std::string text, const Replacements& replacements) {
    for (const auto& [from, to] : replacements) {
        auto at = text.find(from);
        if (at == std::string::npos) throw std::logic_error("nothing to replace: " + from);
        for (; at != std::string::npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
    }
    return text;
}

inline PlanInputs inputs(const Replacements& lock = {}, const Replacements& project = {}) {
    return sample_inputs(replaced(sample_project, project), replaced(sample_release, lock));
}

inline const Replacements patched = {
    {"    checksums:", "    patches: 7777777777777777777777777777777777777777\n    checksums:"},
    {"components:", "committer: Bot <bot@example.test>\ncomponents:"}};

inline Replacements operator+(Replacements a, const Replacements& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

// The sample as something that is released: an image on a base, texts that name it, archives.
inline constexpr const char* released_project = R"(release:
  artifacts: tools
  images:
    - name: alpha
      repository: org/alpha
      base: minimal
      platforms: [linux/amd64]
      contents: {usr/bin/alpha: binary alpha, LICENSES: licenses}
      entrypoint: [/usr/bin/alpha]
  archives:
    - name: "tool-{os}-{arch}-{tag}.tar.gz"
      platforms: [linux/amd64]
    - name: all.tar.gz
      platforms: []
      contents: {alpha.tag: image-tag alpha, alpha.name: image-name alpha}
)";
inline constexpr const char* released_lock =
    "publish: {uri: https://dist.example.test, registry: registry.example.test/d}\n"
    "base_images: {minimal: "
    "oci:base@sha256:6666666666666666666666666666666666666666666666666666666666666666}\n"
    "number: 7\n";

inline LockSide released_side(const std::string& name, const Replacements& lock = {},
                              const Replacements& project = {}) {
    ReleaseInputs inputs{sample_inputs(replaced(std::string(sample_project) + released_project, project),
                                       replaced(std::string(sample_release) + released_lock, lock)),
                         {}};
    inputs.number = inputs.plan.release.number;
    inputs.licences.folder = "toolchains/licences";
    inputs.licences.files = {{"go.mod", sha256("mod")}, {"main.go", sha256("main")}};
    inputs.licences.go.value = "go1.25.12";
    inputs.licences.root.value = "git";
    ReleasePlan plan = plan_release(inputs);
    return {name, inputs.plan.release, std::move(plan.plan), {}, {}, std::move(plan.products), {}};
}

inline LockSide lock_side(const std::string& name, const PlanInputs& inputs) {
    return {name, inputs.release, make_plan(inputs), {}, inputs.own_patches};
}

}  // namespace verbatim::test
