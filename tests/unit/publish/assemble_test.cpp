// What a release consists of, as it will lie in its folder.
#include "publish/assemble.h"

#include "base/files.h"
#include "base/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

using namespace verbatim;
using testing::ElementsAre;
using testing::HasSubstr;

namespace fs = std::filesystem;

namespace {

struct AssembleTest : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path(), "verbatim-unit-"};
    Store store{dir.path() / "store"};

    BuiltProduct file(const std::string& folder, const std::string& name, const std::string& content) {
        BuiltProduct built;
        built.product.kind = Product::Kind::archive;
        built.product.path = folder + "/" + name;
        built.product.folder = folder;
        built.sums = {sha256(content), sha512_hex(content), content.size()};
        built.blob = store.put(content);
        return built;
    }
    // The folder of artifacts.
    fs::path assembled(const std::vector<BuiltProduct>& built) {
        const ReleaseLayout layout{"one", 1};
        ReleaseDocs docs;
        docs.manifest.name = release_name("one", 1);
        docs.manifest.channel = "one";
        docs.manifest.number = 1;
        store.materialise(assemble_release(layout, built, docs, "lock", store), dir.path() / "dist", 0);
        return dir.path() / "dist" / layout.artifacts();
    }
};

// What coreutils say of a file of sums, in the folder that its lines are relative to.
bool accepted_by(const std::string& tool, const fs::path& folder, const std::string& sums) {
    ProcessSpec spec;
    spec.argv = {tool, "--check", "--strict", "--quiet", sums};
    spec.environment = {{"PATH", std::getenv("PATH")}, {"LC_ALL", "C"}};
    spec.directory = folder;
    return run_process(spec).succeeded();
}

std::vector<std::string> files_below(const fs::path& folder) {
    std::vector<std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) all.push_back(entry.path().lexically_relative(folder).generic_string());
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace

TEST_F(AssembleTest, EachComponentsFolderHasItsOwnSums) {
    const fs::path artifacts = assembled({file("tool/v1", "bin/linux/amd64/tool.tar", "one"),
                                          file("tool/v1", "tool.tar.gz", "two"), file("other/v2", "o", "3")});
    EXPECT_THAT(
        files_below(artifacts / "other"),
        ElementsAre("v2/SHA256SUM", "v2/SHA256SUM.sha256", "v2/SHA256SUM.sha512", "v2/SHA512SUM",
                    "v2/SHA512SUM.sha256", "v2/SHA512SUM.sha512", "v2/o", "v2/o.sha256", "v2/o.sha512"));
    EXPECT_EQ(read_file(artifacts / "tool/v1/SHA256SUM"),
              sha256("one").hex() + "  bin/linux/amd64/tool.tar\n" + sha256("two").hex() + "  tool.tar.gz\n");
    EXPECT_FALSE(fs::exists(artifacts / "SHA256SUM"));
    for (const auto& [tool, ending] : {std::pair("sha256sum", "256"), std::pair("sha512sum", "512")})
        for (const char* sums : {"SHA256SUM", "SHA512SUM", "bin/linux/amd64/tool.tar", "tool.tar.gz"})
            EXPECT_TRUE(accepted_by(tool, artifacts / "tool/v1", std::string(sums) + ".sha" + ending));
    EXPECT_TRUE(accepted_by("sha256sum", artifacts / "tool/v1", "SHA256SUM"));
    EXPECT_TRUE(accepted_by("sha512sum", artifacts / "tool/v1", "SHA512SUM"));
}

TEST_F(AssembleTest, TheChangelogLiesWhereTheLayoutSaysThatItIs) {
    assembled({});
    EXPECT_EQ(ReleaseLayout({"one", 1}).changelog(), "docs/contents/releases/one/1/CHANGELOG-vone-eks-1.md");
    EXPECT_THAT(read_file(dir.path() / "dist" / ReleaseLayout({"one", 1}).changelog()),
                HasSubstr("# Changelog for vone-eks-1"));
}

// A tag may have a slash in it.
TEST_F(AssembleTest, AFolderIsTheOneOfTheWholeTag) {
    const fs::path artifacts = assembled({file("tool/cli/v1", "tool.tar.gz", "bits")});
    EXPECT_TRUE(accepted_by("sha256sum", artifacts / "tool/cli/v1", "SHA256SUM"));
    EXPECT_EQ(read_file(artifacts / "tool/cli/v1/tool.tar.gz.sha256"),
              sha256("bits").hex() + "  tool.tar.gz\n");
}
