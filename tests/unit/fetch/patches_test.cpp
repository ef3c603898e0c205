#include "fetch/patches.h"

#include "fetch_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::HasSubstr;

namespace {

struct PatchesTest : testing::Test, test::FetchFixture {
    // Writes a file below the folder, and gives what was planned with it.
    std::map<std::string, Digest> planned(const std::string& folder, const std::string& name) {
        const std::filesystem::path file = dir.path() / folder / name;
        make_directories(file.parent_path());
        write_file(file, "x");
        return {{name, sha256("x")}};
    }
};

}  // namespace

TEST_F(PatchesTest, FilesOfAProjectFolderAreReadAsTheyWerePlanned) {
    const FetchFiles files{"tool", planned("tool", "main.go")};
    EXPECT_EQ(listing(fetch_files(files, context)), (std::map<std::string, std::string>{{"main.go", "f x"}}));
    const FetchPatches patches{"org/tool", "one", planned("patches/org/tool/one", "0001-x.patch")};
    EXPECT_EQ(listing(fetch_patches(patches, context)).size(), 1U);
    write_file(dir.path() / "tool/main.go", "y");
    EXPECT_THAT(test::thrown_by([&] { (void)fetch_files(files, context); }).render(),
                HasSubstr("was changed"));
}

TEST_F(PatchesTest, NoFileOfARepositoryIsAmongThem) {
    for (const char* name : {".git/config", "sub/.GIT/hooks/x", "a/.hg/hgrc", ".fslckout", "git~1/config"}) {
        const FetchFiles files{"tool", planned("tool", name)};
        EXPECT_THAT(test::thrown_by([&] { (void)fetch_files(files, context); }).render(),
                    HasSubstr("belongs to a repository"))
            << name;
        const FetchPatches patches{"org/tool", "one", planned("patches/org/tool/one", name)};
        EXPECT_THAT(test::thrown_by([&] { (void)fetch_patches(patches, context); }).render(),
                    HasSubstr("belongs to a repository"))
            << name;
    }
}
