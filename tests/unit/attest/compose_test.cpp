#include "attest/compose.h"

#include "catalog/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::ElementsAre;

namespace {

const std::string commit(40, 'c');

Release lock() {
    return parse_release("releases/one.yaml",
                         "branch: one\npublish: {uri: https://dist.example.test, registry: "
                         "registry.example.test/d}\ncomponents:\n  org/tool:\n    tag: v1\n    commit: " +
                             commit + "\n    commit_time: 2026-01-02T03:04:05Z\n",
                         "one");
}

BuiltProduct built_binary(const std::string& name, const std::string& listed_in) {
    BuiltProduct built;
    built.product.component = "org/tool";
    built.product.asset = "bin/linux/amd64/" + name;
    built.product.path = "tool/v1/bin/linux/amd64/" + name;
    built.product.platforms = {{"linux", "amd64"}};
    built.product.listed_in = listed_in;
    return built;
}

}  // namespace

TEST(ComposeManifest, AssetsStandUnderTheComponentThatTheyAreListedIn) {
    Project tool;
    tool.packaging.emplace().name = "tool";
    const ReleaseManifest manifest =
        compose_manifest(lock(), {{"org/tool", tool}},
                         {built_binary("alpha", "tool"), built_binary("proxy", "tool-proxy")}, 7, 0, "");
    ASSERT_EQ(manifest.components.size(), 2U);
    const ReleaseComponent &own = manifest.components[0], &other = manifest.components[1];
    EXPECT_EQ(own.name, "tool");
    EXPECT_EQ(other.name, "tool-proxy");
    for (const ReleaseComponent* one : {&own, &other}) {
        EXPECT_EQ(one->git_tag, "v1");
        EXPECT_EQ(one->git_commit, commit);
        ASSERT_EQ(one->assets.size(), 1U);
    }
    EXPECT_EQ(own.assets[0].name, "bin/linux/amd64/alpha");
    EXPECT_EQ(other.assets[0].archive->uri,
              "https://dist.example.test/kubernetes-one/releases/7/artifacts/tool/v1/bin/linux/amd64/proxy");
}
