#include "catalog/notify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::ElementsAre;

TEST(Notify, ReadsWebhooksAndCommandsWithAllTheirKeys) {
    const NotifySettings settings = parse_notify("t", R"(
other: {of: somebody else}
notify:
  to:
    - webhook: HTTPS://Hooks.Example.org:443/a?token=1
      events: [recovery, night]
      secret_file: secret
      ca_file: ca.pem
      allow_private: true
      through_proxy: true
    - command: [tell, "", "a b"]
      time_limit: 30
    - webhook: http://[::1]:8080/
      secret_env: HOOK_SECRET
  allow_hosts: [HOOKS.example.org, "[::1]:8080"]
  dead_letters: /var/dead
  time_limit: 7
)");
    ASSERT_EQ(settings.webhooks.size(), 2U);
    const WebhookSettings& first = settings.webhooks[0];
    EXPECT_EQ(first.url, "https://Hooks.Example.org:443/a?token=1");
    EXPECT_THAT(first.events, ElementsAre("recovery", "night"));
    EXPECT_EQ(first.secret_file, "secret");
    EXPECT_EQ(first.ca_file, "ca.pem");
    EXPECT_TRUE(first.allow_private);
    EXPECT_TRUE(first.through_proxy);
    EXPECT_EQ(settings.webhooks[1].secret_env, "HOOK_SECRET");
    EXPECT_FALSE(settings.webhooks[1].allow_private);
    ASSERT_EQ(settings.commands.size(), 1U);
    EXPECT_THAT(settings.commands[0].argv, ElementsAre("tell", "", "a b"));
    EXPECT_THAT(settings.commands[0].events, ElementsAre("regression", "recovery", "release", "night"));
    EXPECT_EQ(settings.commands[0].time_limit.count(), 30);
    EXPECT_THAT(settings.allow_hosts, ElementsAre("hooks.example.org", "[::1]:8080"));
    EXPECT_EQ(settings.dead_letters, "/var/dead");
    EXPECT_EQ(settings.time_limit.count(), 7);
}

TEST(Notify, AConfigurationMayLackTheSection) {
    EXPECT_FALSE(parse_notify("t", "releases: [demo]\n").any());
    EXPECT_FALSE(parse_notify("t", "# nothing\n").any());
}
