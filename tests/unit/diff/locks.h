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

inline LockSide lock_side(const std::string& name, const PlanInputs& inputs) {
    return {name, inputs.release, make_plan(inputs), {}, inputs.own_patches};
}

}  // namespace verbatim::test
