#include "diff/manifest_difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using Kind = Reason::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

ReleaseAsset file(const std::string& name, const std::string& os, const std::string& path,
                  const std::string& content) {
    ReleaseAsset asset;
    asset.name = name;
    asset.os = os;
    asset.arch = {"amd64"};
    asset.archive = AssetArchive{"https://releases.example.test/kubernetes-1-36/releases/7/artifacts/" + path,
                                 sha256(content), ""};
    return asset;
}

ReleaseAsset image(const std::string& name, const std::optional<Digest>& digest) {
    ReleaseAsset asset;
    asset.name = name;
    asset.type = AssetType::image;
    asset.arch = {"amd64", "arm64"};
    asset.image = AssetImage{"registry.example.test/etcd:v1", digest};
    return asset;
}

ManifestSide side(const std::string& tag = "v1.0.0", const std::string& content = "a",
                  const std::string& commit = "c1") {
    ManifestSide side;
    side.name = "manifest of " + tag;
    side.manifest.name = "kubernetes-1-36-eks-7";
    side.manifest.channel = "1-36";
    side.manifest.number = 7;
    side.manifest.components = {{"etcd",
                                 commit,
                                 tag,
                                 {file("etcd-linux-amd64-" + tag + ".tar.gz", "linux",
                                       "etcd/" + tag + "/etcd-linux-amd64-" + tag + ".tar.gz", content),
                                  image("etcd-image", sha256("image"))}}};
    return side;
}

ReleaseDifference manifests_between(const ManifestSide& was, const ManifestSide& is) {
    return manifest_difference(SideKind::manifest, was, is, {});
}

}  // namespace

TEST(ManifestDifference, EqualOnesAreEqual) {
    const auto difference = manifests_between(side(), side());
    EXPECT_TRUE(difference.equal());
    EXPECT_EQ(difference.unchanged_artifacts.size(), 2U);
    EXPECT_THAT(difference.unchanged_components, ElementsAre("etcd"));
}

TEST(ManifestDifference, AnAssetOfAnotherTagIsTheSameAssetFromAnotherSource) {
    const auto difference = manifests_between(side(), side("v1.1.0", "b", "c2"));
    ASSERT_EQ(difference.artifacts.size(), 1U);
    EXPECT_EQ(difference.artifacts[0].artifact,
              (ArtifactName{"etcd", "linux/amd64", "etcd-linux-amd64-v1.1.0.tar.gz"}));
    EXPECT_EQ(difference.artifacts[0].change, Change::changed);
    EXPECT_THAT(difference.artifacts[0].reasons, ElementsAre(Reason{Kind::source, "v1.0.0 → v1.1.0"}));
    EXPECT_THAT(difference.unchanged_artifacts,
                ElementsAre(ArtifactName{"etcd", "amd64+arm64", "etcd-image"}));
    ASSERT_EQ(difference.components.size(), 1U);
    EXPECT_EQ(difference.components[0].tag, (Was{"v1.0.0", "v1.1.0"}));
}

TEST(ManifestDifference, WithoutAnotherSourceTheReasonIsNotTold) {
    const auto difference = manifests_between(side(), side("v1.0.0", "b"));
    ASSERT_EQ(difference.artifacts.size(), 1U);
    EXPECT_THAT(difference.artifacts[0].reasons, ElementsAre(Reason{Kind::not_told, ""}));
    EXPECT_THAT(difference.components, IsEmpty());
}

TEST(ManifestDifference, ACommitThatOneSideLeavesOutIsNoOther) {
    const auto difference = manifests_between(side("v1.0.0", "a", ""), side());
    EXPECT_TRUE(difference.equal());
    EXPECT_THAT(with_other_commits(side("v1.0.0", "a", ""), side()), IsEmpty());
    EXPECT_EQ(with_other_commits(side("v1.0.0", "a", "c0"), side()).size(), 1U);
}

TEST(ManifestDifference, AnImageWithoutDigestIsNotCompared) {
    ManifestSide is = side();
    is.manifest.components[0].assets[1].image->digest.reset();
    const auto difference = manifests_between(side(), is);
    EXPECT_TRUE(difference.equal());
    EXPECT_EQ(difference.untold_artifacts.size(), 1U);
    EXPECT_EQ(difference.unchanged_artifacts.size(), 1U);
}

