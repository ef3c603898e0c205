#include "base/url.h"

#include <gtest/gtest.h>

using namespace verbatim;

TEST(Url, IsTakenApart) {
    const auto url = parse_url("HTTPS://Example.ORG/a/b?c=d");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->scheme, "https");
    EXPECT_EQ(url->host, "example.org");
    EXPECT_EQ(url->port, 443);
    EXPECT_EQ(url->path, "/a/b");
    EXPECT_TRUE(url->has_query);
    EXPECT_FALSE(url->has_user);
    EXPECT_EQ(url->place(), "example.org");
}

TEST(Url, IsShownWithoutPasswordAndQuery) {
    EXPECT_EQ(parse_url("https://me:secret@example.org:8443/a?token=secret#secret")->shown(),
              "https://example.org:8443/a");
    EXPECT_EQ(parse_url("http://[::1]:80/")->shown(), "http://[::1]/");
}

TEST(Url, AnythingElseIsNone) {
    for (const char* text : {"", "example.org", "file:///etc/passwd", "ftp://example.org/", "https://",
                             "https://a b/", "https://example.org:99999/", "https://[::1/", "gopher://a/"})
        EXPECT_FALSE(parse_url(text)) << text;
    EXPECT_FALSE(parse_url(std::string("https://a/\0b", 12)));
}

TEST(Url, LoopbackIsWhatIsWrittenSo) {
    for (const char* text :
         {"http://localhost/", "http://LOCALHOST:1/", "http://127.0.0.1/", "http://127.1.2.3/",
          "http://[::1]/", "http://2130706433/"})  // the last is 127.0.0.1, says inet_aton
        EXPECT_TRUE(parse_url(text)->is_loopback()) << text;
    for (const char* text :
         {"http://127.0.0.1.example.org/", "http://localhost.example.org/", "http://10.0.0.1/",
          "http://127.example.org/", "http://me:127.0.0.1@example.org/"})
        EXPECT_FALSE(parse_url(text)->is_loopback()) << text;
}
