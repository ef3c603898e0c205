#include "attest/release_manifest.h"

#include "attest/rfc3339.h"
#include "attest/yaml_text.h"
#include "base/error.h"

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::string_view head = "apiVersion: distro.eks.amazonaws.com/v1alpha1\nkind: ";

template <typename List>
void sort_by_name(List& list) {
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
}

// A line, or none where there is nothing to say.
std::string line(const std::string& indent, const std::string& key, const std::string& text) {
    return text.empty() ? "" : indent + key + ": " + yaml_scalar(text) + "\n";
}

// The keys of an asset, each on a line of its own, without what makes it an item of a list.
std::string asset_lines(const ReleaseAsset& asset, const std::string& indent) {
    const std::string deeper = indent + "  ";
    std::string out;
    if (!asset.arch.empty()) out += indent + "arch:\n";
    for (const std::string& arch : asset.arch) out += indent + "- " + yaml_scalar(arch) + "\n";
    if (asset.archive) {
        out += indent + "archive:\n" + line(deeper, "sha256", asset.archive->sha256.hex());
        out += line(deeper, "sha512", asset.archive->sha512) + line(deeper, "uri", asset.archive->uri);
    }
    out += line(indent, "description", asset.description);
    if (asset.image) {
        out += indent + "image:\n";
        if (asset.image->digest) out += deeper + "imageDigest: sha256:" + asset.image->digest->hex() + "\n";
        out += line(deeper, "uri", asset.image->uri);
    }
    return out + line(indent, "name", asset.name) + line(indent, "os", asset.os) +
           line(indent, "type", asset.type == AssetType::archive ? "Archive" : "Image");
}

// Makes lines that are indented by `indent` and two blanks an item of a list at `indent`.
std::string item(std::string lines, const std::string& indent) {
    lines[indent.size()] = '-';
    return lines;
}

std::string component_lines(const ReleaseComponent& component) {
    const std::string indent = "    ";
    std::string out;
    if (!component.assets.empty()) out += indent + "assets:\n";
    for (const ReleaseAsset& asset : component.assets) out += item(asset_lines(asset, indent + "  "), indent);
    return out + line(indent, "gitCommit", component.git_commit) + line(indent, "gitTag", component.git_tag) +
           line(indent, "name", component.name);
}

std::string text_of(const ReleaseManifest& manifest) {
    std::string out = std::string(head) + "Release\nmetadata:\n" + line("  ", "name", manifest.name) +
                      "spec:\n" + line("  ", "buildRepoCommit", manifest.build_repo_commit) +
                      line("  ", "channel", manifest.channel) +
                      "  number: " + std::to_string(manifest.number) + "\n";
    std::string status;
    if (!manifest.components.empty()) status += "  components:\n";
    for (const ReleaseComponent& component : manifest.components)
        status += item(component_lines(component), "  ");
    if (manifest.date) status += line("  ", "date", rfc3339_text(*manifest.date));
    return status.empty() ? out : out + "status:\n" + status;
}

std::string text_of(const ReleaseChannel& channel) {
    std::string out = std::string(head) + "ReleaseChannel\nmetadata:\n" + line("  ", "name", channel.name);
    if (!channel.topic.empty()) out += "spec:\n" + line("  ", "snsTopicARN", channel.topic);
    out += std::string("status:\n  active: ") + (channel.active ? "true" : "false") + "\n";
    if (channel.latest_release) out += "  latestRelease: " + std::to_string(*channel.latest_release) + "\n";
    return out;
}

[[noreturn]] void other_than_meant(const std::string& what, const std::string& text) {
    throw Error(Failure::definition, what + " would not be read back as what was meant")
        .note("Its text would be:\n" + text);
}

}  // namespace

std::string release_title(const std::string& channel, std::int64_t number) {
    return "v" + channel + "-eks-" + std::to_string(number);
}

std::string release_name(const std::string& channel, std::int64_t number) {
    return "kubernetes-" + channel + "-eks-" + std::to_string(number);
}

ReleaseManifest in_order(ReleaseManifest manifest) {
    sort_by_name(manifest.components);
    for (ReleaseComponent& component : manifest.components) {
        sort_by_name(component.assets);
        for (ReleaseAsset& asset : component.assets) std::sort(asset.arch.begin(), asset.arch.end());
    }
    return manifest;
}

std::string release_yaml(const ReleaseManifest& manifest) {
    const ReleaseManifest meant = in_order(manifest);
    const std::string text = text_of(meant), what = "the Release manifest to be written";
    std::vector<Quirk> quirks;
    if (parse_release_manifest(what, text, quirks) != meant) other_than_meant(what, text);
    return text;
}

std::string release_channel_yaml(const ReleaseChannel& channel) {
    const std::string text = text_of(channel), what = "the ReleaseChannel to be written";
    std::vector<Quirk> quirks;
    if (parse_release_channel(what, text, quirks) != channel) other_than_meant(what, text);
    return text;
}

}  // namespace verbatim
