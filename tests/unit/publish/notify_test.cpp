#include "publish/notify.h"

#include "base/files.h"
#include "expect.h"
#include "loopback_server.h"
#include "publish/dead_letters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fs = std::filesystem;
using namespace verbatim;
using namespace std::chrono_literals;
using testing::HasSubstr;
using State = NotifyResult::State;

namespace {

struct Notifying : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path(), "verbatim-notify-"};
    test::LoopbackServer server{dir.path() / "served", "webhook_server.py"};
    NotifyContext context;
    std::vector<Notice> night = {{"night", "id-1", "{}"}};

    Notifying() {
        context.folder = dir.path();
        context.environment = {{"PATH", "/usr/bin:/bin"}, {"HOOK_SECRET", "from the environment"}};
        context.limits.attempts = 2;
        context.limits.first_wait = 10ms;
        context.limits.one = 5s;
    }

    [[nodiscard]] WebhookSettings webhook(const std::string& path,
                                          std::vector<std::string> events = {"night"}) const {
        WebhookSettings one;
        one.url = server.url(path);
        one.events = std::move(events);
        one.allow_private = true;
        return one;
    }
    [[nodiscard]] std::size_t requests() const {
        const fs::path file = dir.path() / "served/requests";
        if (!fs::exists(file)) return 0;
        const std::string text = read_file(file);
        return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    }
    [[nodiscard]] fs::path letters() const { return dir.path() / "undelivered.jsonl"; }
};

}  // namespace

TEST_F(Notifying, WhoAskedForItIsTold) {
    NotifySettings settings;
    settings.webhooks = {webhook("/ok/a"), webhook("/ok/b", {"release"})};
    settings.commands = {{{"cat"}, {"night"}, 10s, {}}, {{"cat"}, {"release"}, 10s, {}}};
    const auto results = notify(settings, night, context);
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].to, server.url("/ok/a"));
    EXPECT_EQ(results[0].state, State::delivered);
    EXPECT_EQ(results[1].to, "cat");
    EXPECT_EQ(results[1].output, "{}");
    EXPECT_EQ(notify(settings, {{"test", "id", "{}"}}, context).size(), 4U);
    EXPECT_FALSE(fs::exists(letters()));
}

TEST_F(Notifying, WhatIsNotTakenIsKeptAndDeliveredAgain) {
    NotifySettings settings;
    settings.webhooks = {webhook("/flaky/2/a?token=hidden"), webhook("/status/404")};
    const auto results = notify(settings, night, context);
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].state, State::kept);
    EXPECT_EQ(results[0].attempts, 2);
    EXPECT_EQ(results[1].state, State::kept);
    EXPECT_EQ(read_file(letters()).find("hidden"), std::string::npos);
    const auto again = redeliver(settings, letters(), context);
    ASSERT_EQ(again.size(), 2U);
    EXPECT_EQ(again[0].state, State::delivered);
    EXPECT_EQ(again[0].id, "id-1");
    EXPECT_EQ(again[1].state, State::kept);
    const auto left = read_dead_letters(letters()).letters;
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].tries, 2);
    EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), {}), 2)
        << "something lies beside the letters";
}

TEST_F(Notifying, AFileOfLettersChoosesNobodysAddress) {
    keep_dead_letters(letters(), {{server.url("/ok/stolen"), {"night", "id", "{}"}, "", 1, 1}});
    NotifySettings settings;
    settings.webhooks = {webhook("/ok/a")};
    const auto results = redeliver(settings, letters(), context);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].why, "no webhook of the configuration has this address");
    EXPECT_EQ(requests(), 0U);
    EXPECT_EQ(read_dead_letters(letters()).letters.size(), 1U);
}

TEST_F(Notifying, AWebhookThatFailedIsNotTriedWithMore) {
    NotifySettings settings;
    settings.webhooks = {webhook("/status/500"), webhook("/ok/a")};
    const auto results = notify(settings, {night[0], {"night", "id-2", "{}"}}, context);
    ASSERT_EQ(results.size(), 4U);
    EXPECT_EQ(results[1].attempts, 0);
    EXPECT_EQ(results[1].state, State::kept);
    EXPECT_EQ(results[2].state, State::delivered);
    EXPECT_EQ(results[3].state, State::delivered);
    EXPECT_EQ(requests(), 4U);
}

TEST_F(Notifying, AllOfItEndsInItsTime) {
    NotifySettings settings;
    settings.time_limit = 2s;
    settings.webhooks = {webhook("/silent/a"), webhook("/drip/b"), webhook("/silent/c")};
    settings.commands = {{{"sleep", "600"}, {"night"}, 600s, {}}};
    const auto results = notify(settings, night, context);
    ASSERT_EQ(results.size(), 4U);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(results[i].state, State::kept) << results[i].to;
    EXPECT_EQ(results[3].state, State::failed);
}

TEST_F(Notifying, WithoutItsSecretNothingIsSent) {
    NotifySettings settings;
    settings.webhooks = {webhook("/ok/a"), webhook("/ok/b"), webhook("/ok/c")};
    settings.webhooks[0].secret_file = "absent";
    settings.webhooks[1].secret_env = "ABSENT";
    settings.webhooks[2].secret_file = "empty";
    write_file(dir.path() / "empty", "\n");
    const auto results = notify(settings, night, context);
    EXPECT_EQ(results.size(), 3U);
    for (const auto& result : results) EXPECT_EQ(result.state, State::kept) << result.why;
    EXPECT_EQ(requests(), 0U);
}

TEST_F(Notifying, CommandsDoNotSeeSecretsOfWebhooks) {
    NotifySettings settings;
    settings.webhooks = {webhook("/ok/a")};
    settings.webhooks[0].secret_env = "HOOK_SECRET";
    settings.commands = {{{"env"}, {"night"}, 10s, {}}};
    const auto results = notify(settings, night, context);
    EXPECT_EQ(results[0].state, State::delivered);
    EXPECT_THAT(results[1].output, HasSubstr("VERBATIM_EVENT=night"));
    EXPECT_THAT(results[1].output, testing::Not(HasSubstr("from the environment")));
}

TEST_F(Notifying, WhatCannotEvenBeKeptIsSaid) {
    NotifySettings settings;
    settings.webhooks = {webhook("/status/404")};
    settings.dead_letters = "/dev/null/letters";
    const auto results = notify(settings, night, context);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].state, State::lost);
    EXPECT_THAT(results[0].why, HasSubstr("it could not be kept"));
}

TEST_F(Notifying, TwoDoNotDeliverAgainAtOneTime) {
    keep_dead_letters(letters(), {{server.url("/ok/a"), {"night", "id", "{}"}, "", 1, 1}});
    const FileLock held(letters().string() + ".retry.lock");
    NotifySettings settings;
    settings.webhooks = {webhook("/ok/a")};
    EXPECT_EQ(test::thrown_by([&] { return redeliver(settings, letters(), context); }).kind(),
              Failure::unavailable);
    EXPECT_EQ(requests(), 0U);
}
