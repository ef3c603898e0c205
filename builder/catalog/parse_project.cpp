#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "catalog/parse_packaging.h"
#include "catalog/parse_prepare.h"
#include "catalog/reader.h"
#include "catalog/template.h"

#include <algorithm>

namespace verbatim {

namespace {

using yaml::MapReader;
using yaml::Node;
using yaml::refuse;

const std::set<std::string> build_names = [] {
    std::set<std::string> names = prepare_names();
    names.insert({"os", "arch", "module"});
    return names;
}();
// Of a command that builds: the release's number as well, which no Go build here is made of.
const std::set<std::string> command_names = [] {
    std::set<std::string> names = build_names;
    names.insert("number");
    return names;
}();
const std::set<std::string> built_path_names = [] {
    std::set<std::string> names = pin_names();
    names.insert({"os", "arch"});
    return names;
}();
const std::set<std::string> output_names = {"branch", "os", "arch", "name"};

// What a build inherits from its project.
struct Defaults {
    std::vector<Located<Platform>> platforms;
    std::vector<std::string> ldflags, flags;
    std::map<std::string, std::string> environment;
    Located<std::string> root;
};

std::vector<std::string> templates(const Node& node) {
    std::vector<std::string> values;
    for (const auto& value : yaml::as_texts(node)) {
        check_template(value.value, build_names, value.at);
        values.push_back(value.value);
    }
    return values;
}

std::vector<Located<Platform>> platforms(const Node& node) {
    std::vector<Located<Platform>> values;
    std::set<Platform> seen;
    for (const Node& item : yaml::as_list(node, "a list of platforms").items) {
        values.push_back(yaml::as_platform(item));
        if (!seen.insert(values.back().value).second)
            refuse(item, "the platform " + item.text + " stands here twice", "again");
    }
    if (values.empty()) refuse(node, "this list of platforms is empty", "here");
    return values;
}

Located<std::string> package(const Node& node) {
    Located<std::string> value = yaml::as_text(node);
    const bool inside =
        value.value == "." || (value.value.starts_with("./") && is_contained_path(value.value.substr(2)));
    if (!inside && !is_contained_path(value.value))
        refuse(node, "the package \"" + value.value + "\" leaves its module",
               "expected \".\", \"./folder\" or an import path");
    if (value.value.starts_with("-")) refuse(node, "a package does not start with \"-\"", "here");
    return value;
}

// Where a command leaves a binary: a template of a path in the tree.
Located<std::string> built_path(const Node& node) {
    Located<std::string> path = yaml::as_text(node);
    yaml::contained_path(node);
    check_template(path.value, built_path_names, path.at);
    return path;
}

void binaries(MapReader& reader, ModuleBuild& build) {
    const Node& all = yaml::as_map(reader.need("binaries"), "binaries by name");
    for (const auto& member : all.members) {
        if (!is_contained_path(member.key) || member.key.find('/') != std::string::npos ||
            member.key.starts_with("-"))
            throw Error(Failure::definition, "\"" + member.key + "\" is no name of a binary")
                .at(member.at, "expected a file name");
        build.binaries[member.key] = build.is_go() ? package(member.value) : built_path(member.value);
    }
    if (build.binaries.empty()) refuse(all, "this build makes no binary", "here");
}

void module_keys(MapReader& reader, const Defaults& defaults, ModuleBuild& build) {
    build.folder = reader.text("module", yaml::relative_folder);
    binaries(reader, build);
    const Node* value = reader.find("ldflags");
    build.ldflags = value != nullptr ? templates(*value) : defaults.ldflags;
    value = reader.find("flags");
    build.flags = value != nullptr ? templates(*value) : defaults.flags;
    build.root = defaults.root;
}

void command_keys(MapReader& reader, const Defaults& defaults, ModuleBuild& build) {
    build.run = parse_command(reader.need("run"), command_names);
    const auto folder = reader.optional_text("directory", yaml::relative_folder);
    build.folder = folder ? *folder : Located<std::string>{".", build.at};
    binaries(reader, build);
    if (const Node* value = reader.find("sources")) {
        for (const Node& item : yaml::as_list(*value, "a list of paths in the tree").items) {
            build.sources.push_back(yaml::as_text(item).value);
            yaml::contained_path(item);
        }
        if (build.sources.empty()) refuse(*value, "this list of paths is empty", "leave the key out instead");
    }
    const auto root = reader.optional_text("root", yaml::contained_path);
    build.root = root ? *root : defaults.root;
}

ModuleBuild one_build(const Node& node, const Defaults& defaults) {
    ModuleBuild build;
    build.at = node.at;
    const auto& keys = yaml::as_map(node, "a build").members;
    const bool by_command =
        std::any_of(keys.begin(), keys.end(), [](const auto& member) { return member.key == "run"; });
    MapReader reader(node, by_command ? "a build by a command" : "a build");
    if (by_command)
        command_keys(reader, defaults, build);
    else
        module_keys(reader, defaults, build);
    build.environment = defaults.environment;
    if (const Node* value = reader.find("environment"))
        parse_environment(*value, build.is_go() ? build_names : command_names, build.environment);
    const Node* value = reader.find("platforms");
    build.platforms = value != nullptr ? platforms(*value) : defaults.platforms;
    if (build.platforms.empty()) refuse(node, "this build has no platforms", "neither has the project");
    reader.finish();
    return build;
}

Marker marker(const Node& node) {
    Marker marker;
    marker.at = node.at;
    if (node.kind == Node::Kind::map) {
        MapReader reader(node, "a marker file");
        marker.path = reader.text("path", yaml::contained_path).value;
        const auto when = reader.text("when");
        if (when.value != "always" && when.value != "patched")
            throw Error(Failure::definition, "\"" + when.value + "\" is no time for a marker")
                .at(when.at, "expected always or patched");
        marker.when = when.value == "patched" ? Marker::When::patched : Marker::When::always;
        reader.finish();
    } else {
        marker.path = yaml::as_text(node).value;
        yaml::contained_path(node);
    }
    if (marker.path == ".git" || marker.path.starts_with(".git/"))
        throw Error(Failure::definition, "a marker file cannot lie in the git directory")
            .at(marker.at, "expected a path in the tree");
    check_template(marker.path, pin_names(), marker.at);
    return marker;
}

void sandbox_path(MapReader& reader, const std::string& key, std::string& into) {
    const auto value = reader.optional_text(key);
    if (!value) return;
    const std::string& path = value->value;
    const auto no = [&](const std::string& label) {
        throw Error(Failure::definition, "\"" + path + "\" cannot be the sandbox's " + key)
            .at(value->at, label);
    };
    if (path.size() < 2 || path[0] != '/' || !is_contained_path(path.substr(1)))
        no("expected an absolute path in its plain form");
    for (const std::string taken :
         {"/proc", "/dev", "/sys", "/tmp", "/etc", "/bin", "/lib", "/lib64", "/sbin", "/modules", "/out"})
        if (path == taken || path.starts_with(taken + "/")) no("the sandbox needs " + taken + " itself");
    if (path == "/usr" || (path.starts_with("/usr/") && !path.starts_with("/usr/local/")))
        no("the builder root has its programs in /usr; /usr/local/… is free");
    into = path;
}

SandboxPaths sandbox_paths(const Node& node) {
    SandboxPaths paths;
    MapReader reader(node, "paths in the sandbox");
    sandbox_path(reader, "source", paths.source);
    sandbox_path(reader, "goroot", paths.goroot);
    sandbox_path(reader, "gopath", paths.gopath);
    sandbox_path(reader, "home", paths.home);
    reader.finish();
    // Sources may lie below GOPATH, as they did before modules; a toolchain never among what a build may
    // write.
    for (const std::string& writable : {paths.source, paths.gopath, paths.home})
        if (paths.goroot == writable || paths.goroot.starts_with(writable + "/") ||
            writable.starts_with(paths.goroot + "/"))
            refuse(node, "goroot " + paths.goroot + " and " + writable + " lie within each other", "here");
    for (const std::string& scratch : {paths.gopath, paths.home})
        if (paths.source == scratch)
            refuse(node, "the source and what a build may write both lie at " + scratch, "here");
    return paths;
}

// What the go command is told says nothing to others.
void check_go_keys(MapReader& reader, Project& project) {
    if (uses_go(project)) return;
    for (const char* key : {"modules", "ldflags", "flags"})
        if (const Node* value = reader.find(key))
            refuse(*value, std::string("`") + key + "` is for what the go command builds",
                   "all builds of this project are commands of its own");
    project.modules = ModuleSource::tree;
}

// Two binaries of one name for one platform would be one file.
void check_names(const Project& project) {
    std::map<std::pair<std::string, Platform>, Position> seen;
    for (const ModuleBuild& build : project.builds)
        for (const auto& [name, package] : build.binaries)
            for (const auto& platform : build.platforms)
                if (const auto [first, is_new] = seen.try_emplace({name, platform.value}, package.at);
                    !is_new)
                    throw Error(Failure::definition,
                                "the binary " + name + " for " + platform.value.str() + " is built twice")
                        .at(package.at, "again here")
                        .note("The first one is at " + first->second.str() + ".");
}

}  // namespace

Project parse_project(const std::string& name, std::string_view text, const std::string& project_name) {
    const Node root = yaml::parse(name, text);
    MapReader reader(root, "a project");
    Project project;
    project.name = project_name;
    project.at = root.at;
    project.text_sha256 = sha256(text);
    project.source = reader.text("source", yaml::source_url);
    project.root = reader.text("root", yaml::contained_path);
    if (const Node* modules = reader.find("modules")) {
        const std::string word = yaml::as_text(*modules).value;
        if (const auto source = parse_module_source(word))
            project.modules = *source;
        else
            refuse(*modules, "\"" + word + "\" is no source of modules", "expected vendor, cache or tree");
    }
    Defaults defaults;
    defaults.root = project.root;
    if (const Node* value = reader.find("platforms")) defaults.platforms = platforms(*value);
    if (const Node* value = reader.find("ldflags")) defaults.ldflags = templates(*value);
    if (const Node* value = reader.find("flags")) defaults.flags = templates(*value);
    if (const Node* value = reader.find("environment"))
        parse_environment(*value, build_names, defaults.environment);
    if (const Node* value = reader.find("paths")) project.paths = sandbox_paths(*value);
    if (const Node* value = reader.find("markers"))
        for (const Node& item : yaml::as_list(*value, "a list of marker files").items)
            project.markers.push_back(marker(item));
    if (const Node* value = reader.find("prepare")) project.prepare = parse_prepare(*value, project.root);
    const auto output = reader.text("output", yaml::contained_path);
    check_template(output.value, output_names, output.at);
    for (const char* needed : {"os", "arch", "name"})
        if (!references(output.value).contains(needed))
            throw Error(Failure::definition, "`output` must hold {os}, {arch} and {name}")
                .at(output.at, "{" + std::string(needed) + "} is missing");
    project.output = output.value;
    const Node& builds = yaml::as_list(reader.need("builds"), "a list of builds");
    const Node* release = reader.find("release");
    reader.finish();  // before the builds: a mistyped key explains best what they lack
    for (const Node& item : builds.items) project.builds.push_back(one_build(item, defaults));
    if (project.builds.empty()) refuse(builds, "this project builds nothing", "here");
    check_go_keys(reader, project);
    check_names(project);
    if (release != nullptr) project.packaging = parse_packaging(*release, project);
    return project;
}

}  // namespace verbatim
