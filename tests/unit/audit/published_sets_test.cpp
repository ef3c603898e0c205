// What was claimed in a distro's history, when, and of which pins; the histories are made by git.
#include "audit/published_sets.h"

#include "git_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

std::string sums(char digit, const std::string& path) {
    return std::string(64, digit) + "  " + path + "\n";
}

// projects/one/tool and what lies in it, a day a commit.
struct History : testing::Test, test::GitFixture {
    fs::path at = dir.path() / "distro";
    std::int64_t day = 0;

    History() {
        fs::create_directories(at);
        git(at, {"init", "--quiet", "--initial-branch=main"});
    }
    // Files below projects/one/tool; empty: it goes.
    std::string commit(const std::map<std::string, std::string>& files) {
        for (const auto& [path, content] : files) {
            const fs::path file = at / "projects/one/tool" / path;
            fs::create_directories(file.parent_path());
            content.empty() ? static_cast<void>(fs::remove(file)) : write_file(file, content);
        }
        ++day;
        git(at, {"add", "-A"});
        git(at, {"-c", "user.name=C", "commit", "--quiet", "--allow-empty", "-m", "c"});
        return id(at, "HEAD");
    }
    std::vector<FolderState> states() const { return folder_states(at / ".git", id(at, "HEAD"), "one/tool"); }
    PublishedSets sets() const {
        const auto all = states();
        std::map<ObjectId, std::string> texts;
        for (const FolderState& state : all)
            if (state.checksums) texts[*state.checksums] = git(at, {"cat-file", "-p", *state.checksums});
        return published_sets(all, texts);
    }
    static std::vector<std::string> tags(const std::vector<FolderState>& states) {
        std::vector<std::string> all;
        for (const FolderState& state : states)
            all.push_back(state.branch + " " + state.git_tag.value_or("-") + " " +
                          state.golang.value_or("-"));
        return all;
    }
};

const char* const amd64 = "_output/1-35/bin/tool/linux-amd64/tool";

}  // namespace

TEST(ArtifactKey, IsTheSameInEveryFormThatPathsHad) {
    for (const char* path : {"_output/1-35/bin/tool/linux-amd64/tool", "_output/bin/tool/linux-amd64/tool",
                             "_output/1-35/bin/linux/amd64/tool", "_output/bin/tool-linux-amd64"})
        EXPECT_EQ(artifact_key(path), "linux/amd64/tool") << path;
    EXPECT_EQ(artifact_key("bin/windows-amd64/a-linux-b.exe"), "windows/amd64/a-linux-b.exe");
    EXPECT_EQ(artifact_key("_output/go-runner-linux-arm64"), "linux/arm64/go-runner");
    for (const char* other : {"tool", "bin/plan-9/tool", "-linux-amd64", "bin/linux-/tool", "", "linux//x"})
        EXPECT_EQ(artifact_key(other), other);
}

TEST_F(History, HasAStateForEachChangeOfPinsOrClaims) {
    commit({{"1-35/GIT_TAG", "v1\n"}, {"1-35/GOLANG_VERSION", "1.24\n"}, {"1-35/README", "x"}});
    commit({{"1-35/README", "y"}});
    commit({{"1-35/GIT_TAG", "v2\n"}, {"1-36/GIT_TAG", "v2\n"}});
    commit({{"1-35/patches/0001.patch", "p"}});
    commit({{"1-35/GIT_TAG", "two words\n"}, {"GIT_TAG", "v0\n"}});
    const auto all = states();
    ASSERT_THAT(all, SizeIs(6));
    EXPECT_THAT(tags(all), ElementsAre("1-35 v1 1.24", "1-35 v2 1.24", "1-36 v2 -", "1-35 v2 1.24", " v0 -",
                                       "1-35 - 1.24"));
    EXPECT_EQ(all[3].patches, id(at, "HEAD:projects/one/tool/1-35/patches"));
    EXPECT_THAT(folder_states(at / ".git", id(at, "HEAD"), "no/body"), IsEmpty());
}

