#include "pin/outdated.h"

#include "base/error.h"
#include "base/http.h"
#include "base/text.h"
#include "catalog/go_number.h"
#include "fetch/mirror.h"
#include "git/database.h"
#include "git/revision.h"
#include "git/version_tags.h"
#include "pin/distro_folders.h"
#include "pin/go_releases.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

// A minor below 0 where it is no release.
GoNumber number_of(const std::string& release) {
    return go_number(release).value_or(GoNumber{0, -1, 0});
}

// "v1.9." of v1.9.1
std::string minor_of(const std::string& tag) {
    return tag.substr(0, tag.rfind('.') + 1);
}

std::ptrdiff_t dots(const std::string& tag) {
    return std::count(tag.begin(), tag.end(), '.');
}

// What is wrong with one of many questions; what ends all goes on.
std::string problem_of(const Error& error) {
    if (error.kind() != Failure::unavailable && error.kind() != Failure::usage &&
        error.kind() != Failure::mismatch)
        throw error;
    return error.message();
}

Outdated::Component component(const Catalog& catalog, const ComponentPin& pin, FetchContext& context) {
    Outdated::Component one{pin.project, pin.tag.value, {}, {}, {}};
    try {
        const std::string url = catalog.project(pin.project, pin.at).source.value;
        const Mirror mirror = find_mirror(url, [](const fs::path&) { return is_offline(); }, context);
        std::vector<std::string> names;
        for (const auto& [name, id] : git::tags_of(mirror.folder)) names.push_back(name);
        for (const std::string& tag : git::versions_like(pin.tag.value, names)) {
            // v011 of long ago is no version of today's kind.
            if (!git::is_older(pin.tag.value, tag) || dots(tag) != dots(pin.tag.value)) continue;
            one.newest = tag;
            if (minor_of(tag) == minor_of(pin.tag.value)) one.newest_patch = tag;
        }
    } catch (const Error& error) {
        one.problem = problem_of(error);
    }
    return one;
}

Outdated::Distro distro(const Release& lock, FetchContext& context) {
    const std::string& url = lock.distro.source.value;
    Outdated::Distro one;
    one.name = lock.distro.name;
    one.was = one.is = lock.distro.commit.value;
    try {
        const Mirror mirror = find_mirror(url, [](const fs::path&) { return is_offline(); }, context);
        for (const char* name : {"HEAD", "main", "master"})
            if (const auto commit = git::commit_named(mirror.folder, name)) {
                one.is = *commit;
                break;
            }
        const auto folders = [&](const DistroRevision& revision) {
            std::map<std::string, std::string> all;
            for (const DistroFolder& folder : revision.folders(lock.branch))
                all[folder.project] = folder.git_tag.value_or("") + "\n" + folder.golang.value_or("") + "\n" +
                                      folder.checksums.value_or("") + "\n" + folder.patches.value_or("");
            return all;
        };
        const DistroRevision now(url, one.is, context);
        one.number_was = one.number_is = now.release_number(lock.branch).value_or(0);
        if (one.is == one.was) return one;
        const DistroRevision then(url, one.was, context);
        one.number_was = then.release_number(lock.branch).value_or(0);
        const auto was = folders(then), is = folders(now);
        for (const auto& [project, text] : was)
            if (const auto now = is.find(project); now == is.end() || now->second != text)
                one.changed.push_back(project);
        for (const auto& [project, text] : is)
            if (!was.contains(project)) one.changed.push_back(project);
        std::sort(one.changed.begin(), one.changed.end());
    } catch (const Error& error) {
        one.problem = problem_of(error);
    }
    return one;
}

}  // namespace

bool Outdated::any() const {
    return (distro && (!distro->changed.empty() || distro->has_released())) ||
           std::any_of(components.begin(), components.end(),
                       [](const Component& one) { return !one.newest.empty(); }) ||
           std::any_of(toolchains.begin(), toolchains.end(),
                       [](const Toolchain& one) { return one.outdated(); });
}

bool is_supported(const std::string& release, const std::vector<std::string>& releases) {
    return releases.empty() || number_of(release).minor + 2 > number_of(releases.back()).minor;
}

std::string newer_patch(const std::string& release, const std::vector<std::string>& releases) {
    const GoNumber pinned = number_of(release);
    std::string newest;
    for (const std::string& one : releases)
        if (const GoNumber other = number_of(one); other.minor == pinned.minor && other.patch > pinned.patch)
            newest = one;
    return newest;
}

Outdated find_outdated(const Catalog& catalog, const Release& lock, FetchContext& context) {
    Outdated found;
    found.release = lock.branch;
    if (lock.distro.known()) found.distro = distro(lock, context);
    std::map<std::string, std::vector<std::string>> users;
    for (const ComponentPin& pin : lock.components) {
        found.components.push_back(component(catalog, pin, context));
        if (pin.has_go()) users[pin.go.value].push_back(pin.project);
    }
    std::vector<std::string> releases;
    try {
        releases = listed_go_releases(go_release_list(context), {"linux", "amd64"});
        if (releases.empty()) found.go_problem = "no module proxy of GOPROXY lists Go releases";
    } catch (const Error& error) {
        found.go_problem = problem_of(error);
    }
    for (const auto& [version, components] : users)
        found.toolchains.push_back(
            {version, components, newer_patch(version, releases), is_supported(version, releases)});
    return found;
}

}  // namespace verbatim
