#include "fetch/mirror.h"

#include "base/http.h"
#include "base/text.h"
#include "fetch/embedded.h"
#include "fetch/git_fetch.h"
#include "fetch/mirror_map.h"
#include "git/database.h"
#include "git/leftovers.h"

#include <cctype>
#include <set>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

// A folder name that a person recognises, and that no two of `identity` share.
std::string folder_name(const std::string& shown, const std::string& identity) {
    std::string name;
    const auto scheme = shown.find("//");
    for (const char c : shown.substr(scheme == std::string::npos ? 0 : scheme + 2))
        name += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' ? c : '_';
    return name.substr(0, 80) + "-" + sha256(identity).short_hex();
}

// A mirror of ours is a folder in the store, and git makes no links in it: through one, refs of another
// repository would be pruned, and its lock files removed.
void refuse_links(const fs::path& folder) {
    const auto refuse = [](const fs::path& link) {
        throw Error(Failure::store, "the mirror has a symbolic link: " + link.string())
            .note("Verbatim follows no link out of a store. Nothing was changed.")
            .next("remove the mirror's folder, or the link that stands for it; the next run fetches it anew");
    };
    std::error_code error;
    if (fs::is_symlink(folder, error)) refuse(folder);
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->is_symlink(error)) refuse(at->path());
}

FileLock lock(const FetchContext& context, const fs::path& folder) {
    FileLock held(context.store.root() / "locks" / ("mirror-" + folder.filename().string()));
    refuse_links(folder);
    return held;
}

// `verbatim store gc --keep-days` goes by the folder's time.
void note_use(const fs::path& folder) {
    std::error_code error;  // a mirror that cannot be touched is as good
    fs::last_write_time(folder, fs::file_time_type::clock::now(), error);
}

Mirror local(const std::string& url, const fs::path& folder) {
    if (git::is_repository(folder)) return {folder, folder.string(), ""};
    const std::string shown = redacted_url(url);
    Error error(Failure::unavailable,
                "the local mirror of " + shown + " is no git repository: " + folder.string());
    if (url.starts_with("file://")) throw error.next("correct the URL, or make a repository there");
    throw error.next("make it with `git clone --mirror " + shown + " " + folder.string() +
                     "`, or correct --mirror");
}

// A mirror for each project folder that has such a source: one project must not change another's tags.
Mirror embedded(const std::string& url, FetchContext& context) {
    const std::string path = url.substr(std::string_view("embedded:").size());
    if (!is_contained_path(path))
        throw Error(Failure::definition, "the embedded source \"" + path + "\" leaves the project's folder")
            .note("After embedded: comes a folder of the project, without \"..\".");
    const fs::path source = context.project_folder / path;
    const fs::path folder = context.store.folder("mirrors") /
                            folder_name("embedded_" + path, fs::weakly_canonical(source).string());
    const FileLock held = lock(context, folder);
    git::remove_leftovers(folder);
    std::set<std::string> refs{"refs/heads/main"};
    for (const auto& [tag, imported] : import_embedded(source, folder)) refs.insert("refs/tags/" + tag);
    note_use(folder);
    git::keep_refs(folder, refs);  // a tag that import.yaml no longer describes
    return {folder, source.string(),
            "compare the pins with what import.yaml describes: a changed file there is another commit"};
}

Mirror fetched(const std::string& url, const std::function<bool(const fs::path&)>& complete,
               FetchContext& context) {
    const std::string shown = redacted_url(url);
    const fs::path folder = context.store.folder("mirrors") / folder_name(shown, url);
    const FileLock held = lock(context, folder);
    note_use(folder);
    const Mirror mirror{folder, shown + " in " + folder.string(),
                        "compare the pin with what upstream has; where our mirror is damaged, remove its "
                        "folder and run `verbatim fetch` again"};
    if (git::is_repository(folder) && complete(folder)) return mirror;
    if (is_offline())
        throw Error(Failure::unavailable,
                    "the mirror of " + shown + " lacks what is pinned, and --offline forbids to fetch it")
            .next(
                "run `verbatim fetch RELEASE` once with the network, or point to a local mirror: "
                "--mirror PREFIX=FOLDER");
    git_fetch(folder, url, context.events);
    return mirror;
}

}  // namespace

std::string repository_name(const std::string& url) {
    std::string name = url.starts_with("embedded:") ? url.substr(9) : url;
    if (name.ends_with(".git")) name.resize(name.size() - 4);
    const auto last = name.rfind('/');
    const auto before =
        last == std::string::npos || last == 0 ? std::string::npos : name.rfind('/', last - 1);
    return before == std::string::npos ? name : name.substr(before + 1);
}

Error lacking(Error error, const Mirror& mirror, const std::string& local_remedy) {
    return error.note("Mirror: " + mirror.name).next(mirror.remedy.empty() ? local_remedy : mirror.remedy);
}

Mirror find_mirror(const std::string& url, const std::function<bool(const fs::path&)>& complete,
                   FetchContext& context) {
    if (const auto place = local_mirror(context.mirrors, url)) return local(url, *place);
    if (url.starts_with("file://")) return local(url, url.substr(7));
    if (url.starts_with("embedded:")) return embedded(url, context);
    if (url.starts_with("https://") || url.starts_with("http://")) return fetched(url, complete, context);
    throw Error(Failure::definition, "\"" + printable(redacted_url(url)) + "\" is no URL to fetch from")
        .note("Sources are https://…, http://…, file:///… or embedded:FOLDER.");
}

}  // namespace verbatim
