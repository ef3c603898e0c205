// Against a receiver of our own, good or hostile by its path (tests/support/webhook_server.py).
#include "publish/webhook.h"

#include "base/files.h"
#include "base/http.h"
#include "loopback_server.h"
#include "publish/webhook_signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>

namespace fs = std::filesystem;
using namespace verbatim;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

namespace {

struct Webhooks : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path(), "verbatim-webhook-"};
    test::LoopbackServer server{dir.path(), "webhook_server.py"};
    WebhookLimits limits;

    Webhooks() {
        limits.attempts = 3;
        limits.total = 20s;
        limits.one = 5s;
        limits.first_wait = 10ms;
    }

    DeliveryResult send(const std::string& path) {
        Webhook webhook{server.url(path), "the secret", {}, true};
        return deliver(webhook, {"night", "the-id", "{\"a\": 1}"}, limits);
    }
    [[nodiscard]] std::vector<nlohmann::json> requests() const {
        std::vector<nlohmann::json> all;
        std::error_code error;
        if (!fs::exists(dir.path() / "requests", error)) return all;
        std::istringstream lines(read_file(dir.path() / "requests"));
        for (std::string line; std::getline(lines, line);) all.push_back(nlohmann::json::parse(line));
        return all;
    }
};

}  // namespace

TEST(WebhookSignature, IsThatOfOpensslsOwnTool) {
    // printf '1700000000.{"a": 1}' | openssl dgst -sha256 -hmac 'the secret'
    EXPECT_EQ(webhook_signature("the secret", 1700000000, "{\"a\": 1}"),
              "sha256=8adadc0243c639400d824bab933020e4a3b8aa7bba87b05bbbfeeaee54a98438");
}

TEST(WebhookSignature, DeliveriesHaveAUuidEach) {
    std::set<std::string> ids;
    for (int i = 0; i < 100; ++i) {
        const std::string id = new_delivery_id();
        EXPECT_THAT(
            id, testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
        ids.insert(id);
    }
    EXPECT_EQ(ids.size(), 100U);
}

TEST(WebhookWait, DoublesUpToItsLimitAndIsHalfByChance) {
    WebhookLimits limits;
    EXPECT_EQ(wait_after(1, 0, limits), 500ms);
    EXPECT_EQ(wait_after(2, 0, limits), 1000ms);
    EXPECT_EQ(wait_after(3, 0.5, limits), 3000ms);
    EXPECT_EQ(wait_after(1000000, 0, limits), 15000ms);
    EXPECT_LT(wait_after(1000000, 0.999, limits), 30000ms);
}

TEST_F(Webhooks, ArePostedWithTheirHeadersAndTheirSignature) {
    const DeliveryResult result = send("/ok/a?token=b");
    EXPECT_TRUE(result.delivered);
    EXPECT_EQ(result.attempts, 1);
    EXPECT_EQ(result.status, 200);
    EXPECT_EQ(result.why, "");
    ASSERT_EQ(requests().size(), 1U);
    const nlohmann::json request = requests()[0];
    EXPECT_EQ(request["method"], "POST");
    EXPECT_EQ(request["path"], "/ok/a?token=b");
    EXPECT_EQ(request["body"], "eyJhIjogMX0=");  // base64 of the body
    const auto& headers = request["headers"];
    EXPECT_EQ(headers["content-type"], "application/json");
    EXPECT_EQ(headers["x-verbatim-event"], "night");
    EXPECT_EQ(headers["x-verbatim-delivery"], "the-id");
    const std::int64_t time = std::stoll(headers["x-verbatim-timestamp"].get<std::string>());
    EXPECT_EQ(headers["x-verbatim-signature"], webhook_signature("the secret", time, "{\"a\": 1}"));
}

TEST_F(Webhooks, WithoutASecretAreNotSigned) {
    EXPECT_TRUE(deliver({server.url("/ok/a"), "", {}, true}, {"night", "id", "{}"}, limits).delivered);
    EXPECT_FALSE(requests().at(0)["headers"].contains("x-verbatim-signature"));
}

TEST_F(Webhooks, AreTriedAgainUnderTheSameId) {
    const DeliveryResult result = send("/flaky/2/a");
    EXPECT_TRUE(result.delivered);
    EXPECT_EQ(result.attempts, 3);
    EXPECT_EQ(requests().size(), 3U);
    for (const auto& request : requests()) EXPECT_EQ(request["headers"]["x-verbatim-delivery"], "the-id");
}

TEST_F(Webhooks, AreGivenUpAfterSoManyTries) {
    const DeliveryResult result = send("/status/503");
    EXPECT_FALSE(result.delivered);
    EXPECT_EQ(result.attempts, 3);
    EXPECT_EQ(requests().size(), 3U);
    EXPECT_THAT(result.why, HasSubstr("it answered 503: "));
}

TEST_F(Webhooks, WhatTheServerSaysIsMadeHarmlessAndIsOneLine) {
    EXPECT_EQ(send("/status/400").why, "it answered 400: \\x1b[2J no: \\xff");
}

TEST_F(Webhooks, OtherStatusesAreNotTriedAgain) {
    for (const char* path : {"/status/400", "/status/401", "/status/404", "/status/410", "/status/304"})
        EXPECT_EQ(send(path).attempts, 1) << path;
}

TEST_F(Webhooks, NeverFollowARedirect) {
    const DeliveryResult result = send("/redirect/" + server.url("/ok/stolen"));
    EXPECT_FALSE(result.delivered);
    EXPECT_THAT(result.why, HasSubstr("it answered 307; redirects are not followed"));
    EXPECT_EQ(requests().size(), 1U);
}

TEST_F(Webhooks, WaitAsLongAsTheServerAsks) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_TRUE(send("/later/1/a").delivered);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 1s);
}

