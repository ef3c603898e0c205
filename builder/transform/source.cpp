#include "transform/source.h"

#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/repository_name.h"
#include "base/text.h"
#include "git/database.h"
#include "git/pack.h"
#include "git/tree_size.h"
#include "transform/git_index.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace verbatim {

namespace {

class Maker {
  public:
    Maker(const MakeSource& source, Store& store, const git::Database& objects)
        : source_(source), store_(store), objects_(objects), builder_(store) {}

    MadeSource run(const std::vector<Digest>& packs) {
        const git::Object commit = objects_.need(source_.commit, git::Type::commit, "the source");
        const git::Commit parsed = git::parse_commit(commit.data, source_.commit);
        git::require_tree_within(objects_, parsed.tree, usual_bounds,
                                 "the tree of the commit " + source_.commit);
        check_out(parsed.tree, "");
        add_markers();
        add_git_directory(packs);
        const std::time_t time = parsed.committer_time;
        return {builder_.finish(),
                {{"patched_commit", source_.commit},
                 {"commit_time", std::to_string(parsed.committer_time)},
                 {"commit_date", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(time))}}};
    }

  private:
    // No deeper, and no more of it, than was measured before.
    void check_out(const std::string& tree, const std::string& folder) {
        const git::Object object = objects_.need(tree, git::Type::tree, "the folder \"" + folder + "\"");
        for (const git::TreeItem& item : git::parse_tree(object.data, tree)) {
            throw_if_interrupted();
            const std::string path = folder + item.name;
            if (is_repository_name(item.name)) throw holds_repository(path);
            if (item.is_tree()) {
                check_out(item.id, path + "/");
                continue;
            }
            index_.push_back({item.mode, path, item.id});
            if (item.is_submodule()) {
                builder_.add_directory(path);  // as a clone without --recurse-submodules leaves it
                continue;
            }
            const git::Object blob = objects_.need(item.id, git::Type::blob, path);
            if (item.is_link())
                builder_.add_symlink(path, blob.data);
            else
                builder_.add_file(path, blob.data, item.is_executable());
        }
    }

    Error holds_repository(const std::string& path) const {
        return Error(Failure::mismatch, "the commit " + source_.commit + " holds \"" + printable(path) +
                                            "\", a name of a version control system's own")
            .note(
                "Programs that a repository names are started by the go command and others, and so no source "
                "may "
                "hold one.");
    }

    void add_markers() {
        for (const std::string& marker : source_.markers) {
            if (!is_contained_path(marker) || repository_on(marker))
                throw Error(Failure::definition,
                            "the marker file \"" + printable(marker) + "\" does not lie among the sources");
            for (const git::IndexEntry& entry : index_)
                if (entry.path == marker || entry.path.starts_with(marker + "/") ||
                    marker.starts_with(entry.path + "/"))
                    throw Error(Failure::definition, "the marker file " + marker + " is in the way of " +
                                                         printable(entry.path) + " in the upstream's tree")
                        .note("A marker must be an untracked file: its presence makes the tree dirty.");
            builder_.add_file(marker, "");
        }
    }

    // The tag's line in packed-refs, with what an annotated tag peels to.
    std::string packed_ref(const std::string& name, std::string id) const {
        std::string lines = fmt::format("{} refs/tags/{}\n", id, name);
        const std::string first = id;
        while (true) {
            const auto object = objects_.find(id);
            if (!object || object->type != git::Type::tag) break;
            id = git::tagged_object(object->data, id);
        }
        return id == first ? lines : lines + fmt::format("^{}\n", id);
    }

    void add_git_directory(const std::vector<Digest>& packs) {
        builder_.add_file(".git/HEAD", source_.commit + "\n");
        builder_.add_file(".git/config",
                          "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = "
                          "false\n\tlogallrefupdates = false\n");
        std::string refs = "# pack-refs with: peeled fully-peeled sorted \n";
        for (const auto& [name, id] : source_.tags) refs += packed_ref(name, id);
        builder_.add_file(".git/packed-refs", refs);
        builder_.add_file(".git/shallow", source_.pinned_commit + "\n");
        builder_.add_file(".git/index", git::write_index(index_));
        for (const char* folder : {".git/refs/heads", ".git/refs/tags", ".git/objects/info"})
            builder_.add_directory(folder);
        for (const Digest& objects : packs) {
            const TreeEntry pack = store_.find(objects, "objects.pack").value();
            const TreeEntry index = store_.find(objects, "objects.idx").value();
            const std::string name = ".git/objects/pack/" + git::pack_name(store_.get(pack.digest));
            builder_.add_blob(name + ".pack", pack.digest, pack.size);
            builder_.add_blob(name + ".idx", index.digest, index.size);
        }
    }

    const MakeSource& source_;
    Store& store_;
    const git::Database& objects_;
    TreeBuilder builder_;
    std::vector<git::IndexEntry> index_;
};

}  // namespace

MadeSource make_source(const MakeSource& source, const std::vector<Digest>& objects, Store& store) {
    const TemporaryDirectory work = store.scratch("source-");
    std::vector<std::filesystem::path> packs;
    for (const Digest& pack : objects) {
        const std::filesystem::path folder = work.path() / ("objects-" + std::to_string(packs.size()));
        store.materialise(pack, folder, 0);
        packs.push_back(folder / "objects.idx");
    }
    const git::Database database = git::Database::of_packs(packs);
    return Maker(source, store, database).run(objects);
}

}  // namespace verbatim
