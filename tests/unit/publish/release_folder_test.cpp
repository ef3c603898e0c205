// A release comes into its folder whole or not at all, and what is out never changes.
#include "publish/release_folder.h"

#include "base/error.h"
#include "expect.h"
#include "publish/release_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

using namespace verbatim;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

namespace {

template <typename Call>
std::string refused(Call call) {
    return test::thrown_by(call).render();
}

struct ReleaseFolderTest : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path(), "verbatim-unit-"};
    Store store{dir.path() / "store"};
    fs::path out = dir.path() / "dist";

    static std::string manifest(std::int64_t number) {
        ReleaseManifest manifest;
        manifest.name = release_name("one", number);
        manifest.channel = "one";
        manifest.number = number;
        manifest.build_repo_commit = std::string(40, 'b');
        manifest.date = 1'700'000'000;
        ReleaseComponent component;
        component.name = "tool";
        component.git_commit = std::string(40, 'c');
        component.git_tag = "v1";
        manifest.components.push_back(component);
        return release_yaml(manifest);
    }
    Digest tree(std::int64_t number, const std::string& content = "bits") {
        const ReleaseLayout layout{"one", number};
        TreeBuilder builder(store);
        builder.add_file(layout.artifacts() + "/tool/v1/tool", content, true);
        builder.add_file(layout.docs() + "/index.md", "page");
        builder.add_file(layout.manifest(), manifest(number));
        builder.add_file(layout.manifest() + ".sha256", "sum");
        return builder.finish();
    }
    Published publish(std::int64_t number, const std::string& content = "bits") {
        return ReleaseFolder(out).publish(tree(number, content), {"one", number}, 1'700'000'000, store);
    }
    // Path → mode of all below `out`, but files that everybody can read and folders that everybody can enter.
    std::map<std::string, int> closed() const {
        std::map<std::string, int> found;
        for (const auto& entry : fs::recursive_directory_iterator(out)) {
            const int mode = static_cast<int>(entry.status().permissions());
            if (mode != 0755 && (entry.is_directory() || mode != 0644))
                found[entry.path().lexically_relative(out).string()] = mode;
        }
        return found;
    }
    std::string refusal(std::int64_t number, const std::string& content) {
        return refused([&] { publish(number, content); });
    }
};

}  // namespace

TEST_F(ReleaseFolderTest, AReleaseComesInOnceAndStays) {
    EXPECT_EQ(publish(1), Published::made);
    EXPECT_EQ(read_file(out / "kubernetes-one/releases/1/artifacts/tool/v1/tool"), "bits");
    EXPECT_EQ(publish(1), Published::unchanged);
    EXPECT_EQ(publish(2), Published::made);
    EXPECT_THAT(ReleaseFolder(out).numbers("one"), ElementsAre(1, 2));
}

