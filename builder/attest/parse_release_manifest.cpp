#include "attest/field_reader.h"
#include "attest/release_manifest.h"
#include "attest/rfc3339.h"
#include "base/error.h"

#include <algorithm>
#include <map>
#include <set>

namespace verbatim {

namespace {

using Kind = Quirk::Kind;

constexpr std::string_view api_version = "distro.eks.amazonaws.com/v1alpha1";

// What every object of Kubernetes begins with; gives its name.
std::string read_head(FieldReader& top, std::string_view kind) {
    top.equal("apiVersion", api_version);
    top.equal("kind", kind);
    FieldReader metadata(top.need("metadata"), "the metadata", "metadata", top.quirks());
    std::string name = metadata.text("name", dns_name);
    for (const char* key :
         {"annotations", "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "finalizers",
          "generateName", "generation", "labels", "managedFields", "namespace", "ownerReferences",
          "resourceVersion", "selfLink", "uid"})
        metadata.pass_over(key);
    metadata.finish();
    return name;
}

AssetImage read_image(const yaml::Node& node, const std::string& path, QuirkNotes& quirks) {
    FieldReader reader(node, "an asset's image", path, quirks);
    AssetImage image;
    if (const yaml::Node* digest = reader.expect("imageDigest")) image.digest = image_digest(*digest);
    image.uri = reader.text("uri", image_uri);
    reader.finish();
    return image;
}

AssetArchive read_archive(const yaml::Node& node, const std::string& path, QuirkNotes& quirks) {
    FieldReader reader(node, "an asset's archive", path, quirks);
    AssetArchive archive;
    archive.sha256 = yaml::as_sha256(reader.need("sha256")).value;
    archive.sha512 = reader.expected_text("sha512", sha512);
    archive.uri = reader.text("uri", archive_uri);
    reader.finish();
    return archive;
}

std::vector<std::string> read_arch(FieldReader& asset, const yaml::Node& node) {
    std::vector<std::string> names;
    for (const yaml::Node& item : yaml::as_list(node, "a list of architectures").items) {
        const std::string name = yaml::as_text(item).value;
        if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos)
            yaml::refuse(item, "\"" + name + "\" is no architecture", "expected something like amd64");
        if (std::find(names.begin(), names.end(), name) != names.end())
            yaml::refuse(item, "the architecture " + name + " stands here twice", "the second one");
        if (!names.empty() && name < names.back()) asset.note(Kind::list_order, "arch", item.at);
        names.push_back(name);
    }
    return names;
}

AssetType read_type(FieldReader& asset) {
    const yaml::Node& node = asset.need("type");
    const std::string text = yaml::as_text(node).value;
    if (text != "Archive" && text != "Image")
        yaml::refuse(node, "there is no type \"" + text + "\" of an asset", "expected Archive or Image");
    return text == "Archive" ? AssetType::archive : AssetType::image;
}

void operating_system(const yaml::Node& value) {
    if (value.text != "linux" && value.text != "darwin" && value.text != "windows")
        yaml::refuse(value, "\"" + value.text + "\" is no operating system of an asset",
                     "expected linux, darwin or windows");
}

ReleaseAsset read_asset(const yaml::Node& node, const std::string& path, QuirkNotes& quirks) {
    FieldReader reader(node, "an asset", path, quirks);
    ReleaseAsset asset;
    asset.place = {node.at};
    asset.name = reader.text("name", asset_name);
    asset.type = read_type(reader);
    asset.description = reader.expected_text("description", any_text);
    // What is for no platform, such as an archive of sources, has neither.
    const yaml::Node* arch = reader.find("arch");
    asset.os = arch == nullptr ? reader.optional_text("os", operating_system)
                               : reader.expected_text("os", operating_system);
    if (arch != nullptr) asset.arch = read_arch(reader, *arch);
    if (arch == nullptr && !asset.os.empty()) reader.note(Kind::left_out, "arch", node.at);

    const bool is_image = asset.type == AssetType::image;
    const std::string own = is_image ? "image" : "archive", other = is_image ? "archive" : "image";
    if (const yaml::Node* wrong = reader.find(other))
        yaml::refuse(*wrong,
                     "an asset of the type " + std::string(is_image ? "Image" : "Archive") + " has no \"" +
                         other + "\"",
                     "here");
    const yaml::Node& what = reader.need(own);
    if (is_image)
        asset.image = read_image(what, path + ".image", quirks);
    else
        asset.archive = read_archive(what, path + ".archive", quirks);
    reader.finish();
    return asset;
}

// The items of a list of named things: none twice, and a quirk where they are not in order.
template <typename Item, typename Read>
std::vector<Item> read_named(FieldReader& owner, const std::string& key, const std::string& what, Read read) {
    std::vector<Item> items;
    std::set<std::string> names;
    const yaml::Node* list = owner.expect(key);
    if (list == nullptr) return items;
    bool sorted = true;
    for (const yaml::Node& node : yaml::as_list(*list, "a list of " + what + "s").items) {
        Item item = read(node, owner.path(key) + "[]", owner.quirks());
        if (!names.insert(item.name).second)
            yaml::refuse(node, "the " + what + " " + item.name + " stands here twice", "the second one");
        if (sorted && !items.empty() && item.name < items.back().name) {
            owner.note(Kind::list_order, key, node.at);
            sorted = false;
        }
        items.push_back(std::move(item));
    }
    return items;
}

ReleaseComponent read_component(const yaml::Node& node, const std::string& path, QuirkNotes& quirks) {
    FieldReader reader(node, "a component", path, quirks);
    ReleaseComponent component;
    component.name = reader.text("name", component_name);
    component.git_commit = reader.expected_text("gitCommit", commit_id);
    component.git_tag = reader.expected_text("gitTag", yaml::ref_name);
    component.assets = read_named<ReleaseAsset>(reader, "assets", "asset", read_asset);
    reader.finish();
    return component;
}

void read_spec(FieldReader reader, ReleaseManifest& manifest) {
    manifest.channel = reader.text("channel", dns_name);
    manifest.number = whole_number(reader.need("number"));
    manifest.build_repo_commit = reader.expected_text("buildRepoCommit", any_text);
    const std::string& commit = manifest.build_repo_commit;
    const bool usual = (commit.size() == 40 || commit.size() == 64) &&
                       commit.find_first_not_of("0123456789abcdef") == std::string::npos;
    // Whoever publishes may write what git describes its tree as.
    if (!commit.empty() && !usual)
        reader.note(Kind::loose_form, "buildRepoCommit", reader.need("buildRepoCommit").at);
    reader.finish();
}

void read_status(FieldReader reader, ReleaseManifest& manifest) {
    if (const yaml::Node* node = reader.expect("date")) {
        const auto date = parse_rfc3339(yaml::as_text(*node).value);
        if (!date)
            yaml::refuse(*node, "\"" + node->text + "\" is no date",
                         "expected something like 2026-06-01T20:47:35Z");
        if (!date->plain) reader.note(Kind::date_form, "date", node->at);
        manifest.date = date->seconds;
    }
    manifest.components = read_named<ReleaseComponent>(reader, "components", "component", read_component);
    reader.finish();
}

}  // namespace

