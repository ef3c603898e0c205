#include "fetch/commit.h"

#include "base/budget.h"
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

constexpr int depth_limit = 256;
constexpr auto update = "bring the mirror up to date (git fetch --tags)";
constexpr auto complete_one = "bring the mirror up to date, or use a complete one: --mirror PREFIX=FOLDER";

class CommitFetcher {
  public:
    CommitFetcher(const FetchCommit& fetch, const Mirror& mirror)
        : fetch_(fetch),
          mirror_(mirror),
          name_(repository_name(fetch.url)),
          objects_(git::Database::of_repository(mirror.folder)),
          upstream_(git::tags_of(mirror.folder)) {}

    void check_pins() {
        check_main_tag();
        for (const auto& [tag, object] : fetch_.tags) check_tag(tag, object);
        if (!fetch_.tag_object.value.empty())
            check_object(fetch_.tag.value, upstream_.at(fetch_.tag.value), fetch_.tag_object);
        const auto commit = objects_.find(fetch_.commit.value);
        if (!commit || commit->type != git::Type::commit)
            throw lacking(Error(Failure::unavailable, "the commit " + fetch_.commit.value + " of " + name_ +
                                                          " is not in its mirror")
                              .at(fetch_.commit.at, "pinned here"),
                          mirror_, update);
        commit_ = git::parse_commit(commit->data, fetch_.commit.value);
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
        collect_tree(commit_.tree, "", 0);
        for (const auto& [tag, object] : fetch_.tags) collect_tag(object.value);
        git::write_pack(
            ids_,
            [&](const std::string& id) {
                throw_if_interrupted();
                auto object = objects_.find(id);
                if (!object) throw missing(id);
                return std::move(*object);
            },
            folder);
    }

  private:
    // What a tag's object comes to in the end.
    std::string peel(const std::string& tag, std::string id) const {
        for (int nested = 0; id != fetch_.commit.value; ++nested) {
            if (nested > git::most_nested_tags) throw endless_tag(tag);
            const auto object = objects_.find(id);
            if (!object)
                throw lacking(absent(id).note("It is what the tag " + tag + " names."), mirror_,
                              complete_one);
            if (object->type != git::Type::tag) break;
            id = git::tagged_object(object->data, id);
        }
        return id;
    }

    Error endless_tag(const std::string& tag) const {
        return Error(Failure::mismatch, "the tag " + tag + " of " + name_ + " names tags of tags without end")
            .at(fetch_.commit.at, "pinned here");
    }

    // The tag's object in the mirror.
    const std::string& find_tag(const std::string& tag, const Position& pin) const {
        const auto found = upstream_.find(tag);
        if (found != upstream_.end()) return found->second;
        std::vector<std::string> names;
        for (const auto& [name, id] : upstream_) names.push_back(name);
        const auto near = suggestion(tag, names);
        throw lacking(Error(Failure::unavailable, "the mirror of " + name_ + " has no tag " + tag)
                          .at(pin, near ? "the nearest that it has is " + *near : "pinned here"),
                      mirror_, update);
    }

    void check_main_tag() const {
        const std::string& tag = fetch_.tag.value;
        const std::string& object = find_tag(tag, fetch_.tag.at);
        const std::string commit = peel(tag, object);
        if (commit != fetch_.commit.value && object == fetch_.tag_object.value)
            throw Error(Failure::mismatch,
                        "tag " + tag + " of " + name_ + " does not point to the pinned commit")
                .at(fetch_.commit.at, "pinned here; the tag names " + commit)
                .note("The tag is the pinned one, so it has not moved: the lock contradicts itself.")
                .note("Mirror: " + mirror_.name);
        if (commit != fetch_.commit.value)
            throw Error(Failure::mismatch,
                        "tag " + tag + " of " + name_ + " no longer points to the pinned commit")
                .at(fetch_.commit.at, "pinned here; upstream's tag now names " + commit)
                .note("A tag that moves can carry other code under the same version. Nothing was built.")
                .note("Mirror: " + mirror_.name)
                .next("find out from upstream why the tag moved; only then pin it anew, in review");
    }

