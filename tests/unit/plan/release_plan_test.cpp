// What a release adds to a plan: licences, archives, images; and how little of it a change touches.
#include "plan/release_plan.h"

#include "base/error.h"
#include "expect.h"
#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

using namespace verbatim;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

namespace {

template <typename Call>
std::string refused(Call call) {
    return test::thrown_by(call).render();
}

const std::string release_key = R"(release:
  artifacts: tools
  images:
    - name: alpha
      repository: org/alpha
      base: minimal
      platforms: [linux/amd64]
      contents: {usr/bin/alpha: binary alpha, LICENSES: licenses}
      entrypoint: [/usr/bin/alpha]
  archives:
    - name: "tool-{os}-{arch}-{tag}.tar.gz"
      platforms: [linux/amd64]
    - name: "tool-{os}-{arch}.zip"
      platforms: [windows/amd64]
      contents: {".": binaries, "src": source}
    - name: all.tar.gz
      platforms: []
      contents: {alpha.tag: image-tag alpha, alpha.name: image-name alpha}
)";
const std::string lock_keys =
    "publish: {uri: https://dist.example.test, registry: registry.example.test/d}\n"
    "base_images: {minimal: oci:base@sha256:" +
    std::string(64, '6') + "}\n";

ReleaseInputs sample_release_inputs(const std::string& more = release_key,
                                    const std::string& lock = lock_keys, std::int64_t number = 7) {
    ReleaseInputs inputs{sample_inputs(sample_project + more, sample_release + lock), {}, number};
    inputs.licences.folder = "toolchains/licences";
    inputs.licences.files = {{"go.mod", sha256("mod")}, {"main.go", sha256("main")}};
    inputs.licences.go.value = "go1.25.12";
    inputs.licences.root.value = "git";
    return inputs;
}

std::vector<std::string> paths(const ReleasePlan& plan) {
    std::vector<std::string> all;
    for (const Product& product : plan.products) all.push_back(product.path);
    return all;
}

const Product& product(const ReleasePlan& plan, const std::string& path) {
    const auto found = std::find_if(plan.products.begin(), plan.products.end(),
                                    [&](const Product& one) { return one.path == path; });
    if (found == plan.products.end()) throw std::out_of_range(path);
    return *found;
}

template <typename Operation>
const Operation& operation(const ReleasePlan& plan, const std::string& name) {
    for (const Action& action : plan.plan.actions)
        if (action.name == name) return std::get<Operation>(action.operation);
    throw std::out_of_range(name);
}

Digest digest_of(const ReleasePlan& plan, const std::string& path) {
    return plan.plan.actions.at(product(plan, path).action).plan_digest;
}

}  // namespace

TEST(ReleasePlan, HasEveryFileAndImage) {
    EXPECT_THAT(
        paths(plan_release(sample_release_inputs())),
        ElementsAre("org/alpha:v1.2.3-eks-one-7", "tools/v1.2.3/all.tar.gz",
                    "tools/v1.2.3/bin/linux/amd64/alpha.docker_image_name",
                    "tools/v1.2.3/bin/linux/amd64/alpha.docker_tag", "tools/v1.2.3/bin/linux/amd64/alpha.tar",
                    "tools/v1.2.3/images/alpha.oci.tar", "tools/v1.2.3/tool-linux-amd64-v1.2.3.tar.gz",
                    "tools/v1.2.3/tool-windows-amd64.zip"));
}

TEST(ReleasePlan, BinariesAreAssetsWhereTheProjectSaysSo) {
    const ReleasePlan plan = plan_release(sample_release_inputs("release: {binaries: true}\n"));
    EXPECT_THAT(paths(plan), Contains("tool/v1.2.3/bin/windows/amd64/alpha.exe"));
    EXPECT_EQ(product(plan, "tool/v1.2.3/bin/linux/amd64/delta").asset, "bin/linux/amd64/delta");
    EXPECT_EQ(product(plan, "tool/v1.2.3/bin/linux/amd64/delta").folder, "tool/v1.2.3");
}

TEST(ReleasePlan, SomeAssetsMayBeListedUnderAnotherComponent) {
    const ReleasePlan plan = plan_release(sample_release_inputs(
        release_key + "  binaries: true\n  components: {other: [alpha], third: [delta]}\n"));
    for (const char* path : {"tools/v1.2.3/bin/linux/amd64/alpha", "tools/v1.2.3/bin/windows/amd64/alpha.exe",
                             "tools/v1.2.3/bin/linux/amd64/alpha.tar", "org/alpha:v1.2.3-eks-one-7"})
        EXPECT_EQ(product(plan, path).listed_in, "other") << path;
    EXPECT_EQ(product(plan, "tools/v1.2.3/bin/linux/amd64/delta").listed_in, "third");
    for (const char* path : {"tools/v1.2.3/bin/linux/amd64/beta", "tools/v1.2.3/tool-windows-amd64.zip"})
        EXPECT_EQ(product(plan, path).listed_in, "tool") << path;
}

TEST(ReleasePlan, AnArchiveHoldsWhatItsPlatformHas) {
    const ReleasePlan plan = plan_release(sample_release_inputs());
    std::vector<std::string> linux_files, windows_files;
    for (const auto& place :
         operation<Arrange>(plan, "arrange org/tool tool-linux-amd64-v1.2.3.tar.gz").places)
        linux_files.push_back(place.to);
    for (const auto& place : operation<Arrange>(plan, "arrange org/tool tool-windows-amd64.zip").places)
        windows_files.push_back(place.to);
    EXPECT_THAT(linux_files,
                UnorderedElementsAre("alpha", "beta", "delta", "renamed", "ATTRIBUTION.txt", "LICENSES"));
    EXPECT_THAT(windows_files, UnorderedElementsAre("alpha.exe", "beta.exe", "renamed.exe", "src"));
}

