#include "fetch/commit.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "fetch/mirror.h"
#include "git/database.h"
#include "git/pack.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <set>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

// What a tag's object comes to in the end.
std::string peel(const git::Database& objects, std::string id) {
    for (int depth = 0; depth < 16; ++depth) {
        const auto object = objects.find(id);
        if (!object || object->type != git::Type::tag) return id;
        id = git::tagged_object(object->data, id);
    }
    return id;
}

class CommitFetcher {
  public:
    CommitFetcher(const FetchCommit& fetch, const Mirror& mirror)
        : fetch_(fetch),
          mirror_(mirror),
          name_(repository_name(fetch.url)),
          objects_(git::Database::of_repository(mirror.folder)) {}

    void check_pins() {
        const auto tags = git::tags_of(mirror_.folder);
        check_main_tag(tags);
        for (const auto& [tag, object] : fetch_.tags) check_tag(tags, tag, object);
        if (!objects_.has(fetch_.commit.value))
            throw Error(Failure::unavailable,
                        "the commit " + fetch_.commit.value + " of " + name_ + " is not in its mirror")
                .at(fetch_.commit.at, "pinned here")
                .note("Mirror: " + mirror_.name)
                .next("bring the mirror up to date (git fetch --tags)");
        const git::Object commit =
            objects_.need(fetch_.commit.value, git::Type::commit, name_ + " " + fetch_.tag.value);
        commit_ = git::parse_commit(commit.data, fetch_.commit.value);
        if (commit_.committer_time != fetch_.commit_time.value) {
            const std::time_t time = commit_.committer_time;
            throw Error(Failure::mismatch,
                        "the committer time of " + name_ + " " + fetch_.tag.value + " is not the pinned one")
                .at(fetch_.commit_time.at,
                    fmt::format("the commit says {:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(time)));
        }
    }

    void write(const fs::path& folder) {
        ids_.insert(fetch_.commit.value);
        collect_tree(commit_.tree, "");
        for (const auto& [tag, object] : fetch_.tags) collect_tag(object.value, tag);
        git::write_pack(
            ids_,
            [&](const std::string& id) {
                throw_if_interrupted();
                auto object = objects_.find(id);
                if (object) return std::move(*object);
                throw missing(id);
            },
            folder);
    }

  private:
    using Tags = std::map<std::string, std::string>;

    void check_main_tag(const Tags& tags) const {
        const auto found = tags.find(fetch_.tag.value);
        if (found == tags.end()) {
            Error error(Failure::unavailable, "the mirror of " + name_ + " has no tag " + fetch_.tag.value);
            std::vector<std::string> names;
            for (const auto& [name, id] : tags) names.push_back(name);
            const auto near = suggestion(fetch_.tag.value, names);
            error.at(fetch_.tag.at, near ? "the nearest that it has is " + *near : "pinned here");
            throw error.note("Mirror: " + mirror_.name)
                .next("bring the mirror up to date (git fetch --tags)");
        }
        const std::string commit = peel(objects_, found->second);
        if (commit == fetch_.commit.value) return;
        throw Error(Failure::mismatch,
                    "tag " + fetch_.tag.value + " of " + name_ + " no longer points to the pinned commit")
            .at(fetch_.commit.at, "pinned here; upstream's tag now names " + commit)
            .note("A tag that moves can carry other code under the same version. Nothing was built.")
            .note("Mirror: " + mirror_.name)
            .next("find out from upstream why the tag moved; only then pin it anew, in review");
    }

    void check_tag(const Tags& tags, const std::string& tag, const Located<ObjectId>& pinned) const {
        const auto found = tags.find(tag);
        if (found == tags.end())
            throw Error(Failure::unavailable, "the mirror of " + name_ + " has no tag " + tag)
                .at(pinned.at, "pinned here as one that the build may see")
                .note("Mirror: " + mirror_.name)
                .next("bring the mirror up to date (git fetch --tags)");
        if (found->second != pinned.value)
            throw Error(Failure::mismatch,
                        "tag " + tag + " of " + name_ + " is not the pinned object any more")
                .at(pinned.at, "pinned here; upstream's is now " + found->second)
                .note(
                    "The Go command stamps versions from tags: another tag object can mean other bits. "
                    "Nothing was built.")
                .note("Mirror: " + mirror_.name);
    }

    void collect_tree(const std::string& id, const std::string& folder) {
        if (!ids_.insert(id).second) return;
        paths_[id] = folder;
        const git::Object tree = objects_.need(
            id, git::Type::tree, "the folder \"" + folder + "\" of " + name_ + " " + fetch_.tag.value);
        for (const git::TreeItem& item : git::parse_tree(tree.data, id)) {
            if (item.is_submodule()) continue;
            if (item.is_tree())
                collect_tree(item.id, folder + item.name + "/");
            else if (ids_.insert(item.id).second)
                paths_[item.id] = folder + item.name;
        }
    }

    void collect_tag(std::string id, const std::string& name) {
        while (id != fetch_.commit.value) {
            const auto object = objects_.find(id);
            if (!object) throw missing(id).note("It is the tag " + name + ".");
            if (object->type != git::Type::tag)
                return;  // a lightweight tag on another commit: its name is enough
            ids_.insert(id);
            id = git::tagged_object(object->data, id);
        }
    }

    Error missing(const std::string& id) const {
        Error error(Failure::unavailable, "the mirror of " + name_ + " lacks the git object " + id);
        if (const auto path = paths_.find(id); path != paths_.end())
            error.note("It is " + path->second + " in " + fetch_.tag.value + ", which is pinned.");
        return error.at(fetch_.commit.at, "pinned here")
            .note("Mirror: " + mirror_.name)
            .next("bring the mirror up to date, or use a complete one: --mirror PREFIX=FOLDER");
    }

    const FetchCommit& fetch_;
    const Mirror& mirror_;
    std::string name_;
    git::Database objects_;
    git::Commit commit_;
    std::set<std::string> ids_;
    std::map<std::string, std::string> paths_;  // id → where it stands in the tree, for errors
};

// Is all that is pinned in a mirror of ours already, so that nothing need be fetched?
bool complete(const FetchCommit& fetch, const fs::path& folder) {
    const auto tags = git::tags_of(folder);
    for (const auto& [tag, object] : fetch.tags) {
        const auto found = tags.find(tag);
        if (found == tags.end() || found->second != object.value) return false;
    }
    return git::Database::of_repository(folder).has(fetch.commit.value);
}

}  // namespace

Digest fetch_commit(const FetchCommit& fetch, FetchContext& context) {
    const Mirror mirror =
        find_mirror(fetch.url, [&](const fs::path& folder) { return complete(fetch, folder); }, context);
    CommitFetcher fetcher(fetch, mirror);
    fetcher.check_pins();
    const TemporaryDirectory work = context.store.scratch("objects-");
    fetcher.write(work.path() / "objects");
    return context.store.import_directory(work.path() / "objects");
}

}  // namespace verbatim
