#include "diff/changelog.h"

#include "base/text.h"

#include <fmt/format.h>

namespace verbatim {

namespace {

std::string shown(const std::optional<std::string>& value) {
    return value.value_or("none");
}

std::string arrow(const std::string& what, const Was& value) {
    if (!value.was) return fmt::format("{}: {}", what, shown(value.is));
    if (!value.is) return fmt::format("{}: no longer {}", what, shown(value.was));
    return fmt::format("{}: {} → {}", what, *value.was, *value.is);
}

void patches(const ComponentDifference& component, ReleaseChanges& changes) {
    for (const PatchChange& patch : component.patches) {
        std::string line = component.name + ": ";
        switch (patch.how) {
            case PatchChange::How::added:
                line += "added ";
                break;
            case PatchChange::How::changed:
                line += "changed ";
                break;
            case PatchChange::How::reworded:
                line += "reworded ";
                break;
            case PatchChange::How::renamed:
                line += "renamed ";
                break;
            case PatchChange::How::dropped:
                line += "dropped ";
                break;
        }
        line += patch.file.empty() ? patch.was_file : patch.file;
        if (!patch.subject.empty()) line += ", " + patch.subject;
        if (!patch.cves.empty()) line += " (" + join(patch.cves, ", ") + ")";
        changes.patches.push_back({line});
    }
}

}  // namespace

ReleaseChanges changelog(const ReleaseDifference& difference) {
    ReleaseChanges changes;
    for (const FactChange& fact : difference.facts)
        if (fact.name.starts_with("base image "))
            changes.base_image.push_back({arrow(fact.name, fact.value)});
    for (const ComponentDifference& component : difference.components) {
        // What nobody else can build is no part of a release.
        const bool was_in = component.tag.was && !component.not_public.was;
        const bool is_in = component.tag.is && !component.not_public.is;
        if (!was_in && !is_in) continue;
        if (!was_in)
            changes.projects.push_back({"Added " + component.name + " " + shown(component.tag.is)});
        else if (!is_in)
            changes.projects.push_back({"Dropped " + component.name + " " + shown(component.tag.was)});
        else if (component.tag.changed())
            changes.projects.push_back({arrow(component.name, component.tag)});
        else if (component.commit.changed())
            changes.projects.push_back(
                {arrow(component.name + " " + shown(component.tag.is) + ", commit", component.commit)});
        if (component.change == Change::changed && component.go.changed())
            changes.toolchain.push_back({arrow(component.name, component.go)});
        patches(component, changes);
    }
    return changes;
}

ReleaseChanges first_changelog(const ReleaseManifest& manifest) {
    ReleaseChanges changes;
    for (const ReleaseComponent& component : manifest.components)
        changes.projects.push_back({"Added " + component.name + " " + component.git_tag});
    return changes;
}

}  // namespace verbatim
