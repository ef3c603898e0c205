#include "base/text.h"
#include "report/diff_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace verbatim {

namespace {

bool is_number(const Reason& reason) {
    return reason.kind == Reason::Kind::number;
}

bool by_number_alone(const ArtifactDifference& one) {
    return one.reasons.size() == 1 && is_number(one.reasons.front());
}

}  // namespace

std::string_view change_name(Change change) {
    return change == Change::added ? "added" : change == Change::dropped ? "dropped" : "changed";
}

std::string_view how_name(PatchChange::How how) {
    switch (how) {
        case PatchChange::How::added:
            return "added";
        case PatchChange::How::changed:
            return "changed";
        case PatchChange::How::reworded:
            return "reworded";
        case PatchChange::How::renamed:
            return "renamed";
        case PatchChange::How::dropped:
            return "dropped";
    }
    return "";
}

std::string_view reason_name(Reason::Kind kind) {
    switch (kind) {
        case Reason::Kind::source:
            return "source";
        case Reason::Kind::patch:
            return "patch";
        case Reason::Kind::toolchain:
            return "toolchain";
        case Reason::Kind::builder_root:
            return "builder root";
        case Reason::Kind::base_image:
            return "base image";
        case Reason::Kind::definition:
            return "definition";
        case Reason::Kind::packaging:
            return "packaging";
        case Reason::Kind::number:
            return "release number";
        case Reason::Kind::not_told:
            return "not told";
    }
    return "";
}

std::string_view side_name(SideKind kind) {
    return kind == SideKind::lock ? "lock" : kind == SideKind::manifest ? "manifest" : "tree";
}

std::string number_alone_words(const ReleaseDifference& difference) {
    const auto found =
        std::find_if(difference.artifacts.begin(), difference.artifacts.end(), by_number_alone);
    if (found == difference.artifacts.end()) return {};
    const auto count =
        std::count_if(difference.artifacts.begin(), difference.artifacts.end(), by_number_alone);
    return fmt::format("{} changed: {}, and nothing else in them", count, shown_reasons(found->reasons));
}

std::vector<ArtifactGroup> artifact_groups(const ReleaseDifference& difference) {
    using Key = std::tuple<std::string, Change, std::vector<Reason>>;
    std::map<Key, std::map<std::string, std::vector<std::string>>> by_key;  // → platform → names
    for (const ArtifactDifference& one : difference.artifacts) {
        if (by_number_alone(one)) continue;
        std::vector<Reason> reasons = one.reasons;  // beside another one the number tells nothing more
        if (reasons.size() > 1) std::erase_if(reasons, is_number);
        by_key[{one.artifact.component, one.change, reasons}][one.artifact.platform].push_back(
            one.artifact.name);
    }
    std::vector<ArtifactGroup> groups;
    for (auto& [key, platforms] : by_key) {
        ArtifactGroup group{std::get<0>(key), std::get<1>(key), std::get<2>(key), 0, {}};
        for (const auto& [platform, names] : platforms) {
            group.count += names.size();
            // "kubectl.exe" is "kubectl" on another platform: not the same names, and shown so.
            const auto same = std::find_if(group.names.begin(), group.names.end(),
                                           [&](const auto& known) { return known.first == names; });
            if (same != group.names.end())
                same->second.push_back(platform);
            else
                group.names.push_back({names, {platform}});
        }
        groups.push_back(std::move(group));
    }
    return groups;
}

std::map<std::string, std::size_t> unchanged_counts(const ReleaseDifference& difference) {
    std::map<std::string, std::size_t> counts;
    for (const ArtifactName& artifact : difference.unchanged_artifacts) ++counts[artifact.component];
    return counts;
}

std::string shown_value(const std::optional<std::string>& value) {
    if (!value) return "none";
    const bool is_hex = value->find_first_not_of("0123456789abcdef") == std::string::npos;
    if (is_hex && (value->size() == 40 || value->size() == 64)) return value->substr(0, 12);
    return printable(*value);
}

std::string shown_reasons(const std::vector<Reason>& reasons) {
    std::vector<std::string> texts;
    for (const Reason& reason : reasons)
        texts.push_back(reason.kind == Reason::Kind::not_told
                            ? "patch, toolchain or packaging: not told by a manifest"
                            : std::string(reason_name(reason.kind)) +
                                  (reason.detail.empty() ? "" : " " + printable(reason.detail)));
    return join(texts, ", ");
}

std::string public_words(const ComponentDifference& component) {
    const auto& [was, is] = component.not_public;
    if (!was && !is) return {};
    if (!is)
        return component.change == Change::dropped ? "not public: " + *was : "public now; before: " + *was;
    if (was && *was != *is) return "not public: " + *is + "; before: " + *was;
    return (was || component.change == Change::added ? "not public: " : "no longer public: ") + *is;
}

std::string_view untold_words(SideKind kind) {
    return kind == SideKind::lock ? "of one of the two the inputs are not public"
                                  : "a manifest leaves out the digest";
}

std::string patch_counts(const ComponentDifference& component) {
    using How = PatchChange::How;
    std::vector<std::string> texts;
    for (const How how : {How::added, How::changed, How::reworded, How::renamed, How::dropped}) {
        const auto count = std::count_if(component.patches.begin(), component.patches.end(),
                                         [&](const PatchChange& patch) { return patch.how == how; });
        if (count > 0) texts.push_back(std::to_string(count) + " " + std::string(how_name(how)));
    }
    // The order of a series may be all that changed.
    const std::string changes = texts.empty() ? "none changed" : join(texts, ", ");
    return changes + "; " + std::to_string(component.patches_unchanged) + " unchanged";
}

}  // namespace verbatim
