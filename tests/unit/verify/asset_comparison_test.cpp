#include "verify/asset_comparison.h"

#include "../../support/tar_file.h"
#include "base/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

class AssetComparisonTest : public testing::Test {
  protected:
    AssetComparison compare(const std::vector<test::TarMember>& theirs, long time = 7) const {
        test::write_tar(folder.path() / "built", {{"a", 'f', "one"}, {"b", 'f', "two"}},
                        oci::Compression::gzip, 1);
        test::write_tar(folder.path() / "published", theirs, oci::Compression::gzip, time);
        return compare_archive_files(folder.path() / "published", folder.path() / "built", "x.tar.gz");
    }

    TemporaryDirectory folder{testing::TempDir()};
};

}  // namespace

TEST_F(AssetComparisonTest, SaysInWhatThePackagingDiffers) {
    const AssetComparison found = compare({{"b", 'f', "two"}, {"a", 'f', "one"}});
    EXPECT_TRUE(found.same_content);
    EXPECT_EQ(found.summary, "packed otherwise, the content is the same");
    EXPECT_THAT(found.differences,
                ElementsAre(HasSubstr("another order"), HasSubstr("times differ in 2 of 2 members")));
}

TEST_F(AssetComparisonTest, NamesWhatHasOtherContentAndNothingElse) {
    const AssetComparison found = compare({{"b", 'f', "two"}, {"a", 'f', "oNe"}});
    EXPECT_FALSE(found.same_content);
    EXPECT_EQ(found.summary, "the content differs");
    EXPECT_THAT(found.differences, ElementsAre(StartsWith("\"a\" has other bytes")));
}

TEST_F(AssetComparisonTest, OfManyDifferencesAFewAreShownAndTheRestCounted) {
    std::vector<test::TarMember> others;
    for (int i = 0; i < 12; ++i) others.push_back({"c" + std::to_string(i), 'f', ""});
    const AssetComparison found = compare(others);
    EXPECT_FALSE(found.same_content);
    EXPECT_EQ(found.differences.size(), 11U);
    EXPECT_EQ(found.differences.back(), "and 4 more");
}

TEST_F(AssetComparisonTest, APublishedFileThatIsNoArchiveDiffersAndOneOfOursIsAnError) {
    (void)compare({{"a", 'f', "one"}});
    write_file(folder.path() / "rubbish", "rubbish");
    const AssetComparison found =
        compare_archive_files(folder.path() / "rubbish", folder.path() / "built", "x.tar.gz");
    EXPECT_FALSE(found.same_content);
    EXPECT_THAT(found.summary,
                AllOf(HasSubstr("could not be looked into"), HasSubstr("the published x.tar.gz")));
    EXPECT_THROW(compare_archive_files(folder.path() / "built", folder.path() / "rubbish", "x.tar.gz"),
                 Error);
}

TEST(ReadImagesComparison, SaysWhatAndForWhichPlatform) {
    oci::ReadImages published, built;
    built.digest = sha256("ours");
    published.digest = sha256("theirs");
    oci::ReadImage image;
    image.platform = {"linux", "arm64", ""};
    image.manifest = sha256("a");
    image.runtime = "{}";
    built.images = {image};
    image.manifest = sha256("b");
    image.created = "2020-01-01T00:00:00Z";
    published.images = {image};
    const AssetComparison same = compare_read_images(published, built);
    EXPECT_TRUE(same.same_content);
    EXPECT_THAT(same.differences, ElementsAre(StartsWith("linux/arm64: the time of making")));
    published.images[0].runtime = R"({"User":"0"})";
    const AssetComparison other = compare_read_images(published, built);
    EXPECT_FALSE(other.same_content);
    EXPECT_THAT(
        other.differences,
        ElementsAre(
            R"(linux/arm64: the config differs: how its program is run: {"User":"0"} published, {} built)"));
}
