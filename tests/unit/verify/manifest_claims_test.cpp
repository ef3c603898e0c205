#include "verify/manifest_claims.h"

#include "../attest/sample_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

const std::string amd64 = "etcd/v3.6.12/etcd-linux-amd64-v3.6.12.tar.gz";
const std::string arm64 = "etcd/v3.6.12/etcd-linux-arm64-v3.6.12.tar.gz";
const std::string etcd_image = "registry.example.test/etcd-io/etcd:v3.6.12-eks-1-36-7";

std::vector<ManifestClaim> claims() {
    return manifest_claims(test::sample_manifest());
}
BuiltAsset built_file(const std::string& path) {
    return {.component = "etcd", .path = path, .digest = sha256(path), .sha512 = sha512_hex(path)};
}
BuiltAsset built_image(const std::string& content) {
    return {.component = "etcd",
            .type = AssetType::image,
            .repository = "etcd-io/etcd",
            .digest = sha256(content)};
}
std::vector<BuiltAsset> all_built() {
    return {built_file(amd64), built_file(arm64), built_image(etcd_image)};
}
const ManifestScope etcd = {.tags = {{"etcd", "v3.6.12"}}};

Finding about(const Findings& findings, const std::string& path) {
    for (const Finding& finding : findings.claims)
        if (finding.claim.path == path) return finding;
    ADD_FAILURE() << "no finding about " << path;
    return {};
}

}  // namespace

TEST(ManifestClaims, AreAllFilesAndImages) {
    const std::vector<ManifestClaim> all = claims();
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all[1].component, "etcd");
    EXPECT_EQ(all[1].git_tag, "v3.6.12");
    EXPECT_EQ(all[1].asset, "etcd-image");
    EXPECT_EQ(all[1].type, AssetType::image);
    EXPECT_EQ(all[1].repository, "registry.example.test/etcd-io/etcd");
    EXPECT_EQ(all[1].tag, "v3.6.12-eks-1-36-7");
    EXPECT_EQ(all[1].digest, sha256(etcd_image));
    EXPECT_EQ(all[1].key(), etcd_image);
    EXPECT_EQ(all[2].path, amd64);
    EXPECT_EQ(all[2].key(), amd64);
    EXPECT_EQ(all[2].digest, sha256(amd64));
    EXPECT_EQ(all[2].sha512, sha512_hex(amd64));
}

TEST(ManifestClaims, KnowWhereTheyAreWritten) {
    std::vector<Quirk> quirks;
    const ReleaseManifest manifest =
        parse_release_manifest("release.yaml", release_yaml(test::sample_manifest()), quirks);
    EXPECT_EQ(manifest_claims(manifest).at(0).at.str(), "release.yaml:12:7");
}

TEST(ManifestClaims, OnlyAPathThatStaysBelowArtifactsIsOne) {
    const auto path = [](const std::string& uri) {
        ReleaseManifest manifest = test::sample_manifest();
        manifest.components[1].assets[1].archive->uri = uri;
        return manifest_claims(manifest).at(2).path;
    };
    EXPECT_EQ(path("https://a.test/artifacts/x/y"), "x/y");
    EXPECT_EQ(path("https://a.test/b/artifacts/x/artifacts/y"), "x/artifacts/y");
    EXPECT_EQ(path("https://artifacts/x/y"), "");
    EXPECT_EQ(path("https://a.test/artifacts/../../etc/passwd"), "");
    EXPECT_EQ(path("https://a.test/x/y"), "");
}

TEST(JudgeManifest, ReproducedMeansTheSameDigest) {
    const Findings findings = judge_manifest(claims(), all_built(), {}, etcd);
    EXPECT_EQ(findings.count(Verdict::reproduced), 3U);
    EXPECT_EQ(findings.in_scope(), 3U);
    EXPECT_EQ(exit_status(findings), ExitStatus::ok);
    EXPECT_THAT(findings.unclaimed, IsEmpty());
    EXPECT_EQ(about(findings, amd64).component, "etcd");
}

