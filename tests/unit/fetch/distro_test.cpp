#include "fetch/commit.h"
#include "git_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::AllOf;
using testing::HasSubstr;

namespace {
struct DistroTest : testing::Test, test::GitFixture {
    test::fs::path at = dir.path() / "distro";
    FetchDistro fetch;
    const std::string folder = "projects/org/one/1-36";

    DistroTest() {
        for (const char* path :
             {"projects/org/one/1-36/patches", "projects/org/one/1-35", "projects/org/two/1-35",
              "projects/other/three/1-36", "elsewhere/org/one/1-36"})
            test::fs::create_directories(at / path);
        write_file(at / folder / "CHECKSUMS", "sums\n");
        write_file(at / folder / "GIT_TAG", "v1\n");
        write_file(at / folder / "patches/0001-a.patch", "a\n");
        write_file(at / "projects/org/one/1-35/GIT_TAG", "v0\n");
        write_file(at / "projects/org/two/1-35/GIT_TAG", "v0\n");
        write_file(at / "projects/other/three/1-36/run", "", 0755);
        test::fs::create_symlink("run", at / "projects/other/three/1-36/link");
        write_file(at / "projects/README", "a file beside the organisations\n");
        write_file(at / "elsewhere/org/one/1-36/GIT_TAG", "no\n");
        git(at, {"init", "--quiet"});
        git(at, {"add", "."});
        git(at, {"commit", "--quiet", "-m", "distro"});
        fetch.url = "file://" + at.string();
        fetch.branch = "1-36";
        pin(id(at, "HEAD"), id(at, "HEAD:" + folder + "/CHECKSUMS"), id(at, "HEAD:" + folder + "/patches"));
    }
    void pin(const std::string& commit, const std::string& checksums, const std::string& patches) {
        const auto text =
            SourceText::make("releases/1-36.yaml", "commit: " + commit + "\nchecksums: " + checksums +
                                                       "\npatches: " + patches + "\n");
        fetch.commit = {commit, {text, 1, 9}};
        fetch.checksums["org/one"] = {checksums, {text, 2, 12}};
        fetch.patches["org/one"] = {patches, {text, 3, 10}};
    }
    std::string refusal() {
        return test::error_of([&] { (void)fetch_distro(fetch, context); });
    }
};
}  // namespace

TEST_F(DistroTest, HoldsTheBranchOfEachProjectWithoutPatches) {
    const auto files = store.files(fetch_distro(fetch, context));
    std::set<std::string> names;
    for (const auto& [path, entry] : files) names.insert(path);
    EXPECT_EQ(names,
              (std::set<std::string>{folder + "/CHECKSUMS", folder + "/GIT_TAG",
                                     "projects/other/three/1-36/link", "projects/other/three/1-36/run"}));
    EXPECT_EQ(files.at("projects/other/three/1-36/run").kind, TreeEntry::Kind::executable);
    EXPECT_EQ(files.at("projects/other/three/1-36/link").kind, TreeEntry::Kind::symlink);
    EXPECT_EQ(store.get(files.at(folder + "/CHECKSUMS").digest), "sums\n");
}

TEST_F(DistroTest, OrThePatchesOfOneProjectAlone) {
    fetch.patches_of = "org/one";
    fetch.checksums.clear();
    const auto files = store.files(fetch_distro(fetch, context));
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(store.get(files.at(folder + "/patches/0001-a.patch").digest), "a\n");
}

TEST_F(DistroTest, APatchThatTheMirrorLacksHoldsUpOnlyWhoNeedsIt) {
    const std::string object = id(at, "HEAD:" + folder + "/patches/0001-a.patch");
    test::fs::remove(at / ".git/objects" / object.substr(0, 2) / object.substr(2));
    EXPECT_NO_THROW((void)fetch_distro(fetch, context));
    fetch.patches_of = "org/one";
    EXPECT_THAT(refusal(), AllOf(HasSubstr("lacks the git object " + object),
                                 HasSubstr(folder + "/patches/0001-a.patch")));
}

TEST_F(DistroTest, ChecksumsThatAreNotThePinnedOnesAreRefusedWithBothIds) {
    const std::string there = fetch.checksums["org/one"].value;
    pin(fetch.commit.value, std::string(40, '4'), fetch.patches["org/one"].value);
    EXPECT_THAT(refusal(), AllOf(HasSubstr(folder + "/CHECKSUMS"), HasSubstr("releases/1-36.yaml:2:12"),
                                 HasSubstr(there), HasSubstr(std::string(40, '4'))));
}

