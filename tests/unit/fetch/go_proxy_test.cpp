#include "fetch/go_proxy.h"

#include "base/files.h"
#include "base/http.h"
#include "environment.h"
#include "expect.h"
#include "loopback_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace {

// The list, "|" and "," after each as it fell out.
std::string parsed(const std::string& list) {
    std::string text;
    for (const GoProxy& proxy : parse_goproxy(list))
        text += proxy.url + (proxy.next_on_any_error ? "|" : ",");
    return text;
}

struct Proxies : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path(), "verbatim-proxy-"};
    fs::path served = dir.path() / "served";
    fs::path local = dir.path() / "local";
    test::LoopbackServer server{served};

    Proxies() {
        for (const fs::path& root : {served, local}) {
            make_directories(root / "example.com/!small/@v");
            write_file(root / "example.com/!small/@v/v1.0.0-!r!c1.mod", root == served ? "served" : "local");
        }
    }
    ~Proxies() override { set_offline(false); }
    [[nodiscard]] std::string file_proxy() const { return "file://" + local.string(); }
    [[nodiscard]] std::string download(const std::string& goproxy) const {
        GoProxies(goproxy, {}).download("example.com/Small", "v1.0.0-RC1", "mod", dir.path() / "got");
        return read_file(dir.path() / "got");
    }
    [[nodiscard]] std::string failure(const std::string& goproxy) const {
        const Error error = test::thrown_by([&] { return download(goproxy); });
        EXPECT_EQ(error.kind(), Failure::unavailable);
        EXPECT_THAT(error.message(), HasSubstr("example.com/Small@v1.0.0-RC1"));
        return error.render();
    }
};

}  // namespace

TEST(GoproxyList, KeepsWhatStandsBetweenThem) {
    EXPECT_EQ(parsed("https://a.example|http://b.example/x/,file:///srv/p"),
              "https://a.example|http://b.example/x,file:///srv/p,");
    EXPECT_EQ(parsed(" https://a.example , ,| https://b.example"), "https://a.example,https://b.example,");
}

TEST(GoproxyList, AHostAloneIsHttps) {
    EXPECT_EQ(parsed("a.example,b.example/go"), "https://a.example,https://b.example/go,");
}

TEST(GoproxyList, EndsAtOffAndDirect) {
    EXPECT_EQ(parsed("https://a.example|direct|https://b.example"), "https://a.example|direct,");
    EXPECT_EQ(parsed("off,https://b.example"), "off,");
}

TEST(GoproxyList, WhatIsNoProxyIsRefusedAndItsPasswordHidden) {
    for (const char* list : {"", " , ", "ftp://a.example", "word", "/srv/p", "https:/a.example"})
        EXPECT_EQ(test::thrown_by([&] { return parse_goproxy(list); }).kind(), Failure::definition) << list;
    EXPECT_THAT(test::thrown_by([] { return parse_goproxy("ftp://me:secret@a.example"); }).render(),
                AllOf(HasSubstr("ftp://a.example"), Not(HasSubstr("secret"))));
}

TEST(GoproxyInForce, TheSettingThenTheGoCommandWhichIsNotAskedWhereThereIsASetting) {
    const TemporaryDirectory dir(fs::temp_directory_path(), "verbatim-go-");
    write_file(dir.path() / "go",
               "#!/bin/sh\n[ \"$*\" = 'env GOPROXY' ] || exit 1\necho 'a warning' >&2\n"
               "echo https://default.example,direct\n",
               0755);
    const test::EnvironmentVariable path("PATH", dir.path().string());
    EXPECT_EQ(goproxy_in_force("https://setting.example"), "https://setting.example");
    EXPECT_EQ(goproxy_in_force(""), "https://default.example,direct");
}

TEST(GoproxyInForce, WithoutAnySaysWhatToDo) {
    const test::EnvironmentVariable path("PATH", "/nonexistent");
    const test::EnvironmentVariable variable("GOPROXY", std::nullopt);
    const Error error = test::thrown_by([] { return goproxy_in_force(""); });
    EXPECT_EQ(error.kind(), Failure::unavailable);
    EXPECT_THAT(error.render(), AllOf(HasSubstr("--goproxy"), HasSubstr("make setup")));
}

TEST_F(Proxies, TheFirstThatHasItIsAsked) {
    EXPECT_EQ(download(server.url() + "," + file_proxy()), "served");
    EXPECT_EQ(download(file_proxy() + "," + server.url()), "local");
}

TEST_F(Proxies, CommaGoesOnAfterNotFoundAndGone) {
    for (const char* status : {"404", "410"})
        EXPECT_EQ(download(server.url("/status/") + status + "," + file_proxy()), "local");
    EXPECT_EQ(download("file:///nonexistent," + file_proxy()), "local");
}

TEST_F(Proxies, CommaStopsAtAnyOtherError) {
    EXPECT_THAT(failure(server.url("/elsewhere/ftp://x") + "," + file_proxy()),
                AllOf(HasSubstr(server.url()), Not(HasSubstr(file_proxy()))));
    EXPECT_THAT(failure(server.url("/status/403") + "," + file_proxy()),
                AllOf(HasSubstr("answered 403"), Not(HasSubstr(file_proxy()))));
}

TEST_F(Proxies, BarGoesOnAfterAnyError) {
    EXPECT_EQ(download(server.url("/status/403") + "|" + file_proxy()), "local");
    EXPECT_EQ(download(server.url("/elsewhere/ftp://x") + "|" + file_proxy()), "local");
}

TEST_F(Proxies, NothingComesAfterOff) {
    EXPECT_THAT(failure("off," + file_proxy()), HasSubstr("GOPROXY says off"));
}

TEST_F(Proxies, DirectIsNotUsed) {
    EXPECT_THAT(failure("file:///nonexistent,direct," + file_proxy()),
                AllOf(HasSubstr("file:///nonexistent/example.com/!small/@v/v1.0.0-!r!c1.mod: answered 404"),
                      HasSubstr("direct: not used by Verbatim")));
}

TEST_F(Proxies, EachThatWasAskedIsNamedWithItsAnswerAndWithoutItsPassword) {
    std::string with_password = server.url("/nothing");
    with_password.insert(with_password.find("//") + 2, "me:secret@");
    EXPECT_THAT(failure(with_password + "," + server.url("/status/410")),
                AllOf(HasSubstr(server.url("/nothing/example.com/!small/@v/v1.0.0-!r!c1.mod: answered 404")),
                      HasSubstr("answered 410"), Not(HasSubstr("secret"))));
}

TEST_F(Proxies, OfflineOnlyFilesAreAsked) {
    set_offline(true);
    EXPECT_EQ(download(file_proxy() + "," + server.url()), "local");
    EXPECT_THAT(failure("file:///nonexistent," + server.url()), HasSubstr("verbatim fetch RELEASE"));
}
