#include "base/http.h"

#include "base/files.h"
#include "base/interrupt.h"
#include "expect.h"
#include "loopback_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::AllOf;
using testing::HasSubstr;

namespace {

struct Http : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path(), "verbatim-http-"};
    fs::path served = dir.path() / "served";
    test::LoopbackServer server{served};

    Http() { make_directories(served); }
    ~Http() override { set_offline(false); }

    [[nodiscard]] HttpRequest request(const std::string& path, int attempts = 1) const {
        HttpRequest request;
        request.url = server.url(path);
        request.attempts = attempts;
        return request;
    }
    [[nodiscard]] std::string requests() const { return http_get(request("/requests")).body; }
    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(dir.path()), {}));
    }
};

}  // namespace

TEST_F(Http, GetsABody) {
    write_file(served / "a", "hello");
    const HttpResponse response = http_get(request("/a"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "hello");
}

TEST_F(Http, SaysWhoAsks) {
    EXPECT_EQ(http_get(request("/agent")).body, "verbatim/0.1");
}

TEST_F(Http, AHeadBringsTheStatusAndNoBody) {
    write_file(served / "a", "hello");
    HttpRequest head = request("/a");
    head.head = true;
    head.size_limit = 100;  // less than what the server says that the body would have
    EXPECT_EQ(http_get(head).status, 200);
    EXPECT_EQ(http_get(head).body, "");
    head.url = server.url("/absent");
    EXPECT_EQ(http_get(head).status, 404);
    for (const auto& [name, status] : {std::pair("served/a", 200), std::pair("served/absent", 404)}) {
        head.url = "file://" + (dir.path() / name).string();
        EXPECT_EQ(http_get(head).status, status);
    }
}

TEST_F(Http, SendsTheHeadersThatAreAskedFor) {
    HttpRequest wanted = request("/header/Git-Protocol");
    EXPECT_EQ(http_get(wanted).body, "");
    wanted.headers = {"Git-Protocol: version=2"};
    EXPECT_EQ(http_get(wanted).body, "version=2");
}

TEST_F(Http, OtherStatusesAreTheCallersToJudgeAndAreNotTriedAgain) {
    for (const int status : {403, 404, 410})
        EXPECT_EQ(http_get(request("/status/" + std::to_string(status), 3)).status, status);
    EXPECT_EQ(requests(), "3");
}

TEST_F(Http, TriesAgainUntilTheServerIsReady) {
    EXPECT_EQ(http_get(request("/flaky/1/a", 2)).body, "at last");
    EXPECT_EQ(requests(), "2");
}

TEST_F(Http, ARetryStartsTheFileAnew) {
    const fs::path file = dir.path() / "file";
    EXPECT_EQ(http_download(request("/flaky/1/b", 2), file).status, 200);
    EXPECT_EQ(read_file(file), "at last");
}

TEST_F(Http, ARetryIsAnnounced) {
    std::vector<std::string> notes;
    http_get(request("/flaky/1/c", 2), [&](const Event& event) {
        if (event.kind == Event::Kind::note) notes.push_back(event.text);
    });
    EXPECT_THAT(notes, testing::ElementsAre("the server answered 503; trying again"));
}

TEST_F(Http, GivesUpWithTheUrlTheReasonAndHowOftenItTried) {
    const Error error = test::thrown_by([&] { return http_get(request("/status/503", 2)); });
    EXPECT_EQ(error.kind(), Failure::unavailable);
    EXPECT_THAT(error.render(), AllOf(HasSubstr("cannot get " + server.url("/status/503")),
                                      HasSubstr("the server answered 503 (tried 2 times)")));
}

TEST_F(Http, TooManyRequestsIsTriedAgain) {
    EXPECT_EQ(test::thrown_by([&] { return http_get(request("/status/429", 2)); }).kind(),
              Failure::unavailable);
    EXPECT_EQ(requests(), "2");
}

TEST_F(Http, ATruncatedAnswerIsAnErrorAndLeavesNoFile) {
    const std::size_t before = files();
    const Error error =
        test::thrown_by([&] { return http_download(request("/truncated"), dir.path() / "file"); });
    EXPECT_EQ(error.kind(), Failure::unavailable);
    EXPECT_THAT(error.render(), HasSubstr("990 bytes remaining"));
    EXPECT_EQ(files(), before);
}

TEST_F(Http, AnAnswerOfAnotherSizeThanExpectedIsAnError) {
    write_file(served / "a", "hello");
    HttpRequest wanted = request("/a");
    wanted.expected_size = 6;
    EXPECT_THAT(test::thrown_by([&] { return http_get(wanted); }).render(),
                HasSubstr("5 bytes came, 6 were expected"));
}

TEST_F(Http, WhatIsTooLargeIsRefusedAtOnceAndLeavesNoFile) {
    const std::size_t before = files();
    HttpRequest wanted = request("/large/100000", 3);
    wanted.size_limit = 50000;
    EXPECT_THAT(test::thrown_by([&] { return http_download(wanted, dir.path() / "file"); }).render(),
                HasSubstr("is larger than 50"));
    EXPECT_EQ(files(), before);
    EXPECT_EQ(requests(), "1");
}

TEST_F(Http, ATransferThatStallsIsGivenUp) {
    HttpRequest wanted = request("/stalls");
    wanted.stall_limit = std::chrono::seconds(1);
    EXPECT_EQ(test::thrown_by([&] { return http_get(wanted); }).kind(), Failure::unavailable);
}

TEST_F(Http, AConnectionServesTheNextTransferToo) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(http_get(request("/connections")).body, "1");
}

