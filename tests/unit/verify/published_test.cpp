#include "verify/published.h"

#include "../attest/sample_manifest.h"
#include "base/error.h"
#include "base/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::HasSubstr;

namespace {

class PublishedTest : public testing::Test {
  protected:
    std::string written(const std::string& name, const std::string& text) const {
        make_directories((folder.path() / name).parent_path());
        write_file(folder.path() / name, text);
        return (folder.path() / name).string();
    }

    TemporaryDirectory folder{testing::TempDir()};
};

std::string refusal(const std::string& url) {
    try {
        (void)read_published_manifest(url, {});
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Failure::usage) << error.render();
        return error.message();
    }
    ADD_FAILURE() << url << " was read";
    return {};
}

}  // namespace

TEST_F(PublishedTest, AManifestIsToldFromSumsByWhatItSays) {
    const std::string sums = std::string(64, 'a') + "  kind:\n";
    EXPECT_TRUE(names_manifest(written("a", "apiVersion: x\n")));
    EXPECT_TRUE(names_manifest(written("b", "# x\nspec: {}\nkind: Release\n")));
    EXPECT_TRUE(names_manifest(written("c", "{\"kind\": \"Release\"}")));
    EXPECT_TRUE(names_manifest("https://dist.example.test/x"));
    EXPECT_FALSE(names_manifest(written("d", sums)));
    EXPECT_FALSE(names_manifest(written("e", "")));
    EXPECT_FALSE(names_manifest(folder.path().string()));
    EXPECT_FALSE(names_manifest((folder.path() / "absent").string()));
    EXPECT_FALSE(names_manifest("ftp://dist.example.test/x"));
}

TEST_F(PublishedTest, HasARootWhereItLiesInAReleaseTree) {
    const std::string text = release_yaml(test::sample_manifest());
    const std::string path = "kubernetes-1-36/kubernetes-1-36-eks-7.yaml";
    const std::string root = std::filesystem::canonical(folder.path()).string();
    EXPECT_EQ(read_published_manifest(written(path, text), {}).root, root);
    EXPECT_EQ(read_published_manifest(written("other/kubernetes-1-36-eks-7.yaml", text), {}).root, "");
    EXPECT_EQ(read_published_manifest(written("kubernetes-1-36/other.yaml", text), {}).root, "");
}

TEST_F(PublishedTest, ComesOverHttpFromThisMachineAlone) {
    for (const char* url :
         {"http://dist.example.test/x.yaml", "http://127.0.0.1@dist.example.test/x.yaml",
          "http://127.0.0.1.example.test/x.yaml", "http://dist.example.test\\@127.0.0.1/x.yaml",
          "http://127.0.0.1\\@dist.example.test/x.yaml", "http://dist.example.test#@127.0.0.1/x.yaml",
          "http://dist.example.test?@localhost/x.yaml"})
        EXPECT_THAT(refusal(url), HasSubstr("anybody on the way can change what comes")) << url;
}
