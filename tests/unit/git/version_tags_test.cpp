#include "git/version_tags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim::git;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(VersionTags, StandInTheOrderOfVersions) {
    EXPECT_THAT(versions_like("v1.9.0", {"v1.10.0", "v1.9.1", "v1.9.0", "v1.2.10", "v1.2"}),
                ElementsAre("v1.2", "v1.2.10", "v1.9.0", "v1.9.1", "v1.10.0"));
}

TEST(VersionTags, OtherTagsAreLeftOut) {
    EXPECT_THAT(versions_like("v1.0.0", {"latest", "etcdctl/v1.0.0", "1.0.0", "v1.x", "v1.0.0", "v", ""}),
                ElementsAre("v1.0.0"));
    EXPECT_THAT(versions_like("etcdctl/v3.6.1", {"v3.6.2", "etcdctl/v3.6.2"}), ElementsAre("etcdctl/v3.6.2"));
    EXPECT_THAT(versions_like("main", {"v1.0.0"}), IsEmpty());
    EXPECT_THAT(versions_like("v99999999999999999999.0", {"v1.0"}), IsEmpty()) << "no number that large";
}

TEST(VersionTags, APreReleaseComesBeforeItsReleaseAndIsAskedForByOne) {
    EXPECT_THAT(versions_like("v1.0.0-rc.1", {"v1.0.0", "v1.0.0-rc.10", "v1.0.0-rc.9", "v1.0.0-alpha"}),
                ElementsAre("v1.0.0-alpha", "v1.0.0-rc.9", "v1.0.0-rc.10", "v1.0.0"));
    EXPECT_THAT(versions_like("v1.0.0", {"v1.0.0", "v1.0.0-rc.1"}), ElementsAre("v1.0.0"));
}

TEST(VersionTags, OlderIsOlder) {
    EXPECT_TRUE(is_older("v1.9.1", "v1.10.0"));
    EXPECT_FALSE(is_older("v1.10.0", "v1.10.0"));
    EXPECT_FALSE(is_older("v1.11.0", "v1.10.0"));
    EXPECT_FALSE(is_older("main", "v1.10.0"));
    EXPECT_FALSE(is_older("x1.9.0", "v1.10.0"));
}
