#include "pin/lock_text.h"

#include "catalog/draft.h"

namespace verbatim {

std::string unbuildable_text(const std::map<std::string, Unbuildable>& all) {
    if (all.empty()) return {};
    std::string out = "# Built and claimed by the distro, of inputs that are not public.\nunbuildable:\n";
    for (const auto& [project, one] : all)
        out += "  " + yaml_scalar(project) + ":\n    tag: " + yaml_scalar(one.tag.value) +
               "\n    because: " + yaml_scalar(one.because) + "\n";
    return out;
}

std::string lock_text(const Release& release, const std::map<std::string, std::string>& remarks) {
    std::string out =
        "# Facts only (docs/formats/lock.md), written by `verbatim pin`: each can be read from the "
        "repositories that\n"
        "# it names.\nbranch: " +
        yaml_scalar(release.branch) + "\n";
    if (release.number > 0) out += "number: " + std::to_string(release.number) + "\n";
    out += "distro:\n  source: " + yaml_scalar(release.distro.source.value) +
           "\n  commit: " + release.distro.commit.value + "\n";
    if (release.committer) out += "committer: " + yaml_scalar(release.committer->value) + "\n";
    out += unbuildable_text(release.unbuildable);
    out += "components:\n";
    for (const ComponentPin& pin : release.components) {
        const auto remark = remarks.find(pin.project);
        out += pin_text(pin, remark == remarks.end() ? "" : remark->second);
    }
    return out;
}

}  // namespace verbatim