TEST(ReleasePlan, ASourceIsPackedWithoutWhatLiesThereForTheBuildAlone) {
    const ReleasePlan plan = plan_release(sample_release_inputs());
    int sources = 0;
    for (const auto& place : operation<Arrange>(plan, "arrange org/tool tool-windows-amd64.zip").places)
        if (place.to == "src") {
            EXPECT_THAT(place.without, ElementsAre(".git", "checkout-v1.2.3"));
            ++sources;
        }
    EXPECT_EQ(sources, 1);
}

TEST(ReleasePlan, NamesOfImagesAreTextsInArchives) {
    const ReleasePlan plan = plan_release(sample_release_inputs());
    const auto& texts = operation<Arrange>(plan, "arrange org/tool all.tar.gz").texts;
    EXPECT_THAT(texts, Contains(Pair("alpha.tag", "v1.2.3-eks-one-7\n")));
    EXPECT_THAT(texts, Contains(Pair("alpha.name", "registry.example.test/d/org/alpha:v1.2.3-eks-one-7\n")));
}

TEST(ReleasePlan, LicencesAreThoseOfEveryBinary) {
    const ReleasePlan plan = plan_release(sample_release_inputs());
    const auto& collect = operation<CollectLicences>(plan, "licences of org/tool");
    EXPECT_THAT(collect.built, Contains(Pair(HasSubstr("sub/mod linux/amd64"), "sub/mod")));
    EXPECT_THAT(collect.built, Contains(Pair(HasSubstr("windows/amd64"), ".")));
}

TEST(ReleasePlan, AnImageSaysWhereItComesFrom) {
    const ReleasePlan plan = plan_release(sample_release_inputs());
    const auto& image = operation<MakeImage>(plan, "image org/alpha linux/amd64");
    EXPECT_THAT(image.labels,
                Contains(Pair("org.opencontainers.image.source", "https://git.example.test/org/tool")));
    EXPECT_THAT(image.labels, Contains(Pair("org.opencontainers.image.revision", "{patched_commit}")));
    EXPECT_THAT(image.labels, Contains(Pair("org.opencontainers.image.version", "v1.2.3")));
}

TEST(ReleasePlan, AnotherNumberTouchesNoBuildNoLicenceAndNoImage) {
    const ReleasePlan seven = plan_release(sample_release_inputs()),
                      eight = plan_release(sample_release_inputs(release_key, lock_keys, 8));
    const std::string archive = "tools/v1.2.3/tool-linux-amd64-v1.2.3.tar.gz";
    EXPECT_EQ(digest_of(seven, archive), digest_of(eight, archive));
    EXPECT_EQ(digest_of(seven, "org/alpha:v1.2.3-eks-one-7"), digest_of(eight, "org/alpha:v1.2.3-eks-one-8"));
    EXPECT_NE(digest_of(seven, "tools/v1.2.3/bin/linux/amd64/alpha.tar"),
              digest_of(eight, "tools/v1.2.3/bin/linux/amd64/alpha.tar"));
}

TEST(ReleasePlan, AnotherBaseTouchesImagesAlone) {
    std::string other = lock_keys;
    other.replace(other.find("6666"), 64, std::string(64, '7'));
    const ReleasePlan was = plan_release(sample_release_inputs()),
                      is = plan_release(sample_release_inputs(release_key, other));
    const std::string archive = "tools/v1.2.3/tool-linux-amd64-v1.2.3.tar.gz";
    EXPECT_EQ(digest_of(was, archive), digest_of(is, archive));
    EXPECT_NE(digest_of(was, "org/alpha:v1.2.3-eks-one-7"), digest_of(is, "org/alpha:v1.2.3-eks-one-7"));
}

TEST(ReleasePlan, AnEmptyRootIsNoInput) {
    const std::string lock =
        lock_keys.substr(0, lock_keys.find("base_images")) + "base_images: {minimal: scratch}\n";
    const ReleasePlan plan = plan_release(sample_release_inputs(release_key, lock));
    EXPECT_FALSE(plan.plan.actions.empty());
    for (const Action& action : plan.plan.actions) EXPECT_THAT(action.name, Not(HasSubstr("base image")));
}

TEST(ReleasePlan, EachDigestIsOfWhatTheActionHolds) {
    const ReleasePlan plan = plan_release(sample_release_inputs());
    for (std::size_t i = 0; i < plan.plan.actions.size(); ++i)
        for (const Input& input : plan.plan.actions[i].inputs) EXPECT_LT(input.action, i);
}

TEST(ReleasePlan, WhatIsNotPinnedOrDefinedIsSaid) {
    const std::string published = lock_keys.substr(0, lock_keys.find("base_images"));
    EXPECT_THAT(refused([&] { (void)plan_release(sample_release_inputs(release_key, published)); }),
                HasSubstr("the base image minimal is not pinned"));
    EXPECT_THAT(refused([&] { (void)plan_release(sample_release_inputs(release_key, "")); }),
                HasSubstr("does not say where it is published"));
    EXPECT_THAT(refused([&] { (void)plan_release(sample_release_inputs("")); }),
                HasSubstr("nothing of one goes into a release"));
}

TEST(ReleasePlan, TwoThingsAtOnePlaceAreRefused) {
    EXPECT_THAT(
        refused([&] {
            (void)plan_release(sample_release_inputs(
                "release:\n  images:\n"
                "    - {name: a, repository: org/a, platforms: [linux/amd64], contents: {a: binary alpha}}\n"
                "    - {name: b, repository: org/a, platforms: [linux/amd64], contents: {a: binary "
                "alpha}}\n"));
        }),
        HasSubstr("two things would be published at org/a:v1.2.3-eks-one-7"));
}
