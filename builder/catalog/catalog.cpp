#include "catalog/catalog.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t patch_limit = 64U << 20U;

std::vector<fs::path> sorted_folder(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        entries.push_back(at->path());
    std::sort(entries.begin(), entries.end());
    return entries;
}

std::vector<std::string> yaml_names(const fs::path& folder) {
    std::vector<std::string> names;
    for (const fs::path& entry : sorted_folder(folder))
        if (entry.extension() == ".yaml") names.push_back(entry.stem().string());
    return names;
}

// Looked for by its path, not in a list of all: a release may have a thousand projects. A name that is no
// plain path is not there, whatever the disk says.
bool is_there(const fs::path& file, const std::string& name, std::ptrdiff_t slashes) {
    return is_contained_path(name) && std::count(name.begin(), name.end(), '/') == slashes &&
           fs::exists(file);
}

// Where no definition of that name is: the command line's mistake, or that of the definition that asked for
// it.
[[noreturn]] void absent(const std::string& what, const std::string& name,
                         const std::vector<std::string>& known, const Position& asked_at,
                         const std::string& where) {
    Error error(asked_at.known() ? Failure::definition : Failure::usage,
                "there is no " + what + " \"" + name + "\"");
    const auto meant = suggestion(name, known);
    if (asked_at.known())
        error.at(asked_at, meant ? "did you mean " + *meant + "?" : "asked for here");
    else if (meant)
        error.note("Did you mean " + *meant + "?");
    error.note(known.empty() ? "There are none in " + where + "." : "There are: " + join(known, ", ") + ".");
    if (what == "release" && !known.empty()) error.next("verbatim list   (the releases that there are)");
    throw error;
}

}  // namespace

std::vector<std::string> Catalog::releases() const {
    return yaml_names(folder_ / "releases");
}

std::vector<std::string> Catalog::projects() const {
    std::vector<std::string> names;
    for (const fs::path& org : sorted_folder(folder_ / "projects"))
        for (const fs::path& repo : sorted_folder(org))
            if (fs::exists(repo / "project.yaml"))
                names.push_back(org.filename().string() + "/" + repo.filename().string());
    return names;
}

std::vector<std::string> Catalog::toolchains() const {
    return yaml_names(folder_ / "toolchains/go");
}

std::vector<std::string> Catalog::roots() const {
    return yaml_names(folder_ / "toolchains/roots");
}

Release Catalog::release(const std::string& branch) const {
    const std::string file = "releases/" + branch + ".yaml";
    if (!is_there(folder_ / file, branch, 0)) absent("release", branch, releases(), {}, "releases/");
    return parse_release(file, read_file(folder_ / file, 2U << 20U), branch);
}

Project Catalog::project(const std::string& name, const Position& asked_at) const {
    const std::string file = "projects/" + name + "/project.yaml";
    if (!is_there(folder_ / file, name, 1)) absent("project", name, projects(), asked_at, "projects/");
    return parse_project(file, read_file(folder_ / file, 2U << 20U), name);
}

Project Catalog::project(const ComponentPin& pin) const {
    Project project = this->project(pin.project, pin.at);
    if (!pin.modules) return project;
    if (project.modules == ModuleSource::tree)
        throw Error(Failure::definition, pin.project + " brings its modules itself")
            .at(pin.modules->at, "needs no `modules`")
            .note("projects/" + pin.project + "/project.yaml says `modules: tree`, or builds nothing by Go.");
    project.modules = pin.modules->value;
    return project;
}

GoToolchain Catalog::toolchain(const std::string& version, const Position& asked_at) const {
    const std::string file = "toolchains/go/" + version + ".yaml";
    if (!is_there(folder_ / file, version, 0))
        absent("toolchain", version, toolchains(), asked_at, "toolchains/go/");
    return parse_toolchain(file, read_file(folder_ / file, 2U << 20U), version);
}

BuilderRoot Catalog::root(const std::string& name, const Position& asked_at) const {
    const std::string file = "toolchains/roots/" + name + ".yaml";
    if (!is_there(folder_ / file, name, 0))
        absent("builder root", name, roots(), asked_at, "toolchains/roots/");
    return parse_root(file, read_file(folder_ / file, 2U << 20U), name);
}

std::map<std::string, Digest> Catalog::own_patches(const std::string& project,
                                                   const std::string& branch) const {
    std::map<std::string, Digest> patches;
    for (const fs::path& file : sorted_folder(folder_ / "patches" / project / branch))
        if (file.extension() == ".patch")
            patches[file.filename().string()] = sha256(read_file(file, patch_limit));
    return patches;
}

std::vector<Expectation> Catalog::expected() const {
    const fs::path file = folder_ / "expected.yaml";
    if (!fs::exists(file)) return {};
    return parse_expected("expected.yaml", read_file(file, 1U << 20U));
}

LicenceTool Catalog::licence_tool() const {
    const std::string folder = "toolchains/licences";
    if (!fs::exists(folder_ / folder / "tool.yaml"))
        throw Error(Failure::definition,
                    "this project has no classifier of licences: there is no " + folder + "/tool.yaml")
            .next("copy the folder toolchains/licences from Verbatim's own project");
    LicenceTool tool =
        parse_licence_tool(folder + "/tool.yaml", read_file(folder_ / folder / "tool.yaml", 1U << 20U));
    tool.folder = folder;
    for (const fs::path& file : sorted_folder(folder_ / folder)) {
        const std::string name = file.filename().string();
        const bool is_test = name.ends_with("_test.go");
        if ((name.ends_with(".go") && !is_test) || name == "go.mod" || name == "go.sum")
            tool.files[name] = sha256(read_file(file, 16U << 20U));
    }
    return tool;
}

}  // namespace verbatim
