#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "catalog/reader.h"

#include <algorithm>

namespace verbatim {

namespace {

using yaml::MapReader;
using yaml::Node;

void equal(const Located<std::string>& value, const std::string& expected, const char* what) {
    if (value.value != expected)
        throw Error(Failure::definition, std::string(what) + " is \"" + value.value +
                                             "\", but the file is named for \"" + expected + "\"")
            .at(value.at, "expected " + expected);
}

void project_name(const std::string& name, const Position& at) {
    if (!is_contained_path(name) || std::count(name.begin(), name.end(), '/') != 1)
        throw Error(Failure::definition, "\"" + name + "\" is no project").at(at, "expected ORG/REPO");
}

// "aws/eks-distro" of https://github.com/aws/eks-distro.git; what a person calls a distro.
std::string distro_name(std::string url) {
    if (url.starts_with("embedded:")) return url.substr(9);
    if (url.ends_with(".git")) url.resize(url.size() - 4);
    while (url.ends_with("/")) url.pop_back();
    const auto last = url.rfind('/');
    if (last == std::string::npos || last == 0) return url;
    const auto before = url.rfind('/', last - 1);
    return before == std::string::npos ? url : url.substr(before + 1);
}

Located<ModuleSource> modules_of(const Node& node) {
    const std::string word = yaml::as_text(node).value;
    const auto source = parse_module_source(word);
    if (!source || *source == ModuleSource::tree)
        throw Error(Failure::definition, "\"" + printable(word) + "\" is no way to have modules")
            .at(node.at, "expected vendor or cache");
    return {*source, node.at};
}

// Both keys, or neither where nobody has read upstream's tag.
void tags_of(ComponentPin& pin, MapReader& reader) {
    const auto object = reader.optional_text("tag_object", yaml::object_id);
    if (!object) {
        if (const Node* tags = reader.find("tags"))
            throw Error(Failure::definition, "`tags` without `tag_object` in the pin of " + pin.project)
                .at(tags->at, "a build sees no tag where the object of " + pin.tag.value + " is not known");
        return;
    }
    pin.tag_object = *object;
    const Node& tags = yaml::as_map(reader.need("tags"), "every tag that the build may see → its object");
    for (const auto& member : tags.members) {
        Node key;
        key.text = member.key;
        key.at = member.at;
        yaml::ref_name(key);
        pin.tags[member.key] = yaml::as_text(member.value);
        yaml::object_id(member.value);
    }
    const auto own = pin.tags.find(pin.tag.value);
    if (own == pin.tags.end())
        throw Error(Failure::definition, "`tags` does not hold " + pin.tag.value + " itself")
            .at(tags.at, "every tag that the build may see");
    if (own->second.value != pin.tag_object.value)
        throw Error(Failure::definition,
                    "`tags` and `tag_object` give " + pin.tag.value + " different objects")
            .at(own->second.at, "tag_object is " + pin.tag_object.value.substr(0, 12) + "…");
}

ComponentPin component(const std::string& project, const Node& node) {
    MapReader reader(node, "a component's pin");
    ComponentPin pin;
    pin.project = project;
    pin.at = node.at;
    pin.tag = reader.text("tag", yaml::ref_name);
    pin.commit = reader.text("commit", yaml::object_id);
    pin.commit_time = yaml::as_time(reader.need("commit_time"));
    tags_of(pin, reader);
    pin.checksums = reader.optional_text("checksums", yaml::object_id);
    pin.patches = reader.optional_text("patches", yaml::object_id);
    pin.patched_commit = reader.optional_text("patched_commit", yaml::object_id);
    if (const Node* value = reader.find("modules")) pin.modules = modules_of(*value);
    if (const Node* value = reader.find("go")) {
        MapReader go(*value, "the Go releases declared and found");
        pin.go_declared = go.text("declared", yaml::go_minor).value;
        pin.go = go.text("found", yaml::go_version);
        go.finish();
    }
    reader.finish();
    return pin;
}

// A patched commit's id is of its committer too.
void with_committer(const ComponentPin& pin, const Release& release) {
    const auto& patched = pin.patches ? pin.patches : pin.patched_commit;
    if (patched && !release.committer)
        throw Error(Failure::definition, pin.project + " is patched, and the lock names no committer")
            .at(patched->at, "needs the key `committer` beside `components`")
            .note("For example: committer: Prow Bot <prow@amazonaws.com>");
}

DistroPin distro(const Node& node) {
    MapReader reader(node, "the distro's pin");
    DistroPin pin;
    pin.source = reader.text("source", yaml::source_url);
    pin.commit = reader.text("commit", yaml::object_id);
    pin.name = distro_name(pin.source.value);
    reader.finish();
    return pin;
}

void without_distro(const ComponentPin& pin) {
    for (const auto& [key, id] : {std::pair("checksums", pin.checksums), std::pair("patches", pin.patches)})
        if (id)
            throw Error(Failure::definition,
                        std::string("`") + key + "` names an object of the distro, and this lock has none")
                .at(id->at, "needs the key `distro`");
}

BaseImage base_image(const Node& node) {
    const std::string text = yaml::as_text(node).value;
    if (text == empty_root) return {{text, node.at}, {}};
    const auto at = text.find("@sha256:");
    const auto digest = at == std::string::npos ? std::nullopt : Digest::parse(text.substr(at + 8));
    if (!digest)
        yaml::refuse(node, "a base image is pinned by its digest",
                     "expected NAME@sha256: and 64 hexadecimal digits");
    const std::string name = text.substr(0, at);
    for (const std::string kind : {"oci:", "oci-archive:"})
        if (name.starts_with(kind) && is_contained_path(name.substr(kind.size())))
            return {{name, node.at}, *digest};
    const std::string repository = name.starts_with("docker://") ? name.substr(9) : name;
    if (repository.find('/') == std::string::npos || !is_contained_path(repository) ||
        repository.find("..") != std::string::npos || repository.starts_with("oci"))
        yaml::refuse(node, "a base image comes from a registry, an OCI layout or an OCI archive",
                     "expected HOST/REPOSITORY, oci:FOLDER or oci-archive:FILE before the digest");
    return {{"docker://" + repository, node.at}, *digest};
}

std::map<std::string, Unbuildable> unbuildable(const Node& node, const Release& release) {
    std::map<std::string, Unbuildable> all;
    for (const auto& member : yaml::as_map(node, "components that cannot be built, by ORG/REPO").members) {
        project_name(member.key, member.at);
        for (const ComponentPin& pin : release.components)
            if (pin.project == member.key)
                throw Error(Failure::definition, member.key + " is unbuildable here, and a component too")
                    .at(member.at, "one of the two")
                    .note("It is pinned at " + pin.at.str() + ".");
        MapReader reader(member.value, "a component that cannot be built");
        Unbuildable one;
        one.at = member.at;
        one.tag = reader.text("tag", yaml::ref_name);
        one.because = reader.text("because").value;
        reader.finish();
        all[member.key] = std::move(one);
    }
    return all;
}

PublishPin publish(const Node& node) {
    MapReader reader(node, "where a release is published");
    PublishPin pin;
    pin.at = node.at;
    const auto uri = reader.text("uri");
    if (!uri.value.starts_with("https://") || uri.value.size() < 10 || uri.value.ends_with("/"))
        throw Error(Failure::definition, "\"" + uri.value + "\" is no place for a release's files")
            .at(uri.at, "expected https://HOST/… without a slash at the end");
    pin.uri = uri.value;
    const auto registry = reader.text("registry");
    if (registry.value.find("://") != std::string::npos || registry.value.starts_with("/") ||
        registry.value.ends_with("/") || registry.value.find(' ') != std::string::npos)
        throw Error(Failure::definition, "\"" + registry.value + "\" is no place for images")
            .at(registry.at, "expected HOST/PATH");
    pin.registry = registry.value;
    if (const auto topic = reader.optional_text("topic")) pin.topic = topic->value;
    if (const Node* active = reader.find("active")) pin.active = yaml::as_bool(*active);
    reader.finish();
    return pin;
}

}  // namespace

Release parse_release(const std::string& name, std::string_view text, const std::string& branch) {
    const Node root = yaml::parse(name, text);
    MapReader reader(root, "a release's lock");
    Release release;
    release.at = root.at;
    equal(reader.text("branch", yaml::contained_path), branch, "`branch`");
    release.branch = branch;
    if (const Node* number = reader.find("number")) release.number = yaml::as_number(*number, 1, 1'000'000);
    if (const Node* node = reader.find("distro")) release.distro = distro(*node);
    release.committer = reader.optional_text("committer", yaml::identity);
    for (const auto& member : yaml::as_map(reader.need("components"), "components by ORG/REPO").members) {
        project_name(member.key, member.at);
        release.components.push_back(component(member.key, member.value));
        if (!release.distro.known()) without_distro(release.components.back());
        with_committer(release.components.back(), release);
    }
    std::sort(release.components.begin(), release.components.end(),
              [](const ComponentPin& a, const ComponentPin& b) { return a.project < b.project; });
    if (release.components.empty())
        yaml::refuse(reader.need("components"), "this release has no components", "here");
    if (const Node* images = reader.find("base_images"))
        for (const auto& member : yaml::as_map(*images, "base images by name").members)
            release.base_images[member.key] = base_image(member.value);
    if (const Node* node = reader.find("publish")) release.publish = publish(*node);
    if (const Node* node = reader.find("unbuildable")) release.unbuildable = unbuildable(*node, release);
    reader.finish();
    return release;
}

GoToolchain parse_toolchain(const std::string& name, std::string_view text, const std::string& version) {
    const Node root = yaml::parse(name, text);
    MapReader reader(root, "a toolchain's pin");
    GoToolchain toolchain;
    toolchain.at = root.at;
    equal(reader.text("version", yaml::go_version), version, "`version`");
    toolchain.version = version;
    for (const auto& member : yaml::as_map(reader.need("hosts"), "hosts by platform").members) {
        Node key;
        key.kind = Node::Kind::text;
        key.text = member.key;
        key.at = member.at;
        const Platform platform = yaml::as_platform(key).value;
        MapReader host(member.value, "a toolchain for one host");
        GoToolchain::Host pin;
        const auto module = host.text("module_version");
        const std::string expected = "v0.0.1-" + version + "." + platform.os + "-" + platform.arch;
        if (module.value != expected)
            throw Error(Failure::definition,
                        "the module version of " + version + " for " + platform.str() + " is not this")
                .at(module.at, "expected " + expected);
        pin.module_version = module.value;
        pin.h1 = host.text("h1", yaml::h1);
        host.finish();
        toolchain.hosts[platform] = pin;
    }
    reader.finish();
    return toolchain;
}

BuilderRoot parse_root(const std::string& name, std::string_view text, const std::string& root_name) {
    const Node top = yaml::parse(name, text);
    MapReader reader(top, "a builder root");
    BuilderRoot root;
    root.at = top.at;
    equal(reader.text("name", yaml::contained_path), root_name, "`name`");
    root.name = root_name;
    for (const auto& member : yaml::as_map(reader.need("hosts"), "hosts by platform").members) {
        Node key;
        key.kind = Node::Kind::text;
        key.text = member.key;
        key.at = member.at;
        auto& packages = root.hosts[yaml::as_platform(key).value];
        for (const Node& item : yaml::as_list(member.value, "a list of Debian packages").items) {
            MapReader one(item, "a Debian package's pin");
            DebianPackage package;
            package.name = one.text("name").value;
            package.version = one.text("version").value;
            const auto archive = one.text("archive");
            if (archive.value != "main" && archive.value != "security")
                throw Error(Failure::definition, "\"" + archive.value + "\" is no archive")
                    .at(archive.at, "expected main or security");
            package.archive = archive.value;
            package.path = one.text("path", yaml::contained_path).value;
            package.sha256 = yaml::as_sha256(one.need("sha256"));
            package.size = static_cast<std::uint64_t>(yaml::as_number(one.need("size"), 1, 4'000'000'000));
            one.finish();
            packages.push_back(std::move(package));
        }
    }
    reader.finish();
    return root;
}

LicenceTool parse_licence_tool(const std::string& name, std::string_view text) {
    const Node top = yaml::parse(name, text);
    MapReader reader(top, "the classifier of licences");
    LicenceTool tool;
    tool.go = reader.text("go", yaml::go_version);
    tool.root = reader.text("root", yaml::contained_path);
    reader.finish();
    return tool;
}

}  // namespace verbatim
