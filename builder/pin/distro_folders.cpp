#include "pin/distro_folders.h"

#include "base/budget.h"
#include "base/http.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "fetch/mirror.h"
#include "git/revision.h"

#include <algorithm>
#include <charconv>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::size_t word_limit = 256;

bool is_object_id(const std::string& text) {
    return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

struct Place {
    fs::path folder;
    ObjectId commit;
};

// A commit that is there needs no look at upstream; what a branch is called may have moved.
Place find_revision(const std::string& url, const std::string& revision, FetchContext& context) {
    const auto complete = [&](const fs::path& folder) {
        return (is_offline() || is_object_id(revision)) && git::commit_named(folder, revision).has_value();
    };
    const Mirror mirror = find_mirror(url, complete, context);
    const auto commit = git::commit_named(mirror.folder, revision);
    if (commit) return {mirror.folder, *commit};
    throw Error(Failure::usage, repository_name(url) + " has no revision \"" + printable(revision) + "\"")
        .note("Looked in " + mirror.name + ".")
        .next("give a commit, a branch or a tag of it after the \"@\"");
}

// All of it is kept in memory.
constexpr Amounts series_bounds{20'000, 1, 255, std::uint64_t{4} << 20U, std::uint64_t{1} << 30U};

}  // namespace

DistroRevision::DistroRevision(const std::string& url, const std::string& revision, FetchContext& context)
    : url_(url), name_(repository_name(url)), objects_([&] {
          const Place place = find_revision(url, revision, context);
          commit_ = place.commit;
          mirror_ = place.folder;
          return git::Database::of_repository(place.folder);
      }()) {}

std::vector<git::TreeItem> DistroRevision::items(const std::string& tree, const std::string& path) const {
    throw_if_interrupted();
    return git::parse_tree(objects_.need(tree, git::Type::tree, path + " of " + name_).data, tree);
}

// The first line; a word is expected.
std::string DistroRevision::text(const git::TreeItem& file, const std::string& path) const {
    const std::string content = objects_.need(file.id, git::Type::blob, path + " of " + name_).data;
    const std::string word(trim(content));
    if (word.size() > word_limit || word.find('\n') != std::string::npos || printable(word) != word)
        throw Error(Failure::mismatch, path + " of " + name_ + " is not a single word")
            .note("It begins: " + printable(word.substr(0, 60)));
    return word;
}

std::vector<DistroFolder> DistroRevision::folders(const std::string& branch) const {
    std::vector<DistroFolder> found;
    Budget budget("the distro " + name_);
    const auto counted_items = [&](const std::string& tree, const std::string& path) {
        std::vector<git::TreeItem> all = items(tree, path);
        for (const git::TreeItem& item : all) budget.entry(path + "/" + item.name);
        return all;
    };
    const auto read = [&](const std::string& project, const git::TreeItem& folder) {
        DistroFolder one{project, {}, {}, {}, {}};
        const std::string path = "projects/" + project + "/" + branch;
        for (const git::TreeItem& item : counted_items(folder.id, path)) {
            const bool is_file = !item.is_tree() && !item.is_link() && !item.is_submodule();
            if (item.name == "GIT_TAG" && is_file) one.git_tag = text(item, path + "/GIT_TAG");
            if (item.name == "GOLANG_VERSION" && is_file) one.golang = text(item, path + "/GOLANG_VERSION");
            if (item.name == "CHECKSUMS" && is_file) one.checksums = item.id;
            if (item.name == "patches" && item.is_tree()) one.patches = item.id;
        }
        found.push_back(std::move(one));
    };
    const git::Object commit = objects_.need(commit_, git::Type::commit, "the revision of " + name_);
    for (const git::TreeItem& projects :
         counted_items(git::parse_commit(commit.data, commit_).tree, "the root")) {
        if (projects.name != "projects" || !projects.is_tree()) continue;
        for (const git::TreeItem& org : counted_items(projects.id, "projects")) {
            if (!org.is_tree()) continue;
            for (const git::TreeItem& repo : counted_items(org.id, "projects/" + org.name)) {
                if (!repo.is_tree()) continue;
                const std::string project = org.name + "/" + repo.name;
                for (const git::TreeItem& item : counted_items(repo.id, "projects/" + project))
                    if (item.name == branch && item.is_tree()) read(project, item);
            }
        }
    }
    std::sort(found.begin(), found.end(),
              [](const DistroFolder& a, const DistroFolder& b) { return a.project < b.project; });
    return found;
}

std::vector<patch::PatchFile> DistroRevision::series(const std::string& project, const std::string& branch,
                                                     const ObjectId& patches) const {
    const std::string path = "projects/" + project + "/" + branch + "/patches";
    const std::string label = name_ + "@" + commit_.substr(0, 8) + ":" + path + "/";
    std::vector<patch::PatchFile> files;
    Budget budget(path + " of " + name_, series_bounds);
    for (const git::TreeItem& item : items(patches, path)) {
        if (!item.name.ends_with(".patch") || item.is_tree() || item.is_link() || item.is_submodule())
            continue;
        budget.entry(item.name);
        files.push_back(
            {label + item.name, objects_.need(item.id, git::Type::blob, path + "/" + item.name).data});
        budget.content(files.back().content.size());
    }
    std::sort(files.begin(), files.end(),
              [](const patch::PatchFile& a, const patch::PatchFile& b) { return a.name < b.name; });
    return files;
}

std::optional<std::int64_t> DistroRevision::release_number(const std::string& branch) const {
    const git::Object commit = objects_.need(commit_, git::Type::commit, "the revision of " + name_);
    std::string folder = git::parse_commit(commit.data, commit_).tree, path;
    for (const std::string& name : {std::string("release"), branch, std::string("production")}) {
        const auto inside = items(folder, path.empty() ? "the root" : path);
        const auto next = std::find_if(inside.begin(), inside.end(), [&](const git::TreeItem& one) {
            return one.name == name && one.is_tree();
        });
        if (next == inside.end()) return std::nullopt;
        folder = next->id;
        path += (path.empty() ? "" : "/") + name;
    }
    for (const git::TreeItem& item : items(folder, path)) {
        if (item.name != "RELEASE" || item.is_tree() || item.is_link() || item.is_submodule()) continue;
        const std::string word = text(item, path + "/RELEASE");
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
        if (error == std::errc() && end == word.data() + word.size() && number > 0) return number;
    }
    return std::nullopt;
}

}  // namespace verbatim
