#include "diff/side.h"

#include "base/text.h"
#include "catalog/yaml.h"
#include "diff/release_tree.h"
#include "git/revision.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t file_limit = 16U << 20U;

bool is_definition(const std::string& path) {
    for (const char* folder : {"projects/", "releases/", "toolchains/"})
        if (path.starts_with(folder))
            return path.ends_with(".yaml") || path.starts_with("toolchains/licences/");
    return path.starts_with("patches/") && path.ends_with(".patch");
}

const yaml::Node* member(const yaml::Node& map, const std::string& key) {
    for (const auto& one : map.members)
        if (one.key == key) return &one.value;
    return nullptr;
}

// A lock, whose file may have any name: its branch is what it says itself. Or a manifest, which has a `kind`.
void parse_side(const std::string& name, const std::string& text, DiffInput& input) {
    const yaml::Node root = yaml::parse(name, text);
    if (member(root, "kind") != nullptr) {
        std::vector<Quirk> quirks;
        input.kind = SideKind::manifest;
        input.manifest.manifest = parse_release_manifest(name, text, quirks);
        return;
    }
    const yaml::Node* branch = member(root, "branch");
    if (branch == nullptr || branch->kind != yaml::Node::Kind::text)
        throw Error(Failure::definition, printable(name) + " is no lock, and no Release manifest")
            .at(root.at, "a lock has the key `branch`, a manifest `kind: Release`")
            .next("verbatim diff --help   (what can be compared)");
    if (!is_contained_path(branch->text) || branch->text.find('/') != std::string::npos)
        throw Error(Failure::definition, "\"" + branch->text + "\" is no branch").at(branch->at);
    input.lock.release = parse_release(name, text, branch->text);
}

DiffInput named(const std::string& asked) {
    DiffInput input;
    input.name = input.lock.name = input.manifest.name = asked;
    return input;
}

[[noreturn]] void no_such(const std::string& asked, const Catalog& catalog) {
    Error error(Failure::usage, "there is nothing to compare called \"" + printable(asked) + "\"");
    const std::vector<std::string> releases = catalog.releases();
    if (const auto near = suggestion(asked, releases)) error.note("Did you mean " + *near + "?");
    error.note("It is no release branch of releases/" +
               (releases.empty() ? std::string() : " (" + join(releases, ", ") + ")") +
               ", and no file or folder from here.");
    throw error.next("verbatim diff --help   (what can be compared)");
}

// Definitions as of a revision, in a folder of their own: the catalog reads folders.
TemporaryDirectory write_definitions(const git::Revision& revision) {
    std::error_code error;
    const fs::path parent = fs::temp_directory_path(error);
    TemporaryDirectory folder(error ? fs::path("/tmp") : parent, "verbatim-diff-");
    for (const char* name : {"projects", "releases", "toolchains"}) make_directories(folder.path() / name);
    for (const auto& [path, content] : revision.files) {
        if (!is_contained_path(path)) continue;
        make_directories((folder.path() / path).parent_path());
        FileWriter file(folder.path() / path);
        file.write(content);
        file.close();
    }
    return folder;
}

// "releases/1-36.yaml" of "1-36", or where the file lies in the project.
std::string lock_path(const std::string& what, const Catalog& catalog, const fs::path& here) {
    if (what.find('/') == std::string::npos && !what.ends_with(".yaml")) return "releases/" + what + ".yaml";
    const fs::path file = fs::weakly_canonical(here / what);
    return file.lexically_relative(fs::weakly_canonical(catalog.folder())).string();
}

DiffInput as_of_revision(const std::string& asked, std::size_t at, const Catalog& catalog,
                         const fs::path& here) {
    const std::string what = asked.substr(0, at), revision = asked.substr(at + 1);
    if (what.empty() || revision.empty())
        throw Error(Failure::usage, "\"" + printable(asked) + "\" names no lock as of a revision")
            .note("Expected BRANCH@REVISION, for example 1-36@HEAD~1.");
    const std::string path = lock_path(what, catalog, here);
    const git::Revision found = git::read_revision(catalog.folder(), revision, [&](const std::string& one) {
        return is_definition(one) || one == path;
    });
    const auto file = found.files.find(path);
    if (file == found.files.end())
        throw Error(Failure::usage, "there is no " + printable(path) + " as of " + printable(revision))
            .note("The revision is the commit " + found.commit.substr(0, 12) +
                  " of the project's repository.")
            .next("git log --oneline -- " + printable(path) + "   (in the project: since when it is there)");
    DiffInput input = named(asked);
    parse_side(path + "@" + revision, file->second, input);
    input.as_of.emplace(write_definitions(found));
    input.definitions = input.as_of->path();
    return input;
}

