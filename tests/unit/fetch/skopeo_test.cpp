#include "fetch/skopeo.h"

#include "base/files.h"
#include "base/http.h"
#include "base/process.h"
#include "environment.h"
#include "expect.h"
#include "loopback_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

using namespace verbatim;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(Skopeo, OnlyLoopbackAndWhatIsNamedGoesWithoutTls) {
    const Registries registries{{"registry.example.org:5000"}, {}};
    for (const char* host : {"localhost", "localhost:5000", "127.0.0.1:1", "127.8.9.10", "[::1]:5000",
                             "registry.example.org:5000"})
        EXPECT_FALSE(needs_tls(host, registries)) << host;
    for (const char* host : {"registry.example.org", "127.0.0.1.example.org", "localhost.example.org",
                             "128.0.0.1", "127.evil.0.1", "127.1"})
        EXPECT_TRUE(needs_tls(host, registries)) << host;
    EXPECT_EQ(registry_host("registry.example.org:5000/a/b:v1"), "registry.example.org:5000");
}

TEST(Skopeo, WhatARegistrySaysIsUnderstood) {
    const std::vector<std::pair<RegistryTrouble, std::string>> said = {
        {RegistryTrouble::absent,
         "Error reading manifest v1 in 127.0.0.1:5000/a/b: manifest unknown: manifest unknown"},
        {RegistryTrouble::absent, "name unknown: repository name not known to registry"},
        {RegistryTrouble::refused, "unauthorized: authentication required"},
        {RegistryTrouble::refused,
         "Requesting bear token: invalid status code from registry 403 (Forbidden)"},
        {RegistryTrouble::refused, "denied: requested access to the resource is denied"},
        {RegistryTrouble::unreachable,
         "pinging container registry x:5: Get \"https://x:5/v2/\": dial tcp: lookup x: no such host"},
        {RegistryTrouble::unreachable, "dial tcp 127.0.0.1:1: connect: connection refused"},
        {RegistryTrouble::certificate, "x509: certificate signed by unknown authority"},
        {RegistryTrouble::certificate, "http: server gave HTTP response to HTTPS client"},
        {RegistryTrouble::cut_off, "happened during read: unexpected EOF"},
        {RegistryTrouble::cut_off, "write tcp: write: broken pipe"},
        {RegistryTrouble::other, "something else"}};
    for (const auto& [trouble, output] : said) EXPECT_EQ(registry_trouble(output), trouble) << output;
}

TEST(Skopeo, ARefusalTellsWhereCredentialsAreLookedFor) {
    const std::string error =
        registry_error("push x", "h:1", "unauthorized: authentication required\n").render();
    EXPECT_THAT(error, AllOf(HasSubstr("error: cannot push x: the registry h:1 refuses it"),
                             HasSubstr("REGISTRY_AUTH_FILE"), HasSubstr("next: skopeo login h:1")));
}

TEST(Skopeo, APushToARepositoryThatIsNotThereSaysToMakeIt) {
    const std::string said =
        "writing blob: initiating layer upload to /v2/d/etcd-io/etcd/blobs/uploads/: name unknown: The "
        "repository with name 'd/etcd-io/etcd' does not exist in the registry with id '123456789012'\n";
    const std::string error = push_error("h.example.org:1/d/etcd-io/etcd", "v1", said).render();
    EXPECT_THAT(error, AllOf(HasSubstr("error: cannot push h.example.org:1/d/etcd-io/etcd:v1: the registry "
                                       "h.example.org:1 has no repository d/etcd-io/etcd"),
                             HasSubstr("skopeo says: writing blob"),
                             HasSubstr("next: make the repository d/etcd-io/etcd there"),
                             Not(HasSubstr("no such image"))));
    EXPECT_EQ(push_error("h:1/a", "v1", "denied: no").render(),
              registry_error("push h:1/a:v1", "h:1", "denied: no").render());
}

// Such as a build machine in a container of a cloud has them.
TEST(Skopeo, WhatCredentialHelpersAskForIsHandedOnAndNothingElse) {
    const TemporaryDirectory dir(std::filesystem::temp_directory_path(), "verbatim-path-");
    const auto program = dir.path() / "skopeo";
    write_file(program, "#!/bin/sh\nexec env\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    const test::EnvironmentVariable path("PATH", dir.path().string() + ":" + std::getenv("PATH"));
    const test::EnvironmentVariable other("AWS_NOTHING_OF_THE_KIND", "x");
    for (const std::string name :
         {"AWS_PROFILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE",
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
          "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"}) {
        const test::EnvironmentVariable one(name, "value of it");
        const std::string seen = run_skopeo({"--version"}, {{}, dir.path() / "scratch"}).output;
        EXPECT_THAT(seen, AllOf(HasSubstr(name + "=value of it\n"), Not(HasSubstr("AWS_NOTHING"))));
    }
}

TEST(Skopeo, LogLinesAroundAManifestDoNotCount) {
    for (const std::string text : {"{\"a\": {}}", "{\"a\": {}}\n"}) {
        EXPECT_EQ(raw_manifest(text, sha256(text)), text);
        EXPECT_EQ(raw_manifest("time=\"x\" level=warning\n" + text + "time=\"x\"\n", sha256(text)), text);
    }
    EXPECT_EQ(raw_manifest("noise {} noise", sha256("other")), "noise {} noise");
    EXPECT_EQ(raw_manifest("", sha256("other")), "");
}

TEST(Skopeo, WithoutItAnErrorSaysHowToInstallIt) {
    const TemporaryDirectory empty(std::filesystem::temp_directory_path(), "verbatim-path-");
    const test::EnvironmentVariable path("PATH", empty.path().string());
    EXPECT_THAT(
        test::thrown_by([&] { return run_skopeo({"--version"}, {{}, empty.path()}).output; }).render(),
        AllOf(HasSubstr("skopeo is not installed"), HasSubstr("apt-get install skopeo")));
}

TEST(Skopeo, ARegistryThatAcceptsAndSaysNothingIsLeft) {
    if (!find_program("skopeo")) GTEST_SKIP() << "skopeo is not installed";
    const test::LoopbackServer server("tls", "slow_server.py");
    const TemporaryDirectory scratch(std::filesystem::temp_directory_path());
    set_silence_limit(std::chrono::seconds(1));
    const std::string host = server.url().substr(std::string_view("http://").size());
    const auto begin = std::chrono::steady_clock::now();
    const SkopeoResult result = run_skopeo(
        {"inspect", "--raw", "--tls-verify=false", "docker://" + host + "/a/b:v1"}, {{}, scratch.path()});
    set_silence_limit(std::chrono::seconds(60));
    EXPECT_FALSE(result.succeeded);
    EXPECT_THAT(result.output, HasSubstr("(ended: the registry was silent for 1.0 s)"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(8))
        << "before skopeo's own limit";
    EXPECT_THAT(registry_error("ask", host, result.output).render(), HasSubstr("cannot be reached"));
}
