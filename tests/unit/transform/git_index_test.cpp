#include "transform/git_index.h"

#include "git/object.h"
#include "git_fixture.h"

#include <gtest/gtest.h>

using namespace verbatim;

namespace {
struct GitIndexTest : testing::Test, test::GitFixture {};
}  // namespace

// `git update-index --index-info` writes entries with zeroed stat fields too: byte for byte the same file.
TEST_F(GitIndexTest, IsTheFileThatGitWrites) {
    git(dir.path(), {"init", "--quiet", "repo"});
    const std::string id(40, '3');
    std::vector<git::IndexEntry> entries;
    std::string lines;
    for (const auto& [mode, path] : std::map<std::string, std::string>{
             {"100644", "b"}, {"100755", "a-b"}, {"120000", "a/b"}, {"160000", "a.b"}}) {
        entries.push_back({static_cast<std::uint32_t>(std::stoul(mode, nullptr, 8)), path, id});
        lines += mode + " " + id + "\t" + path + "\n";
    }
    for (std::size_t length : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 9U, 4094U, 4095U, 5000U}) {
        std::string path = "long/";
        while (path.size() < length + 5) path += path.size() % 200 == 199 ? "/" : "x";
        if (path.ends_with("/")) path.back() = 'x';
        entries.push_back({0100644, path, id});
        lines += "100644 " + id + "\t" + path + "\n";
    }
    write_file(dir.path() / "lines", lines);
    ProcessSpec spec;
    spec.argv = {"sh", "-c",
                 "git -c index.version=2 -c core.untrackedCache=false update-index --index-info < ../lines"};
    spec.environment = environment();
    spec.directory = dir.path() / "repo";
    ASSERT_TRUE(run_process(spec).succeeded());
    EXPECT_EQ(git::write_index(entries), read_file(dir.path() / "repo/.git/index"));
}

TEST_F(GitIndexTest, ItsOrderIsThatOfThePaths) {
    const std::string id(40, '3');
    EXPECT_EQ(git::write_index({{0100644, "a", id}, {0100644, "b", id}}),
              git::write_index({{0100644, "b", id}, {0100644, "a", id}}));
}
