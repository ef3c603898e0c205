#include "transform/series.h"

#include "base/error.h"
#include "base/files.h"
#include "git/database.h"
#include "git/pack.h"

#include <set>

namespace verbatim {

namespace {

// Only what stands in the folder itself: below it lie drafts and notes.
void add_patches(const Digest& tree, const std::string& folder, const std::string& where, const Store& store,
                 std::vector<patch::PatchFile>& series) {
    const std::string prefix = folder.empty() ? "" : folder + "/";
    for (const auto& [path, entry] : store.files(tree)) {
        if (!path.starts_with(prefix) || !path.ends_with(".patch")) continue;
        const std::string name = path.substr(prefix.size());
        if (name.find('/') != std::string::npos || entry.kind != TreeEntry::Kind::file) continue;
        series.push_back({where + name, store.get(entry.digest)});
    }
}

}  // namespace

std::vector<patch::PatchFile> read_series(const ApplySeries& series, const SeriesTrees& trees,
                                          const Store& store) {
    std::vector<patch::PatchFile> files;
    if (trees.distro) {
        add_patches(*trees.distro, series.distro, series.label + ":" + series.distro + "/", store, files);
        if (files.empty())
            throw Error(Failure::mismatch, "there are no patches in " + series.distro + " of " + series.label)
                .note("The lock pins that folder as a patch series.");
    }
    if (trees.own) add_patches(*trees.own, "", series.own + "/", store, files);
    return files;
}

patch::Committer parse_committer(const std::string& text) {
    const auto mail = text.find(" <");
    return {text.substr(0, mail), text.substr(mail + 2, text.size() - mail - 3)};
}

PatchedCommit apply_patches(const ApplySeries& series, const Digest& objects, const SeriesTrees& trees,
                            Store& store) {
    const TemporaryDirectory work = store.scratch("series-");
    store.materialise(objects, work.path() / "pinned", 0);
    const git::Database pinned = git::Database::of_packs({work.path() / "pinned" / "objects.idx"});
    const std::vector<patch::PatchFile> files = read_series(series, trees, store);
    patch::AppliedSeries applied =
        patch::apply_series(series.pinned_commit, files, parse_committer(series.committer),
                            [&](const std::string& id) { return pinned.find(id); });
    if (series.patched_commit && applied.commit != series.patched_commit->value)
        throw Error(Failure::mismatch, "the patch series gives another commit than the pinned one")
            .at(series.patched_commit->at, "the series gives " + applied.commit)
            .note(
                "The commit that was patched, the patches or the committer are not those of the pinned one.");
    std::set<std::string> ids;
    for (const auto& [id, object] : applied.objects) ids.insert(id);
    git::write_pack(
        ids, [&](const std::string& id) { return applied.objects.at(id); }, work.path() / "objects");
    return {store.import_directory(work.path() / "objects"), applied.commit, files.size()};
}

}  // namespace verbatim
