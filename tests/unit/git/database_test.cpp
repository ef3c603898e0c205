#include "git/database.h"

#include "git_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

using namespace verbatim;
using testing::HasSubstr;

namespace {
struct DatabaseTest : testing::Test, test::GitFixture {
    test::fs::path at = upstream();
    test::fs::path loose(const std::string& id) {
        return at / ".git/objects" / id.substr(0, 2) / id.substr(2);
    }
    void replace(const test::fs::path& with, const test::fs::path& what) {
        test::fs::permissions(what, test::fs::perms::owner_all);
        test::fs::copy_file(with, what, test::fs::copy_options::overwrite_existing);
    }
};
}  // namespace

TEST_F(DatabaseTest, ReadsWorkTreesAndBareRepositoriesWithoutAConfigAlike) {
    git(dir.path(), {"clone", "--quiet", "--mirror", "upstream", "bare"});
    test::fs::remove(dir.path() / "bare/config");
    const std::string id = this->id(at, "HEAD");
    for (const test::fs::path& folder : {at, at / ".git", dir.path() / "bare"}) {
        ASSERT_TRUE(git::is_repository(folder)) << folder;
        EXPECT_EQ(git::Database::of_repository(folder).need(id, git::Type::commit, "a test").data,
                  git(at, {"cat-file", "commit", "HEAD"}) + "\n");
        EXPECT_EQ(git::tags_of(folder).at("light"), id);
    }
    EXPECT_FALSE(git::is_repository(dir.path()));
    EXPECT_FALSE(git::is_repository(at / "sub")) << "a folder inside a work tree is no repository";
}

TEST_F(DatabaseTest, TagsAreFoundLooseAndPacked) {
    const auto before = git::tags_of(at);
    EXPECT_EQ(before.size(), 3U);
    EXPECT_EQ(before.at("sub/v1.0.0"), id(at, "sub/v1.0.0"));
    git(at, {"pack-refs", "--all"});
    EXPECT_EQ(git::tags_of(at), before);
}

TEST_F(DatabaseTest, ATagFileThatCannotBeReadIsNoTag) {
    const auto before = git::tags_of(at);
    write_file(at / ".git/refs/tags/broken", "no id at all\n");
    EXPECT_EQ(git::tags_of(at), before);
}

TEST_F(DatabaseTest, ALooseObjectWithOtherContentIsNeverUsed) {
    const std::string wanted = id(at, "HEAD:README"), other = id(at, "HEAD:lines.txt");
    replace(loose(other), loose(wanted));
    const auto database = git::Database::of_repository(at);
    EXPECT_THAT(test::error_of([&] { (void)database.find(wanted); }), HasSubstr(wanted));
}

TEST_F(DatabaseTest, ALooseObjectOfGarbageIsNeverUsed) {
    const std::string wanted = id(at, "HEAD:README");
    write_file(dir.path() / "garbage", "garbage");
    replace(dir.path() / "garbage", loose(wanted));
    EXPECT_THAT(test::error_of([&] { (void)git::Database::of_repository(at).find(wanted); }),
                HasSubstr(wanted));
}

TEST_F(DatabaseTest, AnAbsentObjectIsNothingUntilItIsNeeded) {
    const std::string absent(40, '2');
    const auto database = git::Database::of_repository(at);
    EXPECT_FALSE(database.find(absent));
    EXPECT_FALSE(database.has(absent));
    EXPECT_THAT(test::error_of([&] { (void)database.need(absent, git::Type::blob, "a test"); }),
                testing::AllOf(HasSubstr(absent), HasSubstr("a test")));
    EXPECT_THAT(test::error_of([&] { (void)database.need(id(at, "HEAD"), git::Type::blob, "a test"); }),
                HasSubstr("is a commit"));
}

// A few bytes that say to be two thousand million.
TEST_F(DatabaseTest, AnObjectThatFillsTheMemoryIsNotRead) {
    const std::string id(40, 'b');
    test::fs::create_directories(loose(id).parent_path());
    ProcessSpec spec;
    spec.argv = {
        "python3", "-c",
        "import sys, zlib; open(sys.argv[1], 'wb').write(zlib.compress(b'blob 2000000000\\0' + bytes(100)))",
        loose(id).string()};
    spec.environment = environment();
    ASSERT_TRUE(run_process(spec).succeeded());
    const auto objects = git::Database::of_repository(at);
    EXPECT_EQ(objects.size_of(id, "a test"), 2'000'000'000U);
    const Error error = test::thrown_by([&] { return objects.find(id); });
    EXPECT_EQ(error.kind(), Failure::mismatch);
    EXPECT_THAT(error.message(), HasSubstr("is larger than 1.1 GB"));
}

TEST_F(DatabaseTest, TagsOfTagsComeToAnEnd) {
    std::string before = "v1.0.0";
    for (int i = 0; i < 40; ++i) {
        const std::string name = "t" + std::to_string(i);
        git(at, {"tag", "-a", "-m", "nested", name, before});
        before = name;
    }
    const auto objects = git::Database::of_repository(at);
    EXPECT_EQ(git::commit_of(objects, id(at, "t20")), id(at, "HEAD"));
    EXPECT_EQ(git::commit_of(objects, id(at, "t39")), std::nullopt);
}
