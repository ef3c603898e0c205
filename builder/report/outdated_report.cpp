#include "report/outdated_report.h"

#include "base/text.h"
#include "report/json.h"

#include <algorithm>

namespace verbatim {

namespace {

std::string component_line(const Outdated::Component& one, std::size_t width, const Style& style) {
    std::string line = "  " + padded(printable(one.project), width) + "  " + printable(one.tag);
    if (!one.problem.empty())
        return line + "  " + style.warn("not known") + ": " + printable(one.problem) + "\n";
    if (one.newest.empty()) return line + "  newest\n";
    if (!one.newest_patch.empty() && one.newest_patch != one.newest)
        line += "  → " + printable(one.newest_patch);
    return line + "  → " + style.warn(printable(one.newest)) + "\n";
}

std::string distro_line(const Outdated::Distro& one, const std::string& branch, const Style& style) {
    std::string line = "  " + printable(one.name) + "@" + one.was.substr(0, 12);
    if (!one.problem.empty())
        return line + "  " + style.warn("not known") + ": " + printable(one.problem) + "\n";
    if (one.is == one.was) return line + "  newest\n";
    line += "  → " + one.is.substr(0, 12);
    if (one.has_released())
        line += ", " + style.warn("released " + printable(branch) + "-" + std::to_string(one.number_is));
    if (one.changed.empty()) return line + ", which says the same of this branch\n";
    return line + "  " + style.warn("says something else") + " of " + printable(join(one.changed, ", ")) +
           "\n";
}

}  // namespace

std::string outdated_text(const Outdated& outdated, const Style& style) {
    std::string out = style.bold("release " + printable(outdated.release)) + "\n\n";
    if (outdated.distro) out += distro_line(*outdated.distro, outdated.release, style);
    std::size_t width = 0;
    for (const Outdated::Component& one : outdated.components)
        width = std::max(width, display_width(one.project));
    for (const Outdated::Component& one : outdated.components) out += component_line(one, width, style);
    for (const Outdated::Toolchain& one : outdated.toolchains) {
        out += "  " + one.version + "  ";
        if (!outdated.go_problem.empty())
            out += style.warn("not known") + ": " + printable(outdated.go_problem);
        else if (one.newest.empty())
            out += "newest of its minor";
        else
            out += "→ " + style.warn(one.newest);
        if (!one.supported) out += ", " + style.warn("out of support");
        out += "  builds " + printable(join(one.users, ", ")) + "\n";
    }
    return out;
}

std::string outdated_json(const std::vector<Outdated>& all) {
    const auto value = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
    const auto number = [](std::int64_t value) { return value == 0 ? Json() : Json(value); };
    Json releases = Json::array();
    for (const Outdated& one : all) {
        Json components = Json::array(), toolchains = Json::array(), distro;
        for (const Outdated::Component& component : one.components)
            components.push_back({{"component", component.project},
                                  {"tag", component.tag},
                                  {"newest_patch", value(component.newest_patch)},
                                  {"newest", value(component.newest)},
                                  {"problem", value(component.problem)}});
        for (const Outdated::Toolchain& toolchain : one.toolchains)
            toolchains.push_back(
                {{"toolchain", toolchain.version},
                 {"components", toolchain.users},
                 {"newest", value(toolchain.newest)},
                 {"supported", one.go_problem.empty() ? Json(toolchain.supported) : Json()}});
        if (one.distro)
            distro = {{"distro", one.distro->name},
                      {"commit", one.distro->was},
                      {"newest", one.distro->is},
                      {"number", number(one.distro->number_was)},
                      {"newest_number", number(one.distro->number_is)},
                      {"changed", one.distro->changed},
                      {"problem", value(one.distro->problem)}};
        releases.push_back({{"release", one.release},
                            {"distro", distro},
                            {"components", components},
                            {"toolchains", toolchains},
                            {"go_problem", value(one.go_problem)},
                            {"outdated", one.any()}});
    }
    return json_text({{"format", "verbatim.outdated/1"}, {"releases", releases}});
}

}  // namespace verbatim