TEST_F(ReleaseFolderTest, EverybodyCanReadItWhateverTheUmask) {
    const mode_t before = ::umask(0077);
    publish(1);
    {
        ReleaseFolder folder(out);
        folder.write_definitions();
        folder.mark({"one", 1, ReleaseStatus::State::withdrawn, {}, "wrong", 1'700'000'000});
        folder.write_page({"two", 1}, "index.md", "page");
        folder.update_channel("one", {});
    }
    ::umask(before);
    EXPECT_THAT(closed(), testing::IsEmpty());
    EXPECT_EQ(fs::status(out).permissions(), fs::perms{0755});
    fs::permissions(out, fs::perms{0750});
    publish(2);
    EXPECT_EQ(fs::status(out).permissions(), fs::perms{0750}) << "a folder that was there keeps its mode";
}

TEST_F(ReleaseFolderTest, ANumberThatIsOutIsNeverOverwritten) {
    publish(1);
    EXPECT_THAT(refusal(1, "other"), AllOf(HasSubstr("vone-eks-1 is out already, with other content"),
                                           HasSubstr("artifacts/tool/v1/tool has other content")));
    EXPECT_EQ(read_file(out / "kubernetes-one/releases/1/artifacts/tool/v1/tool"), "bits");
}

TEST_F(ReleaseFolderTest, AnIndexThatAStatusLeftBehindIsWrittenAnew) {
    publish(1);
    const fs::path index = out / "docs/contents/releases/one/1/index.md";
    write_file(index, "page with a notice");
    EXPECT_EQ(publish(1), Published::renewed);
    EXPECT_EQ(read_file(index), "page");
    EXPECT_EQ(publish(1), Published::unchanged);
    fs::remove(index);
    EXPECT_EQ(publish(1), Published::renewed);
    write_file(index, "page with a notice");
    EXPECT_THAT(refusal(1, "other"), AllOf(HasSubstr("tool has other content"), HasSubstr("index.md")));
    EXPECT_EQ(read_file(index), "page with a notice");
}

TEST_F(ReleaseFolderTest, WhatIsMissingOrTooMuchIsNamed) {
    publish(1);
    fs::remove(out / "kubernetes-one/releases/1/artifacts/tool/v1/tool");
    write_file(out / "kubernetes-one/releases/1/artifacts/more", "x");
    EXPECT_THAT(refusal(1, "bits"), AllOf(HasSubstr("tool/v1/tool is not there"),
                                          HasSubstr("artifacts/more is there, and not part of it")));
}

TEST_F(ReleaseFolderTest, ALinkIsNotTheFileItLeadsTo) {
    publish(1);
    const fs::path file = out / "kubernetes-one/releases/1/artifacts/tool/v1/tool";
    fs::rename(file, out / "elsewhere");
    fs::create_symlink(out / "elsewhere", file);
    EXPECT_THAT(refusal(1, "bits"), HasSubstr("tool/v1/tool has other content"));
}

TEST_F(ReleaseFolderTest, WithoutItsManifestNothingIsOut) {
    publish(1, "of a run that was cut off");
    fs::remove(out / "kubernetes-one/kubernetes-one-eks-1.yaml");
    make_directories(out / ".verbatim-part-x");
    EXPECT_THAT(ReleaseFolder(out).numbers("one"), ElementsAre());
    EXPECT_EQ(publish(1), Published::made);
    EXPECT_EQ(read_file(out / "kubernetes-one/releases/1/artifacts/tool/v1/tool"), "bits");
    EXPECT_FALSE(fs::exists(out / ".verbatim-part-x"));
}

TEST_F(ReleaseFolderTest, TheChannelNamesTheNewestThatIsNotWithdrawn) {
    publish(1);
    publish(2);
    ReleaseFolder folder(out);
    EXPECT_EQ(folder.update_channel("one", {}).latest_release, 2);
    EXPECT_TRUE(folder.update_channel("one", {}).active);
    PublishPin ended;
    ended.active = false;
    EXPECT_FALSE(folder.update_channel("one", ended).active);
    EXPECT_THAT(folder.read("releasechannels/one.yaml"), HasSubstr("active: false\n  latestRelease: 2"));
    folder.mark({"one", 2, ReleaseStatus::State::withdrawn, {}, "wrong", 1'700'000'000});
    EXPECT_EQ(folder.update_channel("one", {}).latest_release, 1);
    folder.mark({"one", 1, ReleaseStatus::State::withdrawn, {}, "wrong too", 1'700'000'000});
    const ReleaseChannel channel = folder.update_channel("one", {});
    EXPECT_FALSE(channel.latest_release);
    EXPECT_FALSE(channel.active);
}

TEST_F(ReleaseFolderTest, DefinitionsOfItsKindsHaveTheNamesThatUsersApply) {
    ReleaseFolder(out).write_definitions();
    for (const std::string name : {"releases", "releasechannels"}) {
        const std::string file = "crds/" + name + ".distro.eks.amazonaws.com-v1alpha1.yaml";
        EXPECT_THAT(read_file(out / file), HasSubstr("  name: " + name + ".distro.eks.amazonaws.com\n"));
    }
}

TEST_F(ReleaseFolderTest, OnlyWhatIsOutIsMarked) {
    publish(1);
    ReleaseFolder folder(out);
    EXPECT_THAT(
        refused([&] { folder.mark({"one", 3, ReleaseStatus::State::withdrawn, {}, "x", 1'700'000'000}); }),
        HasSubstr("vone-eks-3 is not out"));
    EXPECT_THAT(
        refused([&] { folder.mark({"one", 1, ReleaseStatus::State::superseded, 2, "x", 1'700'000'000}); }),
        HasSubstr("vone-eks-2 is not out"));
}

TEST_F(ReleaseFolderTest, ALatestReleaseIsFoundByItsChannel) {
    publish(1);
    publish(2);
    EXPECT_THAT(refused([&] { (void)find_release(out, "", 0); }), HasSubstr("no release is in"));
    ReleaseFolder(out).update_channel("one", {});
    EXPECT_EQ(find_release(out, "", 0).number, 2);
    EXPECT_EQ(find_release(out, "one", 1).number, 1);
    EXPECT_THAT(refused([&] { (void)find_release(out, "two", 0); }), HasSubstr("It has: one."));
    EXPECT_THAT(refused([&] { (void)find_release(out, "../one", 0); }), HasSubstr("no release of ../one"));
    EXPECT_THAT(release_images(out, {"one", 1}), ElementsAre());
}

TEST_F(ReleaseFolderTest, AWithdrawnReleaseIsRefusedAndASupersededOneIsNot) {
    publish(1);
    publish(2);
    using State = ReleaseStatus::State;
    refuse_withdrawn(out, {"one", 1});
    ReleaseFolder(out).mark({"one", 1, State::superseded, 2, "", 1'700'000'000});
    refuse_withdrawn(out, {"one", 1});
    ReleaseFolder(out).mark({"one", 1, State::withdrawn, 2, "it is wrong", 1'700'000'000});
    ReleaseFolder(out).mark({"one", 2, State::withdrawn, {}, "so is it", 1'700'000'000});
    EXPECT_THAT(refused([&] { refuse_withdrawn(out, {"one", 1}); }),
                AllOf(HasSubstr("vone-eks-1 is withdrawn: it is wrong"),
                      HasSubstr("vone-eks-2 takes its place"), HasSubstr("next: give --number 2")));
    EXPECT_THAT(refused([&] { refuse_withdrawn(out, {"one", 2}); }),
                AllOf(HasSubstr("vone-eks-2 is withdrawn: so is it"), Not(HasSubstr("takes its place")),
                      HasSubstr("the --number of another release")));
    fs::rename(out / "kubernetes-one/kubernetes-one-eks-2.status.yaml",
               out / "kubernetes-one/kubernetes-one-eks-1.status.yaml");
    EXPECT_THAT(refused([&] { refuse_withdrawn(out, {"one", 1}); }), HasSubstr("speaks of another release"));
}
