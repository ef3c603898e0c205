// Fetches over real smart HTTP from a server on loopback.
#include "base/http.h"
#include "base/interrupt.h"
#include "fetch/commit.h"
#include "git/database.h"
#include "git_fixture.h"
#include "loopback_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>

using namespace verbatim;
using testing::AllOf;
using testing::HasSubstr;

namespace {

// Serves a folder's repositories, and counts what it is asked.
class Server : public test::LoopbackServer {
  public:
    Server(const test::fs::path& folder, const test::fs::path& log, std::vector<std::string> options = {})
        : LoopbackServer(folder, "git_http_server.py", with(std::move(options), log)), log_(log) {}
    [[nodiscard]] std::size_t requests() const {
        const std::string log = test::fs::exists(log_) ? read_file(log_) : "";
        return static_cast<std::size_t>(std::count(log.begin(), log.end(), '\n'));
    }

  private:
    static std::vector<std::string> with(std::vector<std::string> options, const test::fs::path& log) {
        options.push_back("--log=" + log.string());
        return options;
    }
    test::fs::path log_;
};

struct HttpMirrorTest : testing::Test, test::GitFixture {
    test::fs::path at = upstream();
    test::fs::path log = dir.path() / "log";
    FetchCommit fetch;

    FetchCommit pins_at(const Server& server) { return pins(at, server.url("/upstream/.git")); }
    std::string refusal() {
        return test::error_of([&] { (void)fetch_commit(fetch, context); });
    }
    test::fs::path mirror() { return test::fs::directory_iterator(store.folder("mirrors"))->path(); }
    Digest expected() {
        FetchCommit local = fetch;
        local.url = "file://" + at.string();
        return fetch_commit(local, context);
    }
};

}  // namespace

TEST_F(HttpMirrorTest, HeadsAndTagsAreFetchedWithProgressAndNoPullRequests) {
    git(at, {"update-ref", "refs/pull/1/head", git(at, {"commit-tree", "-m", "pull", "HEAD^{tree}"})});
    const Server server(dir.path(), log);
    fetch = pins_at(server);
    std::uint64_t done = 0;
    context.events = [&](const Event& event) {
        EXPECT_EQ(event.kind, Event::Kind::progress);
        EXPECT_EQ(event.unit, "objects");
        done = event.done;
        EXPECT_LE(event.done, event.total);
    };
    EXPECT_EQ(fetch_commit(fetch, context), expected());
    EXPECT_GT(done, 0U);
    EXPECT_EQ(git(mirror(), {"for-each-ref", "--format=%(refname)"}),
              "refs/heads/main\nrefs/tags/light\nrefs/tags/sub/v1.0.0\nrefs/tags/v1.0.0");
    EXPECT_THROW(git(mirror(), {"cat-file", "-e", id(at, "refs/pull/1/head")}), std::runtime_error);
}

TEST_F(HttpMirrorTest, AMirrorThatHasThePinsIsNotFetchedAgain) {
    Server server(dir.path(), log);
    fetch = pins_at(server);
    const Digest first = fetch_commit(fetch, context);
    const std::size_t requests = server.requests();
    EXPECT_EQ(fetch_commit(fetch, context), first);
    EXPECT_EQ(server.requests(), requests);
    server.stop();
    set_offline(true);
    EXPECT_EQ(fetch_commit(fetch, context), first);
    set_offline(false);
}

// What `verbatim store gc --keep-days` goes by.
TEST_F(HttpMirrorTest, EachUseOfAMirrorSetsItsTime) {
    Server server(dir.path(), log);
    fetch = pins_at(server);
    (void)fetch_commit(fetch, context);
    const auto now = test::fs::file_time_type::clock::now();
    test::fs::last_write_time(mirror(), now - std::chrono::hours(1000));
    (void)fetch_commit(fetch, context);
    EXPECT_GT(test::fs::last_write_time(mirror()), now - std::chrono::hours(1));
}

TEST_F(HttpMirrorTest, AMirrorThatLacksAPinIsFetchedInto) {
    const Server server(dir.path(), log);
    fetch = pins_at(server);
    (void)fetch_commit(fetch, context);
    git(at, {"commit", "--quiet", "--allow-empty", "-m", "third"});
    git(at, {"tag", "-a", "-m", "two", "v2.0.0"});
    fetch = pins(at, fetch.url, "v2.0.0", {"v2.0.0"});
    EXPECT_EQ(fetch_commit(fetch, context), expected());
}

TEST_F(HttpMirrorTest, ABranchThatBecameAFolderIsFollowed) {
    git(at, {"branch", "topic"});
    const Server server(dir.path(), log);
    fetch = pins_at(server);
    (void)fetch_commit(fetch, context);
    git(at, {"branch", "-D", "topic"});
    git(at, {"branch", "topic/one"});
    git(at, {"tag", "v3.0.0"});
    fetch = pins(at, fetch.url, "v3.0.0", {"v3.0.0"});
    EXPECT_EQ(fetch_commit(fetch, context), expected());
    EXPECT_EQ(git(mirror(), {"for-each-ref", "--format=%(refname)", "refs/heads/topic"}),
              "refs/heads/topic/one");
}

TEST_F(HttpMirrorTest, WhatAKilledFetchLeftBehindDoesNotStopTheNext) {
    const Server server(dir.path(), log);
    fetch = pins_at(server);
    (void)fetch_commit(fetch, context);
    git(at, {"commit", "--quiet", "--allow-empty", "-m", "third"});
    git(at, {"tag", "v2.0.0"});
    for (const char* name :
         {"refs/heads/main.lock", "refs/tags/v2.0.0.lock", "packed-refs.lock", "config.lock"})
        write_file(mirror() / name, "");
    write_file(mirror() / "objects/pack/pack_git2_abcdef", "half a pack");
    fetch = pins(at, fetch.url, "v2.0.0", {"v2.0.0"});
    EXPECT_EQ(fetch_commit(fetch, context), expected());
    EXPECT_FALSE(test::fs::exists(mirror() / "objects/pack/pack_git2_abcdef"));
}

