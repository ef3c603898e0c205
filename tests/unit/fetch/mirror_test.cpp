#include "fetch/mirror.h"

#include "fetch/commit.h"
#include "git_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace {
struct MirrorTest : testing::Test, test::GitFixture {
    std::string refusal(const std::string& url) {
        return test::error_of(
            [&] { (void)find_mirror(url, [](const test::fs::path&) { return false; }, context); });
    }
};
}  // namespace

TEST_F(MirrorTest, ARepositoryIsCalledByTheEndOfItsUrl) {
    EXPECT_EQ(repository_name("https://example.org/etcd-io/etcd.git"), "etcd-io/etcd");
    EXPECT_EQ(repository_name("https://example.org/a/b/c"), "b/c");
    EXPECT_EQ(repository_name("embedded:samples/greeting"), "samples/greeting");
    EXPECT_EQ(repository_name("embedded:greeting"), "greeting");
}

TEST_F(MirrorTest, ALocalMirrorThatIsNoRepositoryIsNamed) {
    context.mirrors = {{"https://example.org/", (dir.path() / "nowhere").string()}};
    EXPECT_THAT(refusal("https://example.org/o/n"),
                AllOf(HasSubstr("https://example.org/o/n"), HasSubstr("nowhere/o/n"), HasSubstr("next:")));
    EXPECT_THAT(refusal("file://" + (dir.path() / "absent").string()), HasSubstr("absent"));
}

TEST_F(MirrorTest, AUrlOfAnotherKindIsRefusedAndNothingIsRun) {
    for (const char* url : {"ssh://example.org/o/n", "git://example.org/o/n", "/o/n", "o/n", "ext::sh -c x"})
        EXPECT_THAT(refusal(url), AllOf(HasSubstr("https"), Not(HasSubstr("Tried")))) << url;
}