TEST(JudgeManifest, ComponentsThatWeDoNotReleaseAreOutOfScope) {
    const Findings findings = judge_manifest(claims(), all_built(), {}, etcd);
    const Finding coredns = findings.claims.at(0);
    EXPECT_EQ(coredns.verdict, Verdict::out_of_scope);
    EXPECT_THAT(coredns.reason, HasSubstr("the lock releases no such component"));
    EXPECT_EQ(exit_status(judge_manifest(claims(), {}, {}, {})), ExitStatus::nothing_to_check);
}

TEST(JudgeManifest, WhatNobodyElseCanBuildIsUnbuildableOnThePlatformsAskedFor) {
    ManifestScope scope = etcd;
    scope.unbuildable["coredns"] = "its patches";
    Findings findings = judge_manifest(claims(), all_built(), {}, scope);
    EXPECT_EQ(findings.claims.at(0).verdict, Verdict::unbuildable);
    EXPECT_EQ(findings.claims.at(0).component, "coredns");
    EXPECT_EQ(findings.claims.at(0).reason, "an input is not public: its patches");
    EXPECT_EQ(exit_status(findings), ExitStatus::not_reproduced);
    scope.platforms = {{"linux", "amd64"}, {"linux", "arm64"}};
    EXPECT_EQ(judge_manifest(claims(), all_built(), {}, scope).count(Verdict::unbuildable), 1U);
    scope.platforms = {{"linux", "amd64"}};
    findings = judge_manifest(claims(), all_built(), {}, scope);
    EXPECT_EQ(findings.claims.at(0).verdict, Verdict::out_of_scope) << "an image of arm64 too";
    EXPECT_EQ(findings.claims.at(0).reason, "it was not asked for");
}

TEST(JudgeManifest, WhatTheReleaseMakesUnderTheNameOfAnUnbuildableOneIsCompared) {
    ManifestScope scope = etcd;
    scope.unbuildable["etcd"] = "its patches";
    std::vector<BuiltAsset> built = all_built();
    built.erase(built.begin());
    const Findings findings = judge_manifest(claims(), built, {}, scope);
    EXPECT_EQ(about(findings, amd64).verdict, Verdict::unbuildable);
    EXPECT_EQ(about(findings, arm64).verdict, Verdict::reproduced);
}

TEST(JudgeManifest, OtherBitsDifferUntilTheirContentIsKnownToBeTheSame) {
    std::vector<BuiltAsset> built = all_built();
    built[0].digest = sha256("packed otherwise");
    built[2].digest = sha256("another base");
    Findings findings = judge_manifest(claims(), built, {}, etcd);
    EXPECT_EQ(about(findings, amd64).verdict, Verdict::differs);
    EXPECT_EQ(about(findings, amd64).reason, different_digest_reason(sha256("packed otherwise")));
    EXPECT_EQ(about(findings, etcd_image).verdict, Verdict::differs);

    findings = judge_manifest(claims(), built,
                              {{amd64, {true, "only times and owners differ", {"times", "owners"}}},
                               {etcd_image, {false, "usr/local/bin/etcd differs"}}},
                              etcd);
    EXPECT_EQ(about(findings, amd64).verdict, Verdict::equivalent);
    EXPECT_EQ(about(findings, amd64).reason, "only times and owners differ");
    EXPECT_THAT(about(findings, amd64).differences, ElementsAre("times", "owners"));
    EXPECT_EQ(about(findings, amd64).built, sha256("packed otherwise"));
    EXPECT_EQ(about(findings, etcd_image).verdict, Verdict::differs);
    EXPECT_EQ(about(findings, etcd_image).reason, "usr/local/bin/etcd differs");
    EXPECT_EQ(about(findings, arm64).verdict, Verdict::reproduced);
    EXPECT_EQ(exit_status(findings), ExitStatus::not_reproduced);
}

TEST(JudgeManifest, ManifestsMayContradictThemselves) {
    std::vector<ManifestClaim> all = claims();
    all[2].sha512 = std::string(128, '0');
    const Finding finding = about(judge_manifest(all, all_built(), {}, etcd), amd64);
    EXPECT_EQ(finding.verdict, Verdict::differs);
    EXPECT_THAT(finding.reason, HasSubstr("contradicts itself"));
    all[2].sha512.clear();
    EXPECT_EQ(about(judge_manifest(all, all_built(), {}, etcd), amd64).verdict, Verdict::reproduced);
}