TEST_F(Webhooks, ButNotForLongerThanTheyMay) {
    for (const char* asked : {"86400", "9223372036854775807", "99999999999999999999999"}) {
        const DeliveryResult result = send(std::string("/later/") + asked + "/a");
        if (result.delivered) continue;  // a number that curl cannot read is none
        EXPECT_EQ(result.attempts, 1) << asked;
        EXPECT_THAT(result.why, HasSubstr("it answered 429")) << asked;
    }
    EXPECT_FALSE(send("/later/86400/b").delivered);
}

TEST_F(Webhooks, EndInTimeWhateverTheServerDoes) {
    limits.one = 1s;
    limits.attempts = 1;
    for (const char* path : {"/silent", "/drip", "/headers", "/closes", "/garbage"}) {
        const DeliveryResult result = send(path);
        EXPECT_FALSE(result.delivered) << path;
        EXPECT_EQ(result.status, 0) << path;
        EXPECT_NE(result.why, "") << path;
        EXPECT_THAT(result.why, Not(HasSubstr("\x1b"))) << path;
    }
}

TEST_F(Webhooks, AreBoundedInAllTheirTries) {
    limits.one = 60s;
    limits.total = 1s;
    limits.attempts = 1000;
    EXPECT_FALSE(send("/silent").delivered);
    EXPECT_FALSE(send("/status/500").delivered);
}

TEST_F(Webhooks, JudgeByTheStatusWhateverBecomesOfTheBody) {
    limits.one = 2s;
    EXPECT_TRUE(send("/good-endless").delivered);
    limits.attempts = 1;
    EXPECT_EQ(send("/endless").status, 500);
    const DeliveryResult result = send("/slow-body");
    EXPECT_EQ(result.status, 404);
    EXPECT_FALSE(result.delivered);
}

TEST_F(Webhooks, GoToNoPrivateAddressUnlessTheyMay) {
    for (const std::string& url :
         {server.url("/ok/a"), "http://localhost" + server.url().substr(16) + "/ok/a"}) {
        const DeliveryResult result = deliver({url, "", {}}, {"night", "id", "{}"}, limits);
        EXPECT_FALSE(result.delivered) << url;
        EXPECT_EQ(result.attempts, 1) << url;
        EXPECT_THAT(result.why, testing::AllOf(HasSubstr("127.0.0.1"),
                                               HasSubstr("which is no address of the public internet")))
            << url;
    }
    EXPECT_TRUE(requests().empty());
}

TEST_F(Webhooks, GoToAllowedHostsAlone) {
    const std::string place = server.url().substr(7);
    Webhook webhook{server.url("/ok/a"), "", {"example.org", "127.0.0.1"}, true};
    EXPECT_THAT(deliver(webhook, {"night", "id", "{}"}, limits).why, HasSubstr("none of allow_hosts"));
    EXPECT_TRUE(requests().empty());
    webhook.allow_hosts = {place};
    EXPECT_TRUE(deliver(webhook, {"night", "id", "{}"}, limits).delivered);
}

TEST_F(Webhooks, AreNeverSentOverHttpElsewhere) {
    const DeliveryResult result =
        deliver({"http://example.org/", "", {}, true}, {"night", "id", "{}"}, limits);
    EXPECT_EQ(result.attempts, 0);
    EXPECT_EQ(result.why, "http: is for this machine itself");
}

TEST_F(Webhooks, NothingOfAnEventBecomesAHeaderOfItsOwn) {
    for (const Notice& notice :
         {Notice{"night\r\nX-Evil: 1", "id", "{}"}, Notice{"night", "id\nX-Evil: 1", "{}"}})
        EXPECT_EQ(deliver({server.url("/ok/a"), "", {}, true}, notice, limits).attempts, 0);
}

TEST_F(Webhooks, OfflineOpenNoSocket) {
    set_offline(true);
    const DeliveryResult result = send("/ok/a");
    set_offline(false);
    EXPECT_EQ(result.attempts, 0);
    EXPECT_THAT(result.why, HasSubstr("--offline"));
}

TEST_F(Webhooks, AServerThatIsNotThereIsTriedAgain) {
    server.stop();
    EXPECT_EQ(send("/ok/a").attempts, 3);
}