TEST_F(History, IsOneSetForEqualHashesWhereverTheyWerePublished) {
    const std::string first = commit(
        {{"1-35/GIT_TAG", "v1"}, {"1-35/GOLANG_VERSION", "1.24"}, {"1-35/CHECKSUMS", sums('a', amd64)}});
    commit({{"1-36/GIT_TAG", "v1"},
            {"1-36/GOLANG_VERSION", "1.25"},
            {"1-36/CHECKSUMS", sums('a', "_output/1-36/bin/tool/linux-amd64/tool")}});
    commit({{"1-36/CHECKSUMS", sums('b', "_output/1-36/bin/tool/linux-amd64/tool")}});
    const PublishedSets found = sets();
    ASSERT_THAT(found.sets, SizeIs(2));
    const PublishedSet& older =
        found.sets[0].hashes.begin()->second.hex()[0] == 'a' ? found.sets[0] : found.sets[1];
    EXPECT_THAT(older.published, SizeIs(2));
    EXPECT_EQ(older.first().commit, first);
    EXPECT_THAT(tags(older.pins), ElementsAre("1-35 v1 1.24")) << "the same tag once";
    EXPECT_THAT(found.hashes(), SizeIs(2));
}

TEST_F(History, OffersThePinsOfTheDayThenThoseBesideIt) {
    commit({{"1-35/GIT_TAG", "v1"}, {"1-35/GOLANG_VERSION", "1.24"}, {"1-35/CHECKSUMS", sums('a', amd64)}});
    commit({{"1-35/GIT_TAG", "v2"}});                // forgot CHECKSUMS
    commit({{"1-35/CHECKSUMS", sums('b', amd64)}});  // now it is there
    commit({{"1-35/CHECKSUMS", sums('c', amd64)}});  // ahead of its pins
    commit({{"1-35/GIT_TAG", "v3"}, {"1-36/GIT_TAG", "v9"}});
    const PublishedSets found = sets();
    ASSERT_THAT(found.sets, SizeIs(3));
    std::map<char, std::vector<std::string>> pins;
    for (const PublishedSet& set : found.sets) pins[set.hashes.begin()->second.hex()[0]] = tags(set.pins);
    EXPECT_THAT(pins['a'], ElementsAre("1-35 v1 1.24", "1-35 v2 1.24"));
    EXPECT_THAT(pins['b'], ElementsAre("1-35 v2 1.24"));
    EXPECT_THAT(pins['c'], ElementsAre("1-35 v2 1.24", "1-35 v3 1.24"));
}

TEST_F(History, OfWhatIsNoSumsFileIsSaidSo) {
    commit({{"1-35/CHECKSUMS", "<<<<<<< HEAD\n"}, {"1-35/GIT_TAG", "v1"}});
    commit({{"1-35/CHECKSUMS", ""}});
    commit({{"1-35/CHECKSUMS", sums('a', amd64)}});
    const PublishedSets found = sets();
    EXPECT_THAT(found.sets, SizeIs(1));
    ASSERT_THAT(found.unreadable, SizeIs(1));
    EXPECT_EQ(found.unreadable[0].state.branch, "1-35");
}

TEST_F(History, TellsAClaimThatIsOlderThanThePinsBesideIt) {
    commit({{"1-35/GIT_TAG", "v1"}, {"1-35/GOLANG_VERSION", "1.24"}, {"1-35/CHECKSUMS", sums('a', amd64)}});
    EXPECT_FALSE(stale_claim(states(), "1-35")) << "written together";
    commit({{"1-36/GIT_TAG", "v9"}});
    EXPECT_FALSE(stale_claim(states(), "1-35")) << "another branch";
    EXPECT_FALSE(stale_claim(states(), "1-36")) << "claims nothing";
    commit({{"1-35/GIT_TAG", "v2"}});
    commit({{"1-35/GOLANG_VERSION", "1.25"}});
    const auto stale = stale_claim(states(), "1-35");
    ASSERT_TRUE(stale);
    EXPECT_THAT(tags({stale->claimed}), ElementsAre("1-35 v1 1.24"));
    EXPECT_THAT(tags(stale->changed), ElementsAre("1-35 v2 1.24", "1-35 v2 1.25"));
    commit({{"1-35/CHECKSUMS", sums('b', amd64)}});
    EXPECT_FALSE(stale_claim(states(), "1-35")) << "written anew";
    commit({{"1-35/patches/0001.patch", "p"}});
    EXPECT_TRUE(stale_claim(states(), "1-35")) << "patches are pins";
    commit({{"1-35/patches/0001.patch", ""}});
    EXPECT_FALSE(stale_claim(states(), "1-35")) << "and they went again";
}