ReleaseManifest parse_release_manifest(const std::string& name, std::string_view text,
                                       std::vector<Quirk>& quirks) {
    const yaml::Node root = yaml::parse(name, text);
    QuirkNotes notes;
    FieldReader top(root, "a Release manifest", "", notes);
    ReleaseManifest manifest;
    manifest.name = read_head(top, "Release");
    read_spec({top.need("spec"), "a Release's spec", "spec", notes}, manifest);
    if (const yaml::Node* status = top.expect("status"))
        read_status({*status, "a Release's status", "status", notes}, manifest);
    top.finish();
    quirks = notes.take();
    return in_order(std::move(manifest));
}

ReleaseChannel parse_release_channel(const std::string& name, std::string_view text,
                                     std::vector<Quirk>& quirks) {
    const yaml::Node root = yaml::parse(name, text);
    QuirkNotes notes;
    FieldReader top(root, "a ReleaseChannel manifest", "", notes);
    ReleaseChannel channel;
    channel.name = read_head(top, "ReleaseChannel");
    if (const yaml::Node* spec = top.find("spec")) {
        FieldReader reader(*spec, "a ReleaseChannel's spec", "spec", notes);
        channel.topic = reader.optional_text("snsTopicARN", any_text);
        reader.finish();
    }
    if (const yaml::Node* status = top.expect("status")) {
        FieldReader reader(*status, "a ReleaseChannel's status", "status", notes);
        // Published ones leave out what is false.
        if (const yaml::Node* active = reader.expect("active")) channel.active = truth(*active);
        if (const yaml::Node* latest = reader.find("latestRelease"))
            channel.latest_release = whole_number(*latest);
        reader.finish();
    }
    top.finish();
    quirks = notes.take();
    return channel;
}

}  // namespace verbatim
