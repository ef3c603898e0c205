#include "base/budget.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "fetch/commit.h"
#include "fetch/mirror.h"
#include "git/database.h"

namespace fs = std::filesystem;

namespace verbatim {

namespace {

class DistroFetcher {
  public:
    DistroFetcher(const FetchDistro& fetch, const Mirror& mirror, Store& store)
        : fetch_(fetch),
          mirror_(mirror),
          name_(repository_name(fetch.url)),
          objects_(git::Database::of_repository(mirror.folder)),
          builder_(store) {}

    Digest run() {
        if (!objects_.has(fetch_.commit.value))
            throw lacking(Error(Failure::unavailable, "the commit " + fetch_.commit.value + " of " + name_ +
                                                          " is not in its mirror")
                              .at(fetch_.commit.at, "pinned here"),
                          mirror_, "bring the mirror up to date (git fetch)");
        const git::Object commit = read(fetch_.commit.value, git::Type::commit, "the commit");
        const auto root = items(git::parse_commit(commit.data, fetch_.commit.value).tree, "the root");
        for (const git::TreeItem& projects : root) {
            if (projects.name != "projects" || !projects.is_tree()) continue;
            for (const git::TreeItem& org : items(projects.id, "projects"))
                if (org.is_tree())
                    for (const git::TreeItem& repo : items(org.id, "projects/" + org.name))
                        if (repo.is_tree()) add_project(org.name + "/" + repo.name, repo.id);
        }
        prove(fetch_.checksums, checksums_, "CHECKSUMS");
        prove(fetch_.patches, patches_, "patches");
        for (const auto& [project, pin] : fetch_.checksums)
            if (const auto there = patches_.find(project);
                there != patches_.end() && !fetch_.patches.contains(project))
                throw Error(Failure::mismatch, name_ + "@" + fetch_.commit.value.substr(0, 8) +
                                                   " has patches of " + project + ", and none are pinned")
                    .at(pin.at, "the component's pins")
                    .next("add `patches: " + there->second + "`, the tree of projects/" + project + "/" +
                          fetch_.branch + "/patches");
        return builder_.finish();
    }

  private:
    git::Object read(const std::string& id, git::Type type, const std::string& path) const {
        auto object = objects_.find(id);
        if (!object)
            throw lacking(
                Error(Failure::unavailable, "the mirror of " + name_ + " lacks the git object " + id)
                    .at(fetch_.commit.at, "pinned here")
                    .note("It is " + printable(path) + " of the pinned commit."),
                mirror_, "bring the mirror up to date, or use a complete one: --mirror PREFIX=FOLDER");
        if (object->type != type)
            throw Error(Failure::mismatch, "the git object " + id + " of " + name_ + " is no " +
                                               std::string(git::type_name(type)))
                .at(fetch_.commit.at, "pinned here")
                .note("It is " + printable(path) + " of the pinned commit.");
        return std::move(*object);
    }

    std::vector<git::TreeItem> items(const std::string& id, const std::string& path) {
        std::vector<git::TreeItem> all = git::parse_tree(read(id, git::Type::tree, path).data, id);
        for (const git::TreeItem& item : all) budget_.entry(path + "/" + item.name);
        return all;
    }

    void add_project(const std::string& project, const std::string& id) {
        for (const git::TreeItem& branch : items(id, "projects/" + project)) {
            if (branch.name != fetch_.branch || !branch.is_tree()) continue;
            const std::string folder = "projects/" + project + "/" + branch.name;
            for (const git::TreeItem& item : items(branch.id, folder)) {
                if (item.name == "CHECKSUMS") checksums_[project] = item.id;
                if (item.name == "patches") patches_[project] = item.id;
                if (fetch_.patches_of.empty() ? item.name != "patches"
                                              : item.name == "patches" && project == fetch_.patches_of)
                    add_item(folder, item);
            }
        }
    }

    void add_item(const std::string& folder, const git::TreeItem& item) {
        const std::string path = folder + "/" + item.name;
        if (item.is_submodule()) return;
        if (item.is_tree()) {
            for (const git::TreeItem& below : items(item.id, path)) add_item(path, below);
            return;
        }
        const git::Object blob = read(item.id, git::Type::blob, path);
        budget_.content(blob.data.size());
        if (item.is_link())
            builder_.add_symlink(path, blob.data);
        else
            builder_.add_file(path, blob.data, item.is_executable());
    }

    using Pins = std::map<std::string, Located<ObjectId>>;
    void prove(const Pins& pins, const std::map<std::string, std::string>& found,
               const std::string& what) const {
        for (const auto& [project, pin] : pins) {
            const auto there = found.find(project);
            const std::string path = "projects/" + project + "/" + fetch_.branch + "/" + what;
            if (there == found.end())
                throw Error(Failure::mismatch,
                            name_ + "@" + fetch_.commit.value.substr(0, 8) + " has no " + path)
                    .at(pin.at, "pinned here");
            if (there->second != pin.value)
                throw Error(
                    Failure::mismatch,
                    path + " of " + name_ + "@" + fetch_.commit.value.substr(0, 8) + " is not what is pinned")
                    .at(pin.at, "pinned here; the commit has " + there->second);
        }
    }

    const FetchDistro& fetch_;
    const Mirror& mirror_;
    std::string name_;
    git::Database objects_;
    TreeBuilder builder_;
    // Deeper than allowed is nothing that is gone into.
    Budget budget_{"the distro " + name_,
                   {200'000, 128, 4095, std::uint64_t{64} << 20U, std::uint64_t{4} << 30U}};
    std::map<std::string, std::string> checksums_, patches_;
};

}  // namespace

Digest fetch_distro(const FetchDistro& fetch, FetchContext& context) {
    const auto complete = [&](const fs::path& folder) {
        return git::Database::of_repository(folder).has(fetch.commit.value);
    };
    const Mirror mirror = find_mirror(fetch.url, complete, context);
    return DistroFetcher(fetch, mirror, context.store).run();
}

}  // namespace verbatim