PlanInputs plan_inputs(LockSide& lock, const Catalog& definitions) {
    PlanInputs inputs;
    inputs.release = lock.release;
    inputs.host = Platform::host();
    for (const ComponentPin& pin : lock.release.components)
        lock.own_patches[pin.project] = definitions.own_patches(pin.project, lock.release.branch);
    for (const ComponentPin& pin : lock.release.components) {
        const Project project = definitions.project(pin);
        if (pin.has_go() && !inputs.toolchains.contains(pin.go.value))
            inputs.toolchains.emplace(pin.go.value, definitions.toolchain(pin.go.value, pin.go.at));
        for (const Located<std::string>& root : roots_of(project))
            if (!inputs.roots.contains(root.value))
                inputs.roots.emplace(root.value, definitions.root(root.value, root.at));
        inputs.projects.emplace(pin.project, project);
    }
    inputs.own_patches = lock.own_patches;
    return inputs;
}

// With what a release publishes. Throws where the lock is enough for a plan and not for a release.
void plan_products(LockSide& lock, const PlanInputs& inputs, const Catalog& definitions) {
    ReleaseInputs release{inputs, definitions.licence_tool(), lock.release.number};
    const LicenceTool& tool = release.licences;
    if (!inputs.toolchains.contains(tool.go.value))
        release.plan.toolchains.emplace(tool.go.value, definitions.toolchain(tool.go.value, tool.go.at));
    if (!inputs.roots.contains(tool.root.value))
        release.plan.roots.emplace(tool.root.value, definitions.root(tool.root.value, tool.root.at));
    ReleasePlan planned = plan_release(release);
    lock.plan = std::move(planned.plan);
    lock.products = std::move(planned.products);
}

// Does the work, and tells in a line what kept it from being done.
template <typename Work>
std::string planning_problem(Work work) {
    try {
        work();
        return {};
    } catch (const Error& error) {
        if (error.kind() == Failure::interrupted) throw;
        return error.message();
    }
}

}  // namespace

void plan_lock(LockSide& lock, const Catalog& definitions) {
    lock.plan_problem = planning_problem([&] {
        const PlanInputs inputs = plan_inputs(lock, definitions);
        lock.plan = make_plan(inputs);
        lock.products_problem = planning_problem([&] { plan_products(lock, inputs, definitions); });
    });
}

SideKind common_kind(const DiffInput& was, const DiffInput& is) {
    if ((was.kind == SideKind::lock) != (is.kind == SideKind::lock)) {
        const auto what = [](const DiffInput& input) {
            return printable(input.name) + " is a " +
                   (input.kind == SideKind::lock       ? "lock"
                    : input.kind == SideKind::manifest ? "Release manifest"
                                                       : "release tree");
        };
        throw Error(Failure::usage, what(was) + ", and " + what(is))
            .note(
                "A lock says what goes into a release, a manifest or a tree what came out: the two have too "
                "little in common to be compared.")
            .next("verbatim diff --help   (what can be compared)");
    }
    return was.kind == is.kind ? was.kind : SideKind::manifest;
}

namespace {

// By the definitions of today: a tree holds none.
void plan_tree(ManifestSide& tree, const Catalog& catalog) {
    plan_lock(*tree.lock, catalog);
    const auto add = [&](const std::string& project) {
        (void)planning_problem([&] {
            const Project definition = catalog.project(project);
            if (definition.packaging) tree.released_as[project] = definition.packaging->name;
        });
    };
    for (const ComponentPin& pin : tree.lock->release.components) add(pin.project);
    for (const auto& [project, closed] : tree.lock->release.unbuildable) add(project);
}

}  // namespace

DiffInput read_side(const std::string& asked, const Catalog& catalog, const fs::path& here) {
    if (asked.empty()) no_such(asked, catalog);
    const auto releases = catalog.releases();
    const fs::path file = here / asked;
    std::error_code error;
    const auto read = [&] {
        DiffInput input = named(asked);
        input.definitions = catalog.folder();
        if (std::find(releases.begin(), releases.end(), asked) != releases.end()) {
            input.lock.release = catalog.release(asked);
        } else if (fs::is_directory(file, error)) {
            input.kind = SideKind::tree;
            input.manifest = read_release_tree(file, asked);
        } else if (fs::exists(file, error)) {
            parse_side(asked, read_file(file, file_limit), input);
        } else {
            const auto at = asked.find('@');
            if (at == std::string::npos) no_such(asked, catalog);
            return as_of_revision(asked, at, catalog, here);
        }
        return input;
    };
    DiffInput input = read();
    if (input.kind == SideKind::lock) plan_lock(input.lock, Catalog(input.definitions));
    if (input.manifest.lock) plan_tree(input.manifest, catalog);
    return input;
}

}  // namespace verbatim
