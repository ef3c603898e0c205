#include "pin/pin_component.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "fetch/upstream.h"
#include "patch/series.h"
#include "transform/series.h"

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::uint64_t patch_limit = 64U << 20U;

const ComponentPin& component_of(const Release& lock, const std::string& project) {
    std::vector<std::string> names;
    for (const ComponentPin& pin : lock.components) {
        if (pin.project == project) return pin;
        names.push_back(pin.project);
    }
    Error error(Failure::usage, "release " + lock.branch + " has no component \"" + project + "\"");
    if (const auto meant = suggestion(project, names)) error.note("Did you mean " + *meant + "?");
    throw error.next("verbatim list " + lock.branch + "   (those that it has)")
        .next("verbatim new " + project + " --tag TAG --release " + lock.branch + "   (puts another one in)");
}

// The patches that the lock pins, read in the distro at its pinned commit, and our own after them.
std::vector<patch::PatchFile> pinned_series(const Catalog& catalog, const Release& lock,
                                            const ComponentPin& pin, FetchContext& context) {
    std::vector<patch::PatchFile> series;
    if (pin.patches)
        series = DistroRevision(lock.distro.source.value, lock.distro.commit.value, context)
                     .series(pin.project, lock.branch, pin.patches->value);
    for (patch::PatchFile& file : own_series(catalog, pin.project, lock.branch))
        series.push_back(std::move(file));
    return series;
}

PatchedCommitFound patched_commit(const Catalog& catalog, const Release& lock, const ComponentPin& pin,
                                  const git::Database& objects, FetchContext& context) {
    try {
        const auto series = pinned_series(catalog, lock, pin, context);
        if (series.empty()) return {{}, "there are no patches any more"};
        return find_patched_commit(pin.commit.value, series, lock.committer->value, objects);
    } catch (const Error& error) {
        if (error.kind() == Failure::interrupted) throw;
        return {{}, error.message()};
    }
}

}  // namespace

PatchedCommitFound find_patched_commit(const ObjectId& commit, const std::vector<patch::PatchFile>& series,
                                       const std::string& committer, const git::Database& objects) {
    try {
        return {patch::apply_series(commit, series, parse_committer(committer),
                                    [&](const std::string& id) { return objects.find(id); })
                    .commit,
                ""};
    } catch (const Error& error) {
        if (error.kind() == Failure::interrupted) throw;
        return {{}, error.message()};
    }
}

std::vector<patch::PatchFile> own_series(const Catalog& catalog, const std::string& project,
                                         const std::string& branch) {
    const std::string folder = "patches/" + project + "/" + branch;
    std::vector<patch::PatchFile> files;
    for (const auto& [name, digest] : catalog.own_patches(project, branch))
        files.push_back({folder + "/" + name, read_file(catalog.folder() / folder / name, patch_limit)});
    return files;
}

ComponentPinned pin_component(const Catalog& catalog, const Release& lock, const ComponentAsked& asked,
                              FetchContext& context) {
    const ComponentPin& was = component_of(lock, asked.project);
    ComponentPinned pinned{was, was, {}};
    ComponentPin& is = pinned.is;
    if (!asked.go.empty() && !was.has_go())
        throw Error(Failure::usage, was.project + " is not built by Go: its pin names no release of it")
            .at(was.at, "it has no key `go`");
    if (!asked.go.empty()) is.go.value = catalog.toolchain(asked.go).version;
    if (asked.tag.empty()) return pinned;
    FoundTag found = find_upstream_tag(catalog.project(was.project, was.at).source.value, asked.tag, context);
    is.tag = found.pin.tag;
    is.tag_object = found.pin.tag_object;
    is.commit = found.pin.commit;
    is.commit_time = found.pin.commit_time;
    is.tags = found.pin.tags;
    if (was.patched_commit) {
        const PatchedCommitFound patched = patched_commit(catalog, lock, is, found.objects, context);
        is.patched_commit.reset();
        if (patched.commit) is.patched_commit.emplace().value = *patched.commit;
        if (!patched.commit)
            pinned.remarks.push_back("patched_commit is left out: " + patched.problem +
                                     " (`verbatim patch check " + lock.branch + " " + was.project +
                                     "` says more)");
    }
    if (was.checksums && was.tag.value != is.tag.value)
        pinned.remarks.push_back(
            "its CHECKSUMS are still those of the distro's pinned commit, which may be of " + was.tag.value);
    return pinned;
}

}  // namespace verbatim
