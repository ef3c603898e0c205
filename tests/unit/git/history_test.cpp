#include "git/history.h"

#include "git/revision.h"
#include "git_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

namespace {

struct Line : test::GitFixture {
    fs::path at = dir.path() / "line";
    std::vector<std::string> ids;

    Line() {
        fs::create_directories(at);
        git(at, {"init", "--quiet", "--initial-branch=main"});
        for (const char* subject : {"one", "two", "three", "four"}) commit(subject);
    }
    std::string commit(const std::string& subject) {
        write_file(at / "file", subject);
        git(at, {"add", "."});
        git(at, {"commit", "--quiet", "-m", subject + "\n\nbody"});
        return ids.emplace_back(id(at, "HEAD"));
    }
    std::vector<std::string> subjects(const std::string& from, const std::string& to,
                                      std::size_t most = 9) const {
        std::vector<std::string> all;
        for (const git::CommitLine& line : git::commits_between(at / ".git", from, to, most).newest)
            all.push_back(line.subject);
        return all;
    }
};

}  // namespace

TEST(CommitsBetween, AreThoseThatTheOtherHasNotNewestFirst) {
    const Line line;
    EXPECT_THAT(line.subjects(line.ids[0], line.ids[3]), ElementsAre("four", "three", "two"));
    EXPECT_TRUE(line.subjects(line.ids[3], line.ids[0]).empty());
    EXPECT_TRUE(line.subjects(line.ids[1], line.ids[1]).empty());
}

TEST(CommitsBetween, AreCountedWhereTheyAreNotAllListed) {
    const Line line;
    const auto found = git::commits_between(line.at / ".git", line.ids[0], line.ids[3], 1);
    EXPECT_EQ(found.count, 3U);
    ASSERT_EQ(found.newest.size(), 1U);
    EXPECT_EQ(found.newest[0].id, line.ids[3]);
}

TEST(CommitsBetween, LeaveOutMerges) {
    Line line;
    line.git(line.at, {"checkout", "--quiet", "-b", "side", line.ids[1]});
    line.git(line.at, {"commit", "--quiet", "--allow-empty", "-m", "on the side"});
    line.git(line.at, {"checkout", "--quiet", "main"});
    line.git(line.at, {"merge", "--quiet", "--no-ff", "-m", "a merge", "side"});
    EXPECT_THAT(line.subjects(line.ids[3], line.id(line.at, "HEAD")), ElementsAre("on the side"));
}

TEST(CommitsBetween, SayThatTheHistoryIsNotAllThere) {
    const Line line;
    line.git(line.dir.path(),
             {"clone", "--quiet", "--bare", "--depth=2", "file://" + line.at.string(), "shallow"});
    const auto shallow = line.dir.path() / "shallow";
    const Error error =
        test::thrown_by([&] { return git::commits_between(shallow, line.ids[0], line.ids[3], 9); });
    EXPECT_EQ(error.kind(), Failure::unavailable);
    EXPECT_THAT(error.message(), HasSubstr("cannot list the commits from " + line.ids[0].substr(0, 12)));
}

TEST(Revision, HasTheFilesOfTheFolderAsOfThen) {
    Line line;
    fs::create_directories(line.at / "project/sub");
    write_file(line.at / "project/a.yaml", "then");
    write_file(line.at / "project/sub/b.yaml", "b");
    write_file(line.at / "project/no.txt", "no");
    fs::create_symlink("a.yaml", line.at / "project/link.yaml");
    line.commit("a project");
    write_file(line.at / "project/a.yaml", "now");
    line.commit("later");
    const auto yaml = [](const std::string& path) { return path.ends_with(".yaml"); };
    const git::Revision found = git::read_revision(line.at / "project", "HEAD~1", yaml);
    EXPECT_EQ(found.commit, line.ids[4]);
    EXPECT_THAT(found.files, ElementsAre(Pair("a.yaml", "then"), Pair("sub/b.yaml", "b")));
    EXPECT_THAT(git::read_revision(line.at, "main", yaml).files,
                ElementsAre(Pair("project/a.yaml", "now"), Pair("project/sub/b.yaml", "b")));
    EXPECT_TRUE(git::read_revision(line.at / "project", line.ids[0], yaml).files.empty()) << "not there yet";
}