TEST_F(HttpMirrorTest, AMirrorOfWhichOnlyTheBeginningWasMadeIsMadeWhole) {
    const Server server(dir.path(), log);
    fetch = pins_at(server);
    const Digest first = fetch_commit(fetch, context);
    const test::fs::path folder = mirror();
    remove_tree(folder);
    make_directories(folder);
    write_file(folder / "HEAD", "ref: refs/heads/main\n");
    EXPECT_EQ(fetch_commit(fetch, context), first);
}

TEST_F(HttpMirrorTest, AServerThatFailsAtFirstIsAskedAgain) {
    const Server server(dir.path(), log, {"--refuse", "2"});
    fetch = pins_at(server);
    std::size_t notes = 0;
    context.events = [&](const Event& event) { notes += event.kind == Event::Kind::note ? 1 : 0; };
    EXPECT_EQ(fetch_commit(fetch, context), expected());
    EXPECT_EQ(notes, 2U);
}

TEST_F(HttpMirrorTest, APackThatIsCutShortIsNoMirror) {
    const Server server(dir.path(), log, {"--cut"});
    fetch = pins_at(server);
    EXPECT_THAT(refusal(), AllOf(HasSubstr(fetch.url), HasSubstr("Tried 3 times"), HasSubstr("next:")));
}

TEST_F(HttpMirrorTest, AnAbsentServerIsNamed) {
    Server server(dir.path(), log);
    fetch = pins_at(server);
    server.stop();
    EXPECT_THAT(refusal(), AllOf(HasSubstr(fetch.url), HasSubstr("Tried 3 times"), HasSubstr("--mirror")));
}

TEST_F(HttpMirrorTest, OfflineNothingIsAskedFor) {
    const Server server(dir.path(), log);
    fetch = pins_at(server);
    set_offline(true);
    const std::string text = refusal();
    set_offline(false);
    EXPECT_THAT(text, AllOf(HasSubstr(fetch.url), HasSubstr("--offline"), HasSubstr("verbatim fetch")));
    EXPECT_EQ(server.requests(), 0U);
}

TEST_F(HttpMirrorTest, APasswordInAUrlIsShownNowhereAndNamesNoFolder) {
    Server server(dir.path(), log);
    fetch = pins(at, "http://user:secret@" + server.url("/upstream/.git").substr(7));
    (void)fetch_commit(fetch, context);
    EXPECT_EQ(mirror().string().find("secret"), std::string::npos);
    server.stop();
    fetch.commit.value = std::string(40, '6');
    EXPECT_EQ(refusal().find("secret"), std::string::npos);
}

// The user's configuration may send git elsewhere; what we read is decided by the definitions alone.
TEST_F(HttpMirrorTest, TheUsersGitConfigurationHasNoSay) {
    const Server server(dir.path(), log);
    fetch = pins_at(server);
    write_file(dir.path() / ".gitconfig",
               "[url \"http://127.0.0.1:1/\"]\n\tinsteadOf = " + server.url("/") + "\n");
    EXPECT_EXIT(
        {
            ::setenv("HOME", dir.path().c_str(), 1);
            (void)git::tags_of(at);  // libgit2 is used, left, and used again
            (void)fetch_commit(fetch, context);
            ::_exit(0);
        },
        testing::ExitedWithCode(0), "");
}

TEST_F(HttpMirrorTest, AServerThatAcceptsAndSaysNothingIsLeft) {
    const test::LoopbackServer server("silent-head", "slow_server.py");
    fetch = pins(at, server.url("/upstream/.git"));
    set_silence_limit(std::chrono::seconds(1));
    EXPECT_THAT(refusal(), AllOf(HasSubstr(fetch.url), HasSubstr("the server was silent for 1.0 s"),
                                 HasSubstr("Tried 3 times")));
    set_silence_limit(std::chrono::seconds(60));
}

TEST_F(HttpMirrorTest, AnInterruptEndsTheWaitForASilentServer) {
    const test::LoopbackServer server("silent", "slow_server.py");
    fetch = pins(at, server.url("/upstream/.git"));
    EXPECT_EXIT(
        {
            std::thread([] {
                std::this_thread::sleep_for(std::chrono::milliseconds(200));
                request_interrupt();
            }).detach();
            ::_exit(test::thrown_by([&] { return fetch_commit(fetch, context); }).kind() ==
                            Failure::interrupted
                        ? 0
                        : 1);
        },
        testing::ExitedWithCode(0), "");
}

TEST_F(HttpMirrorTest, AnAddressThatLeadsElsewhereIsFollowed) {
    const Server server(dir.path(), log);
    fetch = pins_at(server);
    fetch.url = server.url("/moved/upstream/.git");
    EXPECT_EQ(fetch_commit(fetch, context), expected());
}

TEST_F(HttpMirrorTest, AnInterruptEndsTheFetchAndTheNextOneGoesOn) {
    const Server server(dir.path(), log);
    fetch = pins_at(server);
    EXPECT_EXIT(
        {
            context.events = [](const Event&) { request_interrupt(); };
            try {
                (void)fetch_commit(fetch, context);
            } catch (const Error& error) {
                ::_exit(error.kind() == Failure::interrupted ? 0 : 1);
            }
            ::_exit(2);
        },
        testing::ExitedWithCode(0), "");
    EXPECT_EQ(fetch_commit(fetch, context), expected());
}