TEST(JudgeManifest, WithoutADigestNothingIsClaimed) {
    std::vector<ManifestClaim> all = claims();
    all[1].digest.reset();
    const Finding finding = about(judge_manifest(all, all_built(), {}, etcd), etcd_image);
    EXPECT_EQ(finding.verdict, Verdict::out_of_scope);
    EXPECT_EQ(finding.reason, "the manifest gives no digest of it");
}

TEST(JudgeManifest, WhatIsNotMadeIsMissing) {
    const Findings findings = judge_manifest(claims(), {built_file(amd64)}, {}, etcd);
    EXPECT_EQ(about(findings, arm64).verdict, Verdict::missing);
    EXPECT_EQ(about(findings, arm64).reason, "the release makes no such asset");
    const Findings older = judge_manifest(claims(), {}, {}, {.tags = {{"etcd", "v3.6.11"}}});
    EXPECT_EQ(about(older, arm64).reason,
              "the release makes no such asset; the manifest is of etcd v3.6.12, the lock of v3.6.11");
}

TEST(JudgeManifest, AFailedBuildGivesItsReason) {
    std::vector<BuiltAsset> built = all_built();
    built[0].digest.reset();
    built[0].failure = "build etcd failed";
    built[0].log = "logs/1.log";
    const Findings findings = judge_manifest(claims(), built, {}, etcd);
    EXPECT_EQ(about(findings, amd64).verdict, Verdict::failed);
    EXPECT_EQ(about(findings, amd64).reason, "build etcd failed");
    EXPECT_EQ(about(findings, amd64).log, "logs/1.log");
}

TEST(JudgeManifest, AnotherLayoutIsMatchedByTheAssetsName) {
    ReleaseManifest manifest = test::sample_manifest();
    manifest.components[1].assets[1].archive->uri =
        "https://mirror.test/files/etcd-linux-amd64-v3.6.12.tar.gz";
    const std::vector<ManifestClaim> all = manifest_claims(manifest);
    const Findings findings = judge_manifest(all, all_built(), {}, etcd);
    EXPECT_EQ(findings.claims.at(2).verdict, Verdict::reproduced);
    EXPECT_EQ(findings.claims.at(2).claim.path, "https://mirror.test/files/etcd-linux-amd64-v3.6.12.tar.gz");
    std::vector<BuiltAsset> twice = all_built();
    twice.push_back(built_file("other/etcd-linux-amd64-v3.6.12.tar.gz"));
    EXPECT_THAT(judge_manifest(all, twice, {}, etcd).claims.at(2).reason, HasSubstr("more than one"));
}

TEST(JudgeManifest, AssetsOfOtherComponentsAreNeverTaken) {
    std::vector<BuiltAsset> built = all_built();
    for (BuiltAsset& one : built) one.component = "coredns";
    const Findings findings = judge_manifest(claims(), built, {}, etcd);
    EXPECT_EQ(findings.count(Verdict::missing), 3U);
    EXPECT_THAT(findings.unclaimed, ElementsAre(amd64, arm64, "etcd-io/etcd"));
}

TEST(JudgeManifest, WhatWasLeftOutIsOutOfScope) {
    std::vector<BuiltAsset> built = all_built();
    built[0] = {.component = "etcd", .path = amd64, .left_out = true};
    const Findings findings = judge_manifest(claims(), built, {}, etcd);
    EXPECT_EQ(about(findings, amd64).verdict, Verdict::out_of_scope);
    EXPECT_EQ(about(findings, amd64).reason, "it was not asked for");
    EXPECT_EQ(findings.in_scope(), 2U);
}

TEST(ManifestClaims, FindTheAssetThatTheyAreOf) {
    const std::vector<BuiltAsset> built = all_built();
    EXPECT_EQ(claimed_asset(claims()[0], built), nullptr);
    EXPECT_EQ(claimed_asset(claims()[1], built), &built[2]);
    EXPECT_EQ(claimed_asset(claims()[2], built), &built[0]);
}
