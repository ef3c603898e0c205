#include "publish/push.h"

#include "base/files.h"
#include "expect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::HasSubstr;

TEST(Push, ATargetHasHostRepositoryAndTag) {
    const PushTarget target = parse_push_target("registry.example.org:5000/etcd-io/etcd:v3.6.12-eks-1-36-7");
    EXPECT_EQ(target.name, "registry.example.org:5000/etcd-io/etcd");
    EXPECT_EQ(target.tag, "v3.6.12-eks-1-36-7");
    for (const std::string& bad :
         {std::string("etcd:v1"), std::string("h:5000/etcd"), std::string("/etcd:v1"), std::string("h/:v1"),
          std::string("h/a:"), std::string("h/a b:v1"), std::string("h/../b:v1"),
          "h/a:" + std::string(129, 'x'), std::string("docker://h/a:b")})
        EXPECT_THAT(test::thrown_by([&] { return parse_push_target(bad).tag; }).render(),
                    HasSubstr("write HOST/REPOSITORY:TAG"))
            << bad;
}

TEST(Push, WhatIsNoLayoutIsRefusedBeforeAnyRegistryIsAsked) {
    const TemporaryDirectory dir(std::filesystem::temp_directory_path(), "verbatim-push-");
    const auto why = [&] {
        return test::thrown_by([&] { return push_image(dir.path(), {"registry.invalid/a", "b"}, {}).digest; })
            .message();
    };
    EXPECT_THAT(why(), HasSubstr("is no OCI layout"));
    write_file(dir.path() / "oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
    write_file(dir.path() / "index.json", R"({"schemaVersion":2,"manifests":[]})");
    EXPECT_THAT(why(), HasSubstr("is a layout of 0 images; one is needed"));
    write_file(dir.path() / "index.json",
               R"({"schemaVersion":2,"manifests":[{"mediaType":"x","size":1,"digest":"sha256:)" +
                   std::string(64, 'a') + R"("}]})");
    EXPECT_THAT(why(), HasSubstr("it lacks sha256:aaaa"));
}
