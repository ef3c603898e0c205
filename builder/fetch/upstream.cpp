#include "fetch/upstream.h"

#include "base/error.h"
#include "base/http.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "fetch/mirror.h"
#include "git/database.h"
#include "git/tree_size.h"

#include <map>
#include <memory>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

// No deeper, and no more of it, than was measured before.
void list(const git::Database& objects, const std::string& tree, const std::string& folder,
          std::map<std::string, std::string>& files) {
    for (const git::TreeItem& item :
         git::parse_tree(objects.need(tree, git::Type::tree, "the tag's source").data, tree)) {
        throw_if_interrupted();
        if (item.is_submodule() || item.is_link()) continue;
        if (item.is_tree())
            list(objects, item.id, folder + item.name + "/", files);
        else
            files[folder + item.name] = item.id;
    }
}

}  // namespace

FoundTag find_upstream_tag(const std::string& url, const std::string& tag, FetchContext& context) {
    const auto complete = [&](const fs::path& folder) {
        return is_offline() && git::tags_of(folder).contains(tag);
    };
    const Mirror mirror = find_mirror(url, complete, context);
    const auto tags = git::tags_of(mirror.folder);
    FoundTag upstream{{}, git::Database::of_repository(mirror.folder)};
    const auto found = tags.find(tag);
    if (found == tags.end()) {
        std::vector<std::string> names;
        for (const auto& [name, id] : tags) names.push_back(name);
        NoSuchTag error(Failure::unavailable, repository_name(url) + " has no tag " + tag);
        if (const auto near = suggestion(tag, names)) error.note("Did you mean " + *near + "?");
        error.note("Looked in " + mirror.name + ".");
        throw error;
    }
    upstream.pin.tag.value = tag;
    upstream.pin.tag_object.value = found->second;
    upstream.pin.commit.value = git::commit_of(upstream.objects, found->second).value_or("");
    if (upstream.pin.commit.value.empty())
        throw Error(Failure::unavailable,
                    "the tag " + tag + " of " + repository_name(url) + " names no commit that is there")
            .note("Looked in " + mirror.name + ".");
    for (const auto& [name, object] : tags)
        if (git::commit_of(upstream.objects, object) == upstream.pin.commit.value)
            upstream.pin.tags[name].value = object;
    const git::Object commit = upstream.objects.need(upstream.pin.commit.value, git::Type::commit, "the tag");
    upstream.pin.commit_time.value = git::parse_commit(commit.data, upstream.pin.commit.value).committer_time;
    return upstream;
}

UpstreamTag read_upstream(const std::string& url, const std::string& tag, FetchContext& context) {
    FoundTag found = find_upstream_tag(url, tag, context);
    const auto objects = std::make_shared<git::Database>(std::move(found.objects));
    UpstreamTag upstream;
    upstream.pin = std::move(found.pin);
    const git::Commit commit =
        git::parse_commit(objects->need(upstream.pin.commit.value, git::Type::commit, "the tag").data,
                          upstream.pin.commit.value);
    std::map<std::string, std::string> files;
    git::require_tree_within(*objects, commit.tree, usual_bounds,
                             "the source of " + repository_name(url) + " " + tag);
    list(*objects, commit.tree, "", files);
    for (const auto& [path, id] : files) upstream.paths.push_back(path);
    upstream.read = [objects, files = std::move(files)](const std::string& path) {
        return objects->need(files.at(path), git::Type::blob, path).data;
    };
    return upstream;
}

}  // namespace verbatim
