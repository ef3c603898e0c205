#include "store/find_repository.h"

#include <gtest/gtest.h>

using namespace verbatim;
namespace fs = std::filesystem;

namespace {

struct FindRepository : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path()};
    Store store{dir.path() / "store"};

    std::optional<std::string> in(const std::vector<std::string>& files,
                                  const RepositorySearch& search = {}) {
        TreeBuilder builder(store);
        for (const std::string& file : files) builder.add_file(file, "x");
        return find_repository(store, builder.finish(), search);
    }
};

}  // namespace

TEST_F(FindRepository, FindsItAtAnyDepth) {
    EXPECT_EQ(in({"a", "b/c"}), std::nullopt);
    EXPECT_EQ(in({".git/HEAD"}), ".git");
    EXPECT_EQ(in({"a", "b/c/.GIT/config"}), "b/c/.GIT");
    EXPECT_EQ(in({"a/b/.hg/hgrc", "z"}), "a/b/.hg");
}

TEST_F(FindRepository, FindsItAsFileLinkAndEmptyFolder) {
    EXPECT_EQ(in({"sub/.git"}), "sub/.git");
    TreeBuilder link(store);
    link.add_symlink("sub/.git", "../elsewhere");
    EXPECT_EQ(find_repository(store, link.finish()), "sub/.git");
    TreeBuilder folder(store);
    folder.add_directory("sub/.svn");
    EXPECT_EQ(find_repository(store, folder.finish()), "sub/.svn");
}

TEST_F(FindRepository, PassesOverTheTopOneWhereThatIsOurs) {
    const RepositorySearch ours{.top_git = false, .bare = true};
    EXPECT_EQ(in({".git/HEAD", ".git/objects/x", ".git/refs/y"}, ours), std::nullopt);
    EXPECT_EQ(in({".git/HEAD", "a/.git/HEAD"}, ours), "a/.git");
    EXPECT_EQ(in({".Git/HEAD"}, ours), ".Git");
    EXPECT_EQ(in({".hg/x"}, ours), ".hg");
}

TEST_F(FindRepository, FindsABareOneUnderAnyName) {
    const std::vector<std::string> bare = {"a/fixture/HEAD", "a/fixture/config", "a/fixture/objects/x",
                                           "a/fixture/refs/y"};
    EXPECT_EQ(in(bare), "a/fixture");
    EXPECT_EQ(in(bare, {.top_git = true, .bare = false}), std::nullopt);
    EXPECT_EQ(in({"HEAD", "objects/x", "refs/y"}), ".");
    EXPECT_EQ(in({"a/HEAD", "a/commondir"}), "a");
    EXPECT_EQ(in({"a/HEAD", "a/objects/x", "refs/y"}), std::nullopt);
    EXPECT_EQ(in({"a/objects/x", "a/refs/y", "a/config"}), std::nullopt);
}

TEST_F(FindRepository, LooksIntoAFolderOnceHoweverOftenItStandsThere) {
    TreeBuilder leaf(store);
    leaf.add_file("a", "x");
    Digest tree = leaf.finish();
    for (int level = 0; level < 12; ++level) {
        TreeBuilder folder(store);
        for (int i = 0; i < 50; ++i) folder.add_tree("d" + std::to_string(i), tree);
        tree = folder.finish();
    }
    EXPECT_EQ(find_repository(store, tree), std::nullopt) << "and at once: there are fifty to the twelfth";
}
