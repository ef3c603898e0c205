#include "base/text.h"
#include "report/patch_report.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::size_t shown_lines = 12;

std::string headline(const std::string& release, const std::string& origin, std::size_t components) {
    return fmt::format("release {} · {} · {} with patches\n\n", printable(release), printable(origin),
                       counted(components, "component"));
}

// "0003-fix.patch" of the name that says where it lies.
std::string short_name(const std::string& file) {
    return printable(file.substr(file.rfind('/') + 1));
}

std::string lines(const std::string& title, const std::vector<std::string>& lines) {
    std::string text = "   " + title + "\n";
    for (std::size_t i = 0; i < lines.size() && i < shown_lines; ++i) {
        std::string line = lines[i];
        while (!line.empty() && line.back() == '\n') line.pop_back();
        text += "   | " + shortened(printable(line, true), 140) + "\n";
    }
    if (lines.size() > shown_lines) text += fmt::format("   | … and {} more\n", lines.size() - shown_lines);
    return text;
}

std::string refusal_text(const patch::Refusal& refusal) {
    std::string text = fmt::format("   {}:{}\n", printable(refusal.patch), refusal.line);
    if (!refusal.target.empty()) {
        text += "   file    " + printable(refusal.target);
        if (refusal.hunk > 0) text += fmt::format(", hunk {}", refusal.hunk);
        text += "\n";
    }
    text += "   why     " + printable(refusal.reason) + "\n";
    if (!refusal.expected.empty())
        text += lines(fmt::format("expects at line {}:", refusal.expected_at), refusal.expected);
    if (!refusal.found.empty()) text += lines("and there stands:", refusal.found);
    if (refusal.nearest)
        text += fmt::format("   nearest line {}, where {} of {} match\n", *refusal.nearest,
                            refusal.nearest_matching, counted(refusal.expected.size(), "line"));
    return text;
}

std::string block(const patch::CheckedPatch& patch, const PatchCheckReport::Component& component,
                  const Style& style) {
    std::string text =
        style.bad("does not apply") + "  " + short_name(patch.file) + "  " + printable(patch.subject) + "\n";
    if (!patch.refusal) return text + patch.problem + "\n";
    text += refusal_text(*patch.refusal);
    const auto came = component.came_in.find(patch.file);
    if (came != component.came_in.end())
        text += "   " + style.warn("upstream already") + "  it came in " + printable(came->second) +
                ": drop the patch\n";
    else if (patch.refusal->applied_already)
        text += "   " + style.warn("there already") + "  what it makes is there: drop the patch\n";
    return text + "\n";
}

}  // namespace

bool PatchCheckReport::all_apply() const {
    return std::all_of(components.begin(), components.end(), [](const Component& component) {
        return component.problem.empty() && component.series.applying() == component.series.patches.size();
    });
}

std::string patch_check_text(const PatchCheckReport& report, const Style& style) {
    std::string text = headline(report.release, report.origin, report.components.size());
    std::size_t names = 0, tags = 0;
    for (const auto& component : report.components) {
        names = std::max(names, display_width(printable(component.name)));
        tags = std::max(tags, display_width(printable(component.tag)));
    }
    std::string blocks;
    for (const auto& component : report.components) {
        const std::size_t all = component.series.patches.size(), applying = component.series.applying();
        std::string result = component.problem.empty()
                                 ? fmt::format("{} of {} apply", applying, counted(all, "patch", "patches"))
                                 : "could not be tried";
        result = component.problem.empty() && applying == all
                     ? style.good(result) + "  " + style.faint("→ " + component.series.commit.substr(0, 12))
                     : style.bad(result);
        text += fmt::format("  {}  {}  {}\n", padded(printable(component.name), names),
                            padded(printable(component.tag), tags), result);
        if (!component.problem.empty()) blocks += component.problem + "\n";
        for (const patch::CheckedPatch& patch : component.series.patches)
            if (!patch.applies) blocks += block(patch, component, style);
    }
    if (report.components.empty()) text += "  no component of it is patched\n";
    return text + (blocks.empty() ? "" : "\n" + blocks);
}

std::string patch_list_text(const PatchListReport& report, const Style& style) {
    std::string text = headline(report.release, report.origin, report.components.size());
    for (const auto& component : report.components) {
        text += style.bold(printable(component.name)) + "  " + printable(component.tag) + "  " +
                counted(component.patches.size(), "patch", "patches") + "\n";
        for (const patch::Summary& patch : component.patches) {
            const std::time_t local = patch.author.time + std::int64_t{patch.author.zone} * 60;
            text += fmt::format("  {}\n", short_name(patch.file));
            text += "     " + printable(patch.subject) + "\n";
            text += fmt::format("     {:%Y-%m-%d}  {} <{}>\n", fmt::gmtime(local),
                                printable(patch.author.name), printable(patch.author.mail));
            if (!patch.cves.empty()) text += "     " + style.warn(join(patch.cves, " ")) + "\n";
            std::vector<std::string> paths;
            for (const std::string& path : patch.paths) paths.push_back(printable(path));
            const std::size_t more = paths.size() > 8 ? paths.size() - 8 : 0;
            paths.resize(paths.size() - more);
            text += "     " + style.faint(join(paths, "  ")) +
                    (more > 0 ? fmt::format("  … and {} more", more) : "") + "\n";
        }
        text += "\n";
    }
    if (report.components.empty()) text += "  no component of it is patched\n";
    return text;
}

}  // namespace verbatim
