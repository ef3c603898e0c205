#include "fetch/mirror.h"

#include "base/error.h"
#include "base/http.h"
#include "base/interrupt.h"
#include "fetch/embedded.h"
#include "fetch/mirror_map.h"
#include "git/database.h"

#include <fmt/format.h>
#include <git2.h>

#include <array>
#include <cctype>
#include <chrono>
#include <thread>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

// A folder name that a person recognises and that no two URLs share.
std::string folder_name(const std::string& url) {
    std::string name;
    for (const char c : url.substr(url.find("//") == std::string::npos ? 0 : url.find("//") + 2))
        name += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' ? c : '_';
    return name.substr(0, 80) + "-" + sha256(url).short_hex();
}

struct Progress {
    const EventSink* events;
    std::string url;
    std::chrono::steady_clock::time_point last;
};

int on_progress(const git_indexer_progress* stats, void* payload) {
    auto* progress = static_cast<Progress*>(payload);
    if (interrupted()) return -1;
    const auto now = std::chrono::steady_clock::now();
    if (now - progress->last < std::chrono::milliseconds(100)) return 0;
    progress->last = now;
    Event event;
    event.kind = Event::Kind::progress;
    event.subject = progress->url;
    event.done = stats->received_objects;
    event.total = stats->total_objects;
    event.unit = "objects";
    emit(*progress->events, event);
    return 0;
}

// Heads and tags only: pull requests would bring much that no pin asks for.
void fetch_once(const fs::path& folder, const std::string& url, const EventSink& events) {
    const git::Library library;
    git_repository* raw = nullptr;
    if ((fs::exists(folder / "HEAD") ? git_repository_open_bare(&raw, folder.c_str())
                                     : git_repository_init(&raw, folder.c_str(), 1)) != 0)
        git::fail("open our mirror " + folder.string());
    const std::unique_ptr<git_repository, decltype(&git_repository_free)> repository(raw,
                                                                                     &git_repository_free);
    git_remote* raw_remote = nullptr;
    if (git_remote_create_anonymous(&raw_remote, raw, url.c_str()) != 0)
        git::fail("fetch from " + redacted_url(url));
    const std::unique_ptr<git_remote, decltype(&git_remote_free)> remote(raw_remote, &git_remote_free);
    Progress progress{&events, redacted_url(url), {}};
    git_fetch_options options = GIT_FETCH_OPTIONS_INIT;
    options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
    options.proxy_opts.type = GIT_PROXY_AUTO;
    options.callbacks.transfer_progress = on_progress;
    options.callbacks.payload = &progress;
    std::string heads = "+refs/heads/*:refs/heads/*";
    std::string tags = "+refs/tags/*:refs/tags/*";
    std::array<char*, 2> specs{heads.data(), tags.data()};
    const git_strarray refspecs{specs.data(), specs.size()};
    const int error = git_remote_fetch(remote.get(), &refspecs, &options, nullptr);
    throw_if_interrupted();
    if (error != 0) git::fail("fetch from " + redacted_url(url));
}

void fetch_with_patience(const fs::path& folder, const std::string& url, const EventSink& events) {
    constexpr int attempts = 3;
    for (int attempt = 1;; ++attempt) {
        try {
            return fetch_once(folder, url, events);
        } catch (Error& error) {
            if (error.kind() == Failure::interrupted) throw;
            if (attempt == attempts) {
                error.note(fmt::format("Tried {} times.", attempts))
                    .next("check the network, or point to a local mirror: --mirror PREFIX=FOLDER");
                throw;
            }
            Event event;
            event.subject = redacted_url(url);
            event.text = error.message() + "; trying again";
            emit(events, event);
            for (int i = 0; i < 5 * attempt; ++i) {
                throw_if_interrupted();
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
            }
        }
    }
}

Mirror local(const std::string& url, const fs::path& folder) {
    if (!git::is_repository(folder))
        throw Error(Failure::unavailable,
                    "the local mirror of " + redacted_url(url) + " is no git repository: " + folder.string())
            .next("make it with `git clone --mirror " + redacted_url(url) + " " + folder.string() +
                  "`, or correct --mirror");
    return {folder, folder.string()};
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

Mirror find_mirror(const std::string& url, const std::function<bool(const fs::path&)>& complete,
                   FetchContext& context) {
    if (const auto place = local_mirror(context.mirrors, url)) return local(url, *place);
    if (url.starts_with("file://")) return local(url, url.substr(7));
    const fs::path folder = context.store.folder("mirrors") / folder_name(url);
    const FileLock lock(context.store.root() / "locks" / ("mirror-" + folder.filename().string()));
    if (url.starts_with("embedded:")) {
        const fs::path source = context.project_folder / url.substr(9);
        import_embedded(source, folder);
        return {folder, url};
    }
    if (fs::exists(folder / "HEAD") && complete(folder)) return {folder, redacted_url(url)};
    if (is_offline())
        throw Error(Failure::unavailable, "the mirror of " + redacted_url(url) +
                                              " lacks what is pinned, and --offline forbids to fetch it")
            .next(
                "run `verbatim fetch RELEASE` once with the network, or point to a local mirror: --mirror "
                "PREFIX=FOLDER");
    fetch_with_patience(folder, url, context.events);
    return {folder, redacted_url(url)};
}

}  // namespace verbatim
