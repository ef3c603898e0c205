#include "fetch/git_fetch.h"

#include "base/error.h"
#include "base/files.h"
#include "base/http.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "fetch/git_transport.h"
#include "git/database.h"
#include "git/leftovers.h"

#include <fmt/format.h>
#include <git2.h>

#include <array>
#include <chrono>
#include <memory>
#include <set>
#include <thread>
#include <vector>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t pack_limit = std::uint64_t{64} << 30U;

struct Progress {
    const EventSink* events;
    std::string url;
    std::chrono::steady_clock::time_point last;
};

int on_progress(const git_indexer_progress* stats, void* payload) {
    auto* progress = static_cast<Progress*>(payload);
    if (interrupted()) return -1;
    if (stats->received_bytes > pack_limit) {
        git_error_set_str(GIT_ERROR_NET, ("it sends more than " + human_size(pack_limit)).c_str());
        return -1;
    }
    const auto now = std::chrono::steady_clock::now();
    const bool all = stats->received_objects == stats->total_objects;
    if (!all && now - progress->last < std::chrono::milliseconds(100)) return 0;
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

// What the server says while it counts its objects.
int on_remark(const char*, int, void*) {
    return interrupted() ? -1 : 0;
}

// Refs that upstream no longer has go before the new ones come: a branch "a" would be in the way of "a/b".
void prune(git_repository* repository, git_remote* remote) {
    const git_remote_head** heads = nullptr;
    std::size_t count = 0;
    if (git_remote_ls(&heads, &count, remote) != 0)
        git::fail("list the refs of " + redacted_url(git_remote_url(remote)));
    std::set<std::string> theirs;
    for (std::size_t i = 0; i < count; ++i) theirs.insert(heads[i]->name);
    git::keep_refs(repository, theirs);
}

// Heads and tags only: pull requests would bring much that no pin asks for.
void fetch_once(const fs::path& folder, const std::string& url, const EventSink& events) {
    const git::Library library;
    git_repository* raw = nullptr;
    if ((git::is_repository(folder) ? git_repository_open_bare(&raw, folder.c_str())
                                    : git_repository_init(&raw, folder.c_str(), 1)) != 0)
        git::fail("open our mirror " + folder.string());
    const std::unique_ptr<git_repository, decltype(&git_repository_free)> repository(raw,
                                                                                     &git_repository_free);
    const std::string doing = "fetch from " + redacted_url(url);
    git_remote* raw_remote = nullptr;
    if (git_remote_create_anonymous(&raw_remote, raw, url.c_str()) != 0) git::fail(doing);
    const std::unique_ptr<git_remote, decltype(&git_remote_free)> remote(raw_remote, &git_remote_free);
    Progress progress{&events, redacted_url(url), {}};
    git_fetch_options options;
    if (git_fetch_options_init(&options, GIT_FETCH_OPTIONS_VERSION) != 0) git::fail(doing);
    options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
    options.callbacks.transport = http_git_transport;
    options.callbacks.transfer_progress = on_progress;
    options.callbacks.sideband_progress = on_remark;
    options.callbacks.payload = &progress;
    std::string heads = "+refs/heads/*:refs/heads/*";
    std::string tags = "+refs/tags/*:refs/tags/*";
    std::array<char*, 2> specs{heads.data(), tags.data()};
    const git_strarray refspecs{specs.data(), specs.size()};
    const bool connected = git_remote_connect(remote.get(), GIT_DIRECTION_FETCH, &options.callbacks,
                                              &options.proxy_opts, nullptr) == 0;
    throw_if_interrupted();
    if (!connected) git::fail(doing);
    prune(raw, remote.get());
    const int error = git_remote_fetch(remote.get(), &refspecs, &options, nullptr);
    throw_if_interrupted();
    if (error != 0) git::fail(doing);
}

void wait(std::chrono::milliseconds time) {
    for (auto waited = std::chrono::milliseconds(0); waited < time; waited += std::chrono::milliseconds(50)) {
        throw_if_interrupted();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

}  // namespace

void git_fetch(const fs::path& folder, const std::string& url, const EventSink& events) {
    constexpr int attempts = 3;
    git::remove_leftovers(folder);
    for (int attempt = 1;; ++attempt) {
        try {
            return fetch_once(folder, url, events);
        } catch (Error& error) {
            throw_if_interrupted();
            if (attempt == attempts) {
                error.note(fmt::format("Tried {} times.", attempts))
                    .next("check the network, or point to a local mirror: --mirror PREFIX=FOLDER");
                throw;
            }
            Event event;
            event.subject = redacted_url(url);
            event.text = error.message() + "; trying again";
            emit(events, event);
            wait(std::chrono::milliseconds(500) * attempt);
        }
    }
}

}  // namespace verbatim
