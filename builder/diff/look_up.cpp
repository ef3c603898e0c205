#include "diff/look_up.h"

#include "base/error.h"
#include "base/files.h"
#include "base/http.h"
#include "base/interrupt.h"
#include "catalog/catalog.h"
#include "fetch/mirror.h"
#include "git/database.h"
#include "git/history.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t patch_limit = 64U << 20U;

// What kept it from being found, or nothing where it was found.
template <typename Work>
std::string problem_of(Work work) {
    try {
        work();
    } catch (const Error& error) {
        if (error.kind() == Failure::interrupted || error.kind() == Failure::store) throw;
        if (is_offline() && error.message().find("--offline") != std::string::npos)
            return "not looked up: --offline";
        return error.message();
    }
    return {};
}

const ComponentPin* pin_of(const LockSide& side, const std::string& project) {
    const auto& all = side.release.components;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const ComponentPin& pin) { return pin.project == project; });
    return found == all.end() ? nullptr : &*found;
}

CommitList list_of(const Mirror& mirror, const std::string& from, const std::string& to) {
    const git::CommitsBetween found = git::commits_between(mirror.folder, from, to, commits_shown);
    CommitList list{found.count, {}};
    for (const git::CommitLine& line : found.newest) list.shown.push_back({line.id, line.subject});
    return list;
}

CommitsChange commits_of(const std::string& url, const std::string& was, const std::string& is,
                         FetchContext& context) {
    const auto complete = [&](const fs::path& folder) {
        const auto objects = git::Database::of_repository(folder);
        return objects.has(was) && objects.has(is);
    };
    const Mirror mirror = find_mirror(url, complete, context);
    const auto objects = git::Database::of_repository(mirror.folder);
    for (const std::string& commit : {was, is})
        if (!objects.has(commit))
            throw Error(Failure::unavailable, "the mirror of " + repository_name(url) + " lacks the commit " +
                                                  commit.substr(0, 12));
    return {list_of(mirror, was, is), list_of(mirror, is, was), {}};
}

// The distro's series lies in a tree that the lock pins: its commit need not be asked.
void add_distro_series(const LockSide& side, const ComponentPin& pin, FetchContext& context,
                       std::vector<PatchFacts>& series) {
    if (!pin.patches) return;
    const std::string& id = pin.patches->value;
    const std::string& url = side.release.distro.source.value;
    const auto complete = [&](const fs::path& folder) {
        return git::Database::of_repository(folder).has(side.release.distro.commit.value);
    };
    const Mirror mirror = find_mirror(url, complete, context);
    const auto objects = git::Database::of_repository(mirror.folder);
    if (!objects.has(id))
        throw Error(Failure::unavailable, "the mirror of " + side.release.distro.name +
                                              " lacks the pinned patches " + id.substr(0, 12));
    const std::string what = "the patches of " + pin.project;
    std::vector<git::TreeItem> items = git::parse_tree(objects.need(id, git::Type::tree, what).data, id);
    std::sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    for (const git::TreeItem& item : items) {
        throw_if_interrupted();
        if (!item.is_tree() && !item.is_link() && !item.is_submodule() && item.name.ends_with(".patch"))
            series.push_back(
                patch_facts({item.name, objects.need(item.id, git::Type::blob, what).data}, false));
    }
}

void add_own_series(const LockSide& side, const std::string& project, const fs::path& definitions,
                    std::vector<PatchFacts>& series) {
    const auto own = side.own_patches.find(project);
    if (own == side.own_patches.end()) return;
    const fs::path folder = definitions / "patches" / project / side.release.branch;
    for (const auto& [name, digest] : own->second)
        series.push_back(patch_facts({name, read_file(folder / name, patch_limit)}, true));
}

}  // namespace

LookedUp look_up(const LockSide& was, const LockSide& is, const DefinitionFolders& folders,
                 FetchContext& context) {
    LookedUp found;
    for (const std::string& project : with_other_commits(was, is)) {
        CommitsChange& commits = found.commits[project];
        commits.problem = problem_of([&] {
            commits =
                commits_of(Catalog(folders.is).project(project).source.value,
                           pin_of(was, project)->commit.value, pin_of(is, project)->commit.value, context);
        });
    }
    for (const std::string& project : with_other_patches(was, is)) {
        LookedUp::Series& series = found.series[project];
        series.problem = problem_of([&] {
            if (const ComponentPin* pin = pin_of(was, project)) {
                add_distro_series(was, *pin, context, series.was);
                add_own_series(was, project, folders.was, series.was);
            }
            add_distro_series(is, *pin_of(is, project), context, series.is);
            add_own_series(is, project, folders.is, series.is);
        });
    }
    return found;
}

std::map<std::string, CommitsChange> look_up_commits(const std::vector<CommitPair>& pairs,
                                                     const fs::path& definitions, FetchContext& context) {
    const Catalog catalog(definitions);
    std::map<std::string, CommitsChange> found;
    for (const CommitPair& pair : pairs) {
        CommitsChange& commits = found[pair.component];
        commits.problem = problem_of([&] {
            std::vector<std::string> projects;
            for (const std::string& project : catalog.projects())
                if (project.ends_with("/" + pair.component)) projects.push_back(project);
            if (projects.size() != 1)
                throw Error(Failure::unavailable,
                            "not looked up: no project of this folder, or more than one, has the "
                            "repository " +
                                pair.component);
            commits = commits_of(catalog.project(projects.front()).source.value, pair.was, pair.is, context);
        });
    }
    return found;
}

}  // namespace verbatim