TEST_F(Http, AConnectionThatTheServerHasClosedIsMadeAnew) {
    EXPECT_EQ(http_get(request("/leaves")).body, "1");
    EXPECT_EQ(http_get(request("/connections")).body, "2");
}

TEST_F(Http, NothingOfOneTransferIsLeftInTheNext) {
    HttpRequest first = request("/header/Authorization");
    first.headers = {"Authorization: secret"};
    EXPECT_EQ(http_get(first).body, "secret");
    first.headers.clear();
    EXPECT_EQ(http_get(first).body, "");
    first.head = true;
    EXPECT_EQ(http_get(first).body, "");
    EXPECT_EQ(http_get(request("/agent")).body, "verbatim/0.1");
}

TEST_F(Http, AServerThatIsNotThereIsAnError) {
    server.stop();
    EXPECT_THAT(test::thrown_by([&] { return http_get(request("/a")); }).render(), HasSubstr("(tried once)"));
}

TEST_F(Http, FollowsFiveRedirectsAndNoMore) {
    write_file(served / "a", "hello");
    EXPECT_EQ(http_get(request("/redirect/5/a")).body, "hello");
    EXPECT_EQ(test::thrown_by([&] { return http_get(request("/redirect/6/a", 3)); }).kind(),
              Failure::unavailable);
    // Six each, and redirects without end were not tried again.
    EXPECT_EQ(requests(), "12");
}

TEST_F(Http, ARedirectNeverLeadsToAFileOfThisMachine) {
    write_file(dir.path() / "secret", "s");
    const Error error = test::thrown_by(
        [&] { return http_get(request("/elsewhere/file://" + (dir.path() / "secret").string(), 3)); });
    EXPECT_EQ(error.kind(), Failure::unavailable);
    EXPECT_EQ(requests(), "1");
}

TEST_F(Http, OtherProtocolsAreRefused) {
    HttpRequest wanted;
    wanted.url = "ftp://127.0.0.1/a";
    EXPECT_THAT(test::thrown_by([&] { return http_get(wanted); }).render(), HasSubstr("(tried once)"));
}

TEST_F(Http, FilesAreReadOrNotFound) {
    write_file(dir.path() / "a b", "hello");
    HttpRequest wanted;
    wanted.url = "file://" + dir.path().string() + "/a%20b";
    EXPECT_EQ(http_get(wanted).body, "hello");
    wanted.url += "c";
    EXPECT_EQ(http_get(wanted).status, 404);
    EXPECT_EQ(http_download(wanted, dir.path() / "copy").status, 404);
    EXPECT_FALSE(fs::exists(dir.path() / "copy"));
}

TEST_F(Http, OfflineOpensNoSocketAndSaysWhatToDo) {
    write_file(served / "a", "hello");
    set_offline(true);
    const Error error = test::thrown_by([&] { return http_get(request("/a")); });
    set_offline(false);
    EXPECT_EQ(error.kind(), Failure::unavailable);
    EXPECT_THAT(error.render(), AllOf(HasSubstr("--offline"), HasSubstr("verbatim fetch RELEASE")));
    EXPECT_EQ(requests(), "0");
}

TEST_F(Http, OfflineStillReadsFiles) {
    write_file(dir.path() / "a", "hello");
    set_offline(true);
    HttpRequest wanted;
    wanted.url = "FILE://" + (dir.path() / "a").string();
    EXPECT_EQ(http_get(wanted).body, "hello");
}

TEST_F(Http, ReportsProgressInBytes) {
    std::vector<Event> events;
    http_get(request("/large/300000"), [&](const Event& event) { events.push_back(event); });
    ASSERT_FALSE(events.empty());
    EXPECT_EQ(events.back().unit, "bytes");
    EXPECT_LE(events.back().done, 300000U);
    EXPECT_EQ(events.back().subject, server.url("/large/300000"));
}

TEST_F(Http, AnInterruptEndsTheWaitBetweenTries) {
    // In a process of its own: an interrupt is never taken back.
    EXPECT_EXIT(
        {
            const auto interrupt = [](const Event&) { request_interrupt(); };
            const Error error =
                test::thrown_by([&] { return http_get(request("/status/503", 1000), interrupt); });
            _exit(error.kind() == Failure::interrupted ? 7 : 1);
        },
        testing::ExitedWithCode(7), "");
}

TEST_F(Http, AnInterruptEndsATransfer) {
    EXPECT_EXIT(
        {
            std::thread([] {
                std::this_thread::sleep_for(std::chrono::milliseconds(200));
                request_interrupt();
            }).detach();
            const Error error = test::thrown_by([&] { return http_get(request("/stalls")); });
            _exit(error.kind() == Failure::interrupted ? 7 : 1);
        },
        testing::ExitedWithCode(7), "");
}

TEST(RedactedUrl, HidesNameAndPasswordAndShowsControlBytes) {
    EXPECT_EQ(redacted_url("https://me:secret@example.org/a@b"), "https://example.org/a@b");
    EXPECT_EQ(redacted_url("https://example.org/a@b"), "https://example.org/a@b");
    EXPECT_EQ(redacted_url("https://example.org"), "https://example.org");
    EXPECT_EQ(redacted_url("https://me@example.org"), "https://example.org");
    EXPECT_EQ(redacted_url("http://a/\x1b[2J"), "http://a/\\x1b[2J");
}