TEST_F(DistroTest, PatchesThatAreNotThePinnedOnesAreRefusedWithBothIds) {
    const std::string there = fetch.patches["org/one"].value;
    pin(fetch.commit.value, fetch.checksums["org/one"].value, std::string(40, '4'));
    EXPECT_THAT(refusal(), AllOf(HasSubstr(folder + "/patches"), HasSubstr("releases/1-36.yaml:3:10"),
                                 HasSubstr(there), HasSubstr(std::string(40, '4'))));
}

TEST_F(DistroTest, PatchesOfWhatTheLockDoesNotHaveAreNeitherTakenNorNeeded) {
    fetch.patches.clear();
    fetch.checksums.clear();
    const std::string object = id(at, "HEAD:" + folder + "/patches");
    test::fs::remove(at / ".git/objects" / object.substr(0, 2) / object.substr(2));
    const auto files = store.files(fetch_distro(fetch, context));
    EXPECT_FALSE(files.contains(folder + "/patches/0001-a.patch"));
    EXPECT_TRUE(files.contains(folder + "/CHECKSUMS"));
}

TEST_F(DistroTest, PatchesThatThePinsForgotAreNotPassedOverInSilence) {
    const std::string tree = fetch.patches["org/one"].value;
    fetch.patches.clear();
    EXPECT_THAT(refusal(), AllOf(HasSubstr("has patches of org/one, and none are pinned"),
                                 HasSubstr("releases/1-36.yaml:2:12"), HasSubstr("patches: " + tree)));
}

TEST_F(DistroTest, APinOfWhatTheDistroLacksIsRefused) {
    fetch.checksums["org/two"] = fetch.checksums["org/one"];
    EXPECT_THAT(refusal(), HasSubstr("has no projects/org/two/1-36/CHECKSUMS"));
}

TEST_F(DistroTest, AnAbsentCommitIsNamed) {
    fetch.commit.value = std::string(40, '5');
    EXPECT_THAT(refusal(), AllOf(HasSubstr(std::string(40, '5')), HasSubstr("releases/1-36.yaml:1:9"),
                                 HasSubstr(at.string())));
}

TEST_F(DistroTest, AnAbsentObjectIsNamedWithItsPathAndThePin) {
    for (const std::string& path : {folder + "/patches", folder + "/GIT_TAG", std::string("projects/org")}) {
        const std::string object = id(at, "HEAD:" + path);
        test::fs::remove(at / ".git/objects" / object.substr(0, 2) / object.substr(2));
        fetch.patches_of = path.ends_with("patches") ? "org/one" : "";
        EXPECT_THAT(refusal(),
                    AllOf(HasSubstr(object), HasSubstr(path), HasSubstr("releases/1-36.yaml:1:9")));
    }
}

// A few objects, and more entries than anybody could read.
TEST_F(DistroTest, AFolderWithoutEndIsRefused) {
    const auto mktree = [&](const std::string& lines) {
        ProcessSpec spec;
        spec.argv = {"git", "mktree"};
        spec.environment = environment();
        spec.directory = at;
        spec.input = lines;
        std::string id;
        spec.on_output = [&](std::string_view bytes) { id += bytes; };
        EXPECT_TRUE(run_process(spec).succeeded());
        return id.substr(0, 40);
    };
    std::string tree = mktree("");
    for (int level = 0; level < 7; ++level) {
        std::string lines;
        for (int i = 0; i < 50; ++i) lines += "040000 tree " + tree + "\td" + std::to_string(i) + "\n";
        tree = mktree(lines);
    }
    for (const std::string& name :
         {std::string("1-36"), std::string("one"), std::string("org"), std::string("projects")})
        tree = mktree("040000 tree " + tree + "\t" + name + "\n");
    const std::string commit = git(at, {"commit-tree", "-m", "x", tree});
    pin(commit, id(at, "HEAD:" + folder + "/CHECKSUMS"), id(at, "HEAD:" + folder + "/patches"));
    EXPECT_THAT(refusal(), HasSubstr("has more than 200000 entries"));
}