    void check_object(const std::string& tag, const std::string& object, const Located<ObjectId>& pin) const {
        if (object == pin.value) return;
        throw Error(Failure::mismatch, "tag " + tag + " of " + name_ + " is not the pinned object any more")
            .at(pin.at, "pinned here; upstream's is now " + object)
            .note(
                "The Go command stamps versions from tags: another tag object can mean other bits. "
                "Nothing was built.")
            .note("Mirror: " + mirror_.name);
    }

    void check_tag(const std::string& tag, const Located<ObjectId>& pin) const {
        check_object(tag, find_tag(tag, pin.at), pin);
        const std::string commit = peel(tag, pin.value);
        if (commit == fetch_.commit.value) return;
        throw Error(Failure::mismatch, "tag " + tag + " of " + name_ + " does not point to the pinned commit")
            .at(pin.at, "this tag names " + commit)
            .note("A build sees the pinned commit " + fetch_.commit.value +
                  " alone, and so only the tags on it.")
            .next("take the tag out of the lock");
    }

    void collect_tree(const std::string& id, const std::string& folder, int depth) {
        if (!ids_.insert(id).second) return;
        if (depth > depth_limit)
            throw Error(Failure::mismatch, name_ + " " + fetch_.tag.value + " has folders nested without end")
                .at(fetch_.commit.at, "pinned here");
        paths_[id] = folder;
        const auto tree = objects_.find(id);
        if (!tree) throw missing(id);
        if (tree->type != git::Type::tree)
            throw Error(Failure::mismatch, "the git object " + id + " of " + name_ + " is no tree")
                .at(fetch_.commit.at, "pinned here");
        for (const git::TreeItem& item : git::parse_tree(tree->data, id)) {
            budget_.entry(item.name);
            if (item.is_submodule()) continue;
            if (item.is_tree())
                collect_tree(item.id, folder + item.name + "/", depth + 1);
            else if (ids_.insert(item.id).second)
                paths_[item.id] = folder + item.name;
        }
    }

    void collect_tag(std::string id) {
        for (int nested = 0; id != fetch_.commit.value; ++nested) {
            throw_if_interrupted();
            if (nested > git::most_nested_tags) throw endless_tag(id);
            const git::Object tag = objects_.need(id, git::Type::tag, "a pinned tag");
            ids_.insert(id);
            id = git::tagged_object(tag.data, id);
        }
    }

    Error absent(const std::string& id) const {
        return Error(Failure::unavailable, "the mirror of " + name_ + " lacks the git object " + id)
            .at(fetch_.commit.at, "pinned here");
    }

    Error missing(const std::string& id) const {
        Error error = absent(id);
        if (const auto path = paths_.find(id); path != paths_.end())
            error.note("It is " + (path->second.empty() ? "the tree" : printable(path->second)) + " in " +
                       fetch_.tag.value + ", which is pinned.");
        return lacking(error, mirror_, complete_one);
    }

    const FetchCommit& fetch_;
    const Mirror& mirror_;
    std::string name_;
    git::Database objects_;
    std::map<std::string, std::string> upstream_;  // tag → object, in the mirror
    git::Commit commit_;
    std::set<std::string> ids_;
    Budget budget_{"the pinned source of " + name_};  // of all distinct folders
    std::map<std::string, std::string> paths_;        // id → where it stands in the tree, for errors
};

// Is all that is pinned in a mirror of ours already, so that nothing need be fetched?
bool complete(const FetchCommit& fetch, const fs::path& folder) {
    const auto tags = git::tags_of(folder);
    const auto objects = git::Database::of_repository(folder);
    const auto stands = [&](const std::string& tag, const std::string& object) {
        const auto found = tags.find(tag);
        return found != tags.end() && found->second == object && objects.has(object);
    };
    for (const auto& [tag, object] : fetch.tags)
        if (!stands(tag, object.value)) return false;
    if (!objects.has(fetch.commit.value)) return false;
    if (!fetch.tag_object.value.empty()) return stands(fetch.tag.value, fetch.tag_object.value);
    const auto tag = tags.find(fetch.tag.value);
    return tag != tags.end() && git::commit_of(objects, tag->second) == fetch.commit.value;
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
