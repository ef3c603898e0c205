#include "catalog/catalog.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

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

Release Catalog::release(const std::string& branch) const {
    const auto known = releases();
    if (std::find(known.begin(), known.end(), branch) == known.end())
        absent("release", branch, known, {}, "releases/");
    const std::string file = "releases/" + branch + ".yaml";
    return parse_release(file, read_file(folder_ / file, 2U << 20U), branch);
}

Project Catalog::project(const std::string& name, const Position& asked_at) const {
    const auto known = projects();
    if (std::find(known.begin(), known.end(), name) == known.end())
        absent("project", name, known, asked_at, "projects/");
    const std::string file = "projects/" + name + "/project.yaml";
    return parse_project(file, read_file(folder_ / file, 2U << 20U), name);
}

GoToolchain Catalog::toolchain(const std::string& version, const Position& asked_at) const {
    const auto known = toolchains();
    if (std::find(known.begin(), known.end(), version) == known.end())
        absent("toolchain", version, known, asked_at, "toolchains/go/");
    const std::string file = "toolchains/go/" + version + ".yaml";
    return parse_toolchain(file, read_file(folder_ / file, 2U << 20U), version);
}

BuilderRoot Catalog::root(const std::string& name, const Position& asked_at) const {
    const auto known = yaml_names(folder_ / "toolchains/roots");
    if (std::find(known.begin(), known.end(), name) == known.end())
        absent("builder root", name, known, asked_at, "toolchains/roots/");
    const std::string file = "toolchains/roots/" + name + ".yaml";
    return parse_root(file, read_file(folder_ / file, 2U << 20U), name);
}

}  // namespace verbatim
