#include "catalog/project.h"

#include <algorithm>

namespace verbatim {

bool uses_go(const Project& project) {
    return std::any_of(project.builds.begin(), project.builds.end(),
                       [](const ModuleBuild& build) { return build.is_go(); });
}

std::vector<Located<std::string>> roots_of(const Project& project) {
    std::vector<Located<std::string>> roots = {project.root};
    const auto add = [&](const Located<std::string>& root) {
        const auto same = [&](const Located<std::string>& one) { return one.value == root.value; };
        if (std::none_of(roots.begin(), roots.end(), same)) roots.push_back(root);
    };
    for (const PrepareStep& step : project.prepare) add(step.root);
    for (const ModuleBuild& build : project.builds) add(build.root);
    return roots;
}

}  // namespace verbatim