TEST(Revision, ThatThereIsNotIsAMistake) {
    const Line line;
    const auto all = [](const std::string&) { return true; };
    for (const char* name : {"nowhere", "HEAD~99", "HEAD:file"}) {
        const Error error = test::thrown_by([&] { return git::read_revision(line.at, name, all); });
        EXPECT_EQ(error.kind(), Failure::usage);
        EXPECT_THAT(error.message(), HasSubstr(std::string("no revision \"") + name + "\""));
    }
    const Error error = test::thrown_by([&] { return git::read_revision(line.dir.path(), "HEAD", all); });
    EXPECT_THAT(error.message(), HasSubstr("lies in no git repository"));
}

namespace {

// projects/one/BRANCH/SUMS over time: made, left alone, changed on a side branch that is merged, gone.
struct Changes : testing::Test, test::GitFixture {
    fs::path at = dir.path() / "changes";

    Changes() {
        fs::create_directories(at);
        git(at, {"init", "--quiet", "--initial-branch=main"});
    }
    std::string commit(const std::string& branch, const std::string& content) {
        const fs::path file = at / "projects/one" / branch / "SUMS";
        fs::create_directories(file.parent_path());
        content.empty() ? static_cast<void>(fs::remove(file)) : write_file(file, content);
        git(at, {"add", "-A"});
        git(at, {"commit", "--quiet", "--allow-empty", "-m", "c"});
        return id(at, "HEAD");
    }
    std::vector<std::string> found(const std::string& commit) const {
        std::vector<std::string> all;
        for (const git::FileChange& one : git::changes_of_files(at / ".git", commit, "projects/one", "SUMS"))
            all.push_back(one.commit.substr(0, 12) + " " + one.between + " " + one.id.substr(0, 12));
        return all;
    }
    static std::string line(const std::string& commit, const std::string& branch, const std::string& blob) {
        return commit.substr(0, 12) + " " + branch + " " + blob.substr(0, 12);
    }
};

}  // namespace

TEST_F(Changes, OfAFileAreTheCommitsThatMadeIt) {
    const std::string first = commit("1-35", "a\n"), a = id(at, "HEAD:projects/one/1-35/SUMS");
    write_file(at / "elsewhere", "x");
    (void)commit("1-35", "a\n");
    const std::string other = commit("1-36", "a\n"), second = commit("1-35", "b\n"),
                      b = id(at, "HEAD:projects/one/1-35/SUMS"), gone = commit("1-36", "");
    EXPECT_THAT(found(gone), ElementsAre(line(gone, "1-36", ""), line(second, "1-35", b),
                                         line(other, "1-36", a), line(first, "1-35", a)));
    EXPECT_THAT(found(first), ElementsAre(line(first, "1-35", a))) << "what comes later is not its history";
}

TEST_F(Changes, OnAMergedBranchAreThoseOfTheBranchAndNotOfTheMerge) {
    const std::string base = commit("1-36", "a\n"), a = id(at, "HEAD:projects/one/1-36/SUMS");
    git(at, {"checkout", "--quiet", "-b", "side"});
    const std::string side = commit("1-36", "b\n"), b = id(at, "HEAD:projects/one/1-36/SUMS");
    git(at, {"checkout", "--quiet", "main"});
    (void)commit("1-35", "x\n");
    const std::string x = id(at, "HEAD:projects/one/1-35/SUMS"), beside = id(at, "HEAD");
    git(at, {"merge", "--quiet", "--no-edit", "side"});
    EXPECT_THAT(
        found(id(at, "HEAD")),
        testing::UnorderedElementsAre(line(side, "1-36", b), line(base, "1-36", a), line(beside, "1-35", x)));
}

TEST_F(Changes, HaveTheirTimeAndKnowWhatTheyLack) {
    const std::string first = commit("1-36", "a\n");
    const auto all = git::changes_of_files(at / ".git", first, "projects/one", "SUMS");
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].time, 1700000000);
    EXPECT_TRUE(git::changes_of_files(at / ".git", first, "projects/nobody", "SUMS").empty());
    EXPECT_THAT(test::error_of([&] {
                    (void)git::changes_of_files(at / ".git", std::string(40, '4'), "projects/one", "SUMS");
                }),
                HasSubstr("444444444444"));
}