TEST(ManifestDifference, AssetsAndComponentsComeAndGo) {
    ManifestSide is = side();
    is.manifest.components[0].assets[1].name = "other-image";
    is.manifest.components.push_back({"new", "", "v1", {}});
    const auto difference = manifests_between(side(), is);
    ASSERT_EQ(difference.artifacts.size(), 2U);
    EXPECT_EQ(difference.artifacts[0].change, Change::dropped);
    EXPECT_EQ(difference.artifacts[1].change, Change::added);
    ASSERT_EQ(difference.components.size(), 1U);
    EXPECT_EQ(difference.components[0].change, Change::added);
}

TEST(TreeDifference, WhatHoldsTheNumberSaysSo) {
    ManifestSide was = side(), is = side();
    is.manifest.number = 8;
    was.files = {{"etcd/v1.0.0/bin/etcd.docker_tag", sha256("7")}, {"etcd/v1.0.0/bin/etcd", sha256("x")}};
    is.files = {{"etcd/v1.0.0/bin/etcd.docker_tag", sha256("8")}, {"etcd/v1.0.0/bin/etcd", sha256("y")}};
    was.docs = {{"docs/CHANGELOG-v1-36-eks-7.md", sha256("7")}};
    is.docs = {{"docs/CHANGELOG-v1-36-eks-8.md", sha256("8")}};
    const auto difference = manifest_difference(SideKind::tree, was, is, {});
    ASSERT_EQ(difference.artifacts.size(), 3U);
    EXPECT_EQ(difference.artifacts[0].artifact.name, "docs/CHANGELOG-v1-36-eks-8.md");
    EXPECT_THAT(difference.artifacts[0].reasons, ElementsAre(Reason{Kind::number, "7 → 8"}));
    EXPECT_THAT(difference.artifacts[1].reasons, ElementsAre(Reason{Kind::not_told, ""}));
    EXPECT_THAT(difference.artifacts[2].reasons, ElementsAre(Reason{Kind::number, "7 → 8"}));
}

TEST(TreeDifference, APageOfTheSameNumberHasNoReason) {
    ManifestSide was = side(), is = side();
    was.docs = {{"docs/index.md", sha256("a")}};
    is.docs = {{"docs/index.md", sha256("b")}};
    const auto difference = manifest_difference(SideKind::tree, was, is, {});
    ASSERT_EQ(difference.artifacts.size(), 1U);
    EXPECT_THAT(difference.artifacts[0].reasons, IsEmpty());
}

TEST(TreeDifference, ImagesAreWhatLiesThere) {
    ManifestSide was = side(), is = side();
    was.layouts = {{"org/etcd", sha256("1")}};
    is.layouts = {{"org/etcd", sha256("2")}};
    for (ManifestSide* one : {&was, &is})
        one->manifest.components[0].assets[1].image->uri = "registry.example.test/eks/org/etcd:v1";
    auto difference = manifest_difference(SideKind::tree, was, is, {});
    ASSERT_EQ(difference.artifacts.size(), 1U);
    EXPECT_EQ(difference.artifacts[0].artifact.name, "etcd-image");
    is.layouts->clear();
    difference = manifest_difference(SideKind::tree, was, is, {});
    ASSERT_EQ(difference.artifacts.size(), 1U);
    EXPECT_EQ(difference.artifacts[0].change, Change::dropped);
}

TEST(TreeDifference, FilesAreComparedByWhatTheyAreNotByWhatTheManifestSays) {
    ManifestSide was = side(), is = side("v1.1.0", "b");
    was.files = {{"etcd/v1.0.0/etcd-linux-amd64-v1.0.0.tar.gz", sha256("x")},
                 {"etcd/v1.0.0/bin/etcd.docker_tag", sha256("y")}};
    is.files = {{"etcd/v1.1.0/etcd-linux-amd64-v1.1.0.tar.gz", sha256("x")},
                {"etcd/v1.1.0/bin/etcd.docker_tag", sha256("z")}};
    const auto difference = manifest_difference(SideKind::tree, was, is, {});
    ASSERT_EQ(difference.artifacts.size(), 1U);
    EXPECT_EQ(difference.artifacts[0].artifact,
              (ArtifactName{"etcd", "", "etcd/v1.1.0/bin/etcd.docker_tag"}));
    EXPECT_THAT(
        difference.unchanged_artifacts,
        ElementsAre(ArtifactName{"etcd", "amd64+arm64", "etcd-image"},
                    ArtifactName{"etcd", "linux/amd64", "etcd/v1.1.0/etcd-linux-amd64-v1.1.0.tar.gz"}));
}
