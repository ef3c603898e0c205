#include "diff/manifest_difference.h"

#include "attest/rfc3339.h"
#include "base/text.h"

#include <algorithm>

namespace verbatim {

namespace {

using Components = std::map<std::string, const ReleaseComponent*>;

Components components_of(const ManifestSide& side) {
    Components components;
    for (const ReleaseComponent& component : side.manifest.components)
        components[component.name] = &component;
    return components;
}

std::optional<std::string> known(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

// The same file of another version has another name: "etcd-linux-amd64-{tag}.tar.gz".
std::string without_tag(std::string name, const std::string& tag) {
    if (tag.empty()) return name;
    for (auto at = name.find(tag); at != std::string::npos; at = name.find(tag, at + 5))
        name.replace(at, tag.size(), "{tag}");
    return name;
}

struct Item {
    ArtifactName name;             // as this side calls it
    std::optional<Digest> digest;  // none: the manifest leaves it out
};
using Items = std::map<ArtifactName, Item>;  // by a name that both sides share

void add(Items& items, const ReleaseComponent* component, const ArtifactName& name,
         const std::optional<Digest>& digest) {
    ArtifactName shared = name;
    if (component != nullptr) shared.name = without_tag(name.name, component->git_tag);
    // Two that become one without their tags stay two.
    if (!items.emplace(shared, Item{name, digest}).second) items.emplace(name, Item{name, digest});
}

std::string platform_of(const ReleaseAsset& asset) {
    if (asset.os.empty()) return join(asset.arch, "+");
    return asset.os + (asset.arch.empty() ? "" : "/" + join(asset.arch, "+"));
}

// Below artifacts/, of ".../artifacts/etcd/v3.6.12/FILE".
std::string path_of(const AssetArchive& archive) {
    const std::string folder = "/artifacts/";
    const auto at = archive.uri.find(folder);
    return at == std::string::npos ? std::string() : archive.uri.substr(at + folder.size());
}

Items items_of_manifest(const ManifestSide& side, bool images_only) {
    Items items;
    for (const ReleaseComponent& component : side.manifest.components)
        for (const ReleaseAsset& asset : component.assets) {
            const ArtifactName name{component.name, platform_of(asset), asset.name};
            if (asset.image)
                add(items, &component, name, asset.image->digest);
            else if (asset.archive && !images_only)
                add(items, &component, name, asset.archive->sha256);
        }
    return items;
}

// The layout of "host/path/org/repo:tag".
const std::pair<const std::string, Digest>* layout_of(const std::map<std::string, Digest>& layouts,
                                                      const std::string& uri) {
    const std::string name = "/" + uri.substr(0, uri.rfind(':'));
    for (const auto& layout : layouts)
        if (name.ends_with("/" + layout.first)) return &layout;
    return nullptr;
}

// Images are what lies there, and what does not is missing; where there is no images/, what the manifest
// says.
Items items_of_images(const ManifestSide& side) {
    if (!side.layouts) return items_of_manifest(side, true);
    Items items;
    auto unlisted = *side.layouts;
    for (const ReleaseComponent& component : side.manifest.components)
        for (const ReleaseAsset& asset : component.assets) {
            const auto* layout = asset.image ? layout_of(*side.layouts, asset.image->uri) : nullptr;
            if (layout == nullptr) continue;
            add(items, &component, {component.name, platform_of(asset), asset.name}, layout->second);
            unlisted.erase(layout->first);
        }
    for (const auto& [repository, digest] : unlisted)
        add(items, nullptr, {"images", "", "images/" + repository}, digest);
    return items;
}

// The changelog of another number has another name.
void add_docs(const ManifestSide& side, Items& items) {
    for (const auto& [path, digest] : side.docs)
        items[{"docs", "", without_tag(path, "-eks-" + std::to_string(side.manifest.number) + ".")}] = {
            {"docs", "", path}, digest};
}

Items items_of_tree(const ManifestSide& side) {
    Items items = items_of_images(side);
    add_docs(side, items);
    std::map<std::string, std::pair<const ReleaseComponent*, std::string>> owners;  // path → of, platform
    for (const ReleaseComponent& component : side.manifest.components)
        for (const ReleaseAsset& asset : component.assets)
            if (asset.archive) owners[path_of(*asset.archive)] = {&component, platform_of(asset)};
    const Components components = components_of(side);
    for (const auto& [path, digest] : side.files) {
        const auto owner = owners.find(path);
        if (owner != owners.end()) {
            add(items, owner->second.first, {owner->second.first->name, owner->second.second, path}, digest);
            continue;
        }
        // What no manifest lists, a binary's .docker_tag for instance, is of the component whose folder it is
        // in.
        const std::string folder = path.substr(0, path.find('/'));
        const auto component = components.find(folder);
        add(items, component != components.end() ? component->second : nullptr, {folder, "", path}, digest);
    }
    return items;
}

bool source_differs(const ReleaseComponent* was, const ReleaseComponent* is) {
    if (was == nullptr || is == nullptr) return false;
    return was->git_tag != is->git_tag ||
           (!was->git_commit.empty() && !is->git_commit.empty() && was->git_commit != is->git_commit);
}

Reason reason_of(const ReleaseComponent* was, const ReleaseComponent* is) {
    if (!source_differs(was, is)) return {Reason::Kind::not_told, ""};
    if (was->git_tag != is->git_tag) return {Reason::Kind::source, was->git_tag + " → " + is->git_tag};
    return {Reason::Kind::source,
            is->git_tag + ": " + was->git_commit.substr(0, 12) + " → " + is->git_commit.substr(0, 12)};
}

// Why a file has other bits: its component, and the number where the file is known to hold it.
std::vector<Reason> reasons_of(const ReleaseComponent* was, const ReleaseComponent* is,
                               const std::string& name, const Was& number) {
    const bool names_image = name.ends_with(".docker_tag") || name.ends_with(".docker_image_name");
    const bool has_number = names_image || name.ends_with(".tar") || name.starts_with("docs/");
    std::vector<Reason> reasons;
    if (!number.changed() && name.starts_with("docs/")) return {};  // a page, which no build makes
    if (!number.changed() || !has_number) return {reason_of(was, is)};
    if (source_differs(was, is)) reasons.push_back(reason_of(was, is));
    reasons.push_back({Reason::Kind::number, *number.was + " → " + *number.is});
    if (name.ends_with(".tar") && reasons.size() == 1) reasons.push_back({Reason::Kind::not_told, ""});
    return reasons;
}

const ReleaseComponent* find(const Components& components, const std::string& name) {
    const auto found = components.find(name);
    return found == components.end() ? nullptr : found->second;
}

void compare_items(const Items& was, const Items& is, const Components& old, const Components& now,
                   ReleaseDifference& difference) {
    const Was number = {std::to_string(difference.was.number), std::to_string(difference.is.number)};
    for (const auto& [shared, item] : was)
        if (!is.contains(shared)) difference.artifacts.push_back({item.name, Change::dropped, {}});
    for (const auto& [shared, item] : is) {
        const auto other = was.find(shared);
        if (other == was.end())
            difference.artifacts.push_back({item.name, Change::added, {}});
        else if (!item.digest || !other->second.digest)
            difference.untold_artifacts.push_back(item.name);
        else if (*item.digest == *other->second.digest)
            difference.unchanged_artifacts.push_back(item.name);
        else
            difference.artifacts.push_back(
                {item.name, Change::changed,
                 reasons_of(find(old, item.name.component), find(now, item.name.component), item.name.name,
                            number)});
    }
    std::sort(difference.artifacts.begin(), difference.artifacts.end(),
              [](const auto& a, const auto& b) { return a.artifact < b.artifact; });
    std::sort(difference.unchanged_artifacts.begin(), difference.unchanged_artifacts.end());
    std::sort(difference.untold_artifacts.begin(), difference.untold_artifacts.end());
}

void compare_components(const Components& old, const Components& now,
                        const std::map<std::string, CommitsChange>& commits, ReleaseDifference& difference) {
    std::map<std::string, bool> names;
    for (const Components* side : {&old, &now})
        for (const auto& [name, component] : *side) names[name] = true;
    for (const auto& [name, any] : names) {
        const ReleaseComponent* was = find(old, name);
        const ReleaseComponent* is = find(now, name);
        ComponentDifference one;
        one.name = name;
        one.change = was == nullptr ? Change::added : is == nullptr ? Change::dropped : Change::changed;
        one.tag = {was != nullptr ? known(was->git_tag) : std::nullopt,
                   is != nullptr ? known(is->git_tag) : std::nullopt};
        one.commit = {was != nullptr ? known(was->git_commit) : std::nullopt,
                      is != nullptr ? known(is->git_commit) : std::nullopt};
        // A commit that only one of them names is no other commit.
        if (one.change == Change::changed && (!one.commit.was || !one.commit.is)) one.commit = {};
        if (const auto found = commits.find(name); found != commits.end()) one.commits = found->second;
        if (one.change == Change::changed && !one.tag.changed() && !one.commit.changed())
            difference.unchanged_components.push_back(name);
        else
            difference.components.push_back(std::move(one));
    }
}

DiffSide side_of(const ManifestSide& side) {
    return {side.name, side.manifest.channel, side.manifest.number};
}

}  // namespace

std::vector<CommitPair> with_other_commits(const ManifestSide& was, const ManifestSide& is) {
    std::vector<CommitPair> pairs;
    const Components old = components_of(was);
    for (const ReleaseComponent& component : is.manifest.components) {
        const ReleaseComponent* before = find(old, component.name);
        if (before != nullptr && !before->git_commit.empty() && !component.git_commit.empty() &&
            before->git_commit != component.git_commit)
            pairs.push_back({component.name, before->git_commit, component.git_commit});
    }
    return pairs;
}

ReleaseDifference manifest_difference(SideKind kind, const ManifestSide& was, const ManifestSide& is,
                                      const std::map<std::string, CommitsChange>& commits) {
    ReleaseDifference difference;
    difference.kind = kind;
    difference.was = side_of(was);
    difference.is = side_of(is);
    const auto fact = [&](const char* name, Was value) {
        if (value.changed()) difference.facts.push_back({name, std::move(value)});
    };
    const auto date = [](const ManifestSide& side) {
        return side.manifest.date ? std::optional(rfc3339_text(*side.manifest.date)) : std::nullopt;
    };
    fact("branch", {was.manifest.channel, is.manifest.channel});
    fact("release number", {std::to_string(was.manifest.number), std::to_string(is.manifest.number)});
    fact("date", {date(was), date(is)});
    fact("commit of the definitions",
         {known(was.manifest.build_repo_commit), known(is.manifest.build_repo_commit)});
    const Components old = components_of(was), now = components_of(is);
    compare_components(old, now, commits, difference);
    if (kind == SideKind::tree)
        compare_items(items_of_tree(was), items_of_tree(is), old, now, difference);
    else
        compare_items(items_of_manifest(was, false), items_of_manifest(is, false), old, now, difference);
    return difference;
}

}  // namespace verbatim
