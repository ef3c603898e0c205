#include "base/error.h"
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
          name_(repository_name(fetch.url)),
          objects_(git::Database::of_repository(mirror.folder)),
          builder_(store) {
        if (objects_.has(fetch.commit.value)) return;
        throw Error(Failure::unavailable,
                    "the commit " + fetch.commit.value + " of " + name_ + " is not in its mirror")
            .at(fetch.commit.at, "pinned here")
            .note("Mirror: " + mirror.name)
            .next("bring the mirror up to date (git fetch)");
    }

    Digest run() {
        const git::Object commit = objects_.need(fetch_.commit.value, git::Type::commit, name_);
        const auto root = items(git::parse_commit(commit.data, fetch_.commit.value).tree);
        for (const git::TreeItem& projects : root) {
            if (projects.name != "projects" || !projects.is_tree()) continue;
            for (const git::TreeItem& org : items(projects.id))
                if (org.is_tree())
                    for (const git::TreeItem& repo : items(org.id))
                        if (repo.is_tree()) add_project(org.name + "/" + repo.name, repo.id);
        }
        prove(fetch_.checksums, checksums_, "CHECKSUMS");
        prove(fetch_.patches, patches_, "patches");
        return builder_.finish();
    }

  private:
    std::vector<git::TreeItem> items(const std::string& id) const {
        return git::parse_tree(objects_.need(id, git::Type::tree, name_).data, id);
    }

    void add_project(const std::string& project, const std::string& id) {
        for (const git::TreeItem& branch : items(id)) {
            if (branch.name != fetch_.branch || !branch.is_tree()) continue;
            for (const git::TreeItem& item : items(branch.id)) {
                if (item.name == "CHECKSUMS") checksums_[project] = item.id;
                if (item.name == "patches") patches_[project] = item.id;
            }
            add_folder("projects/" + project + "/" + branch.name + "/", branch.id);
        }
    }

    void add_folder(const std::string& folder, const std::string& id) {
        for (const git::TreeItem& item : items(id)) {
            const std::string path = folder + item.name;
            if (item.is_submodule()) continue;
            if (item.is_tree()) {
                add_folder(path + "/", item.id);
                continue;
            }
            const git::Object blob = objects_.need(item.id, git::Type::blob, path + " of " + name_);
            if (item.is_link())
                builder_.add_symlink(path, blob.data);
            else
                builder_.add_file(path, blob.data, item.is_executable());
        }
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
    std::string name_;
    git::Database objects_;
    TreeBuilder builder_;
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
