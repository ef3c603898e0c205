#include "attest/release_manifest.h"

#include "../../support/expect.h"
#include "../report/golden.h"
#include "attest/crds.h"
#include "base/text.h"
#include "sample_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

using namespace verbatim;
using namespace verbatim::test;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

ReleaseManifest parsed(const std::string& text) {
    std::vector<Quirk> quirks;
    return parse_release_manifest("release.yaml", text, quirks);
}

std::vector<std::string> quirks_of(const std::string& text) {
    std::vector<Quirk> quirks;
    (void)parse_release_manifest("release.yaml", text, quirks);
    return texts_of(quirks);
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), with);
}

// One asset, few lines: what is changed in it stands out.
const std::string small =
    "apiVersion: distro.eks.amazonaws.com/v1alpha1\n"
    "kind: Release\n"
    "metadata:\n"
    "  name: kubernetes-1-36-eks-7\n"
    "spec:\n"
    "  buildRepoCommit: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"
    "  channel: 1-36\n"
    "  number: 7\n"
    "status:\n"
    "  components:\n"
    "  - assets:\n"
    "    - arch:\n"
    "      - amd64\n"
    "      - arm64\n"
    "      description: etcd container image\n"
    "      image:\n"
    "        imageDigest: sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee\n"
    "        uri: registry.example.test/etcd-io/etcd:v3.6.12\n"
    "      name: etcd-image\n"
    "      os: linux\n"
    "      type: Image\n"
    "    gitCommit: cccccccccccccccccccccccccccccccccccccccc\n"
    "    gitTag: v3.6.12\n"
    "    name: etcd\n"
    "  date: \"2026-06-01T20:47:35Z\"\n";

}  // namespace

TEST(ReleaseManifest, HasOneText) {
    const std::string text = release_yaml(sample_manifest());
    expect_golden("release.yaml", text);
    ReleaseManifest other = sample_manifest();
    std::reverse(other.components.begin(), other.components.end());
    for (ReleaseComponent& component : other.components) {
        std::reverse(component.assets.begin(), component.assets.end());
        for (ReleaseAsset& asset : component.assets) std::reverse(asset.arch.begin(), asset.arch.end());
    }
    EXPECT_EQ(release_yaml(other), text);
}

TEST(ReleaseManifest, IsReadAsItWasWritten) {
    EXPECT_EQ(parsed(release_yaml(sample_manifest())), sample_manifest());
    EXPECT_THAT(quirks_of(release_yaml(sample_manifest())), IsEmpty());
    EXPECT_EQ(release_yaml(parsed(small)), small);
    EXPECT_THAT(quirks_of(small), IsEmpty());
}

TEST(ReleaseManifest, LeavesOutEmptyFields) {
    EXPECT_EQ(release_yaml({.name = "demo-1", .channel = "demo", .number = 1}),
              "apiVersion: distro.eks.amazonaws.com/v1alpha1\nkind: Release\nmetadata:\n  name: demo-1\n"
              "spec:\n  channel: demo\n  number: 1\n");
    ReleaseManifest manifest = sample_manifest();
    manifest.components = {
        {.name = "src",
         .assets = {
             {.name = "src.tar.gz", .archive = AssetArchive{"https://example.test/src", sha256("s"), ""}}}}};
    EXPECT_EQ(parsed(release_yaml(manifest)), manifest);
}

TEST(ReleaseManifest, OfTheShapeThatIsPublishedIsReadAndItsQuirksNamed) {
    const std::string published = read_file(std::string(GOLDEN_FOLDER) + "/published.yaml");
    EXPECT_THAT(
        quirks_of(published),
        ElementsAre("metadata.creationTimestamp is a field of a cluster, passed over",
                    "status.components[].gitCommit is left out, 3 times",
                    "status.components[].assets[].image.imageDigest is left out",
                    "status.components[].assets is not sorted, 2 times", "status.components is not sorted"));
    const ReleaseManifest manifest = parsed(published);
    EXPECT_EQ(manifest.date, 1787175012);  // date -u -d 2026-08-19T21:30:12Z +%s
    EXPECT_EQ(manifest.build_repo_commit, "178844623f233bd3ee66c14776e7c1fb55895f12");
    ASSERT_EQ(manifest.components.size(), 4U);
    EXPECT_EQ(manifest.components[1].name, "etcd");
    EXPECT_EQ(manifest.components[1].assets[1].name, "etcd-linux-amd64-v3.6.12.tar.gz");
    EXPECT_EQ(manifest.components[1].assets[1].archive->sha256.hex(),
              "8a403b1585f9040a99339edd38c0e12604561a171e0072c86d59ea6059e4c045");
    expect_golden("published-as-ours.yaml", release_yaml(manifest));
    EXPECT_EQ(parsed(release_yaml(manifest)), manifest);
}

TEST(ReleaseManifest, NamesEveryLiberty) {
    const auto quirk = [](const std::string& what, const std::string& with) {
        return quirks_of(replaced(small, what, with));
    };
    EXPECT_THAT(quirk("2026-06-01T20:47:35Z", "2026-06-01T22:47:35.123+02:00"),
                ElementsAre("status.date is not written in UTC in whole seconds"));
    EXPECT_THAT(quirk("  date: \"2026-06-01T20:47:35Z\"\n", ""), ElementsAre("status.date is left out"));
    EXPECT_THAT(quirk("  buildRepoCommit: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n", ""),
                ElementsAre("spec.buildRepoCommit is left out"));
    EXPECT_THAT(quirk("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "v1-36-eks-6-2-gabc"),
                ElementsAre("spec.buildRepoCommit is not in the usual form"));
    EXPECT_THAT(quirk("      os: linux\n", ""), ElementsAre("status.components[].assets[].os is left out"));
    EXPECT_THAT(quirk("    - arch:\n      - amd64\n      - arm64\n      desc", "    - desc"),
                ElementsAre("status.components[].assets[].arch is left out"));
    EXPECT_THAT(quirk("etcd container image", "\"\""),
                ElementsAre("status.components[].assets[].description is written though it is empty"));
    EXPECT_THAT(quirk("      - amd64\n      - arm64\n", "      - arm64\n      - amd64\n"),
                ElementsAre("status.components[].assets[].arch is not sorted"));
    EXPECT_THAT(quirk("  channel: 1-36\n  number: 7\n", "  number: 7\n  channel: 1-36\n"),
                ElementsAre("spec has keys that are not sorted"));
    EXPECT_THAT(quirk("  name: kubernetes", "  creationTimestamp: null\n  name: kubernetes"),
                ElementsAre("metadata.creationTimestamp is a field of a cluster, passed over"));
    EXPECT_THAT(quirks_of(small.substr(0, small.find("status:")) + "status: {}\n"),
                ElementsAre("status is written though it is empty"));
    EXPECT_THAT(quirks_of(small.substr(0, small.find("status:"))), ElementsAre("status is left out"));
}

// As `kubectl get --output yaml --show-managed-fields` prints it.
TEST(ReleaseManifest, ThatAClusterGivesBackIsReadAsItWasApplied) {
    const std::string metadata =
        "  annotations:\n"
        "    kubectl.kubernetes.io/last-applied-configuration: |\n"
        "      {\"apiVersion\":\"distro.eks.amazonaws.com/v1alpha1\",\"kind\":\"Release\"}\n"
        "  creationTimestamp: \"2026-06-02T08:00:00Z\"\n"
        "  deletionGracePeriodSeconds: 0\n"
        "  deletionTimestamp: \"2026-06-03T08:00:00Z\"\n"
        "  finalizers:\n"
        "  - example.test/keep\n"
        "  generateName: kubernetes-1-36-\n"
        "  generation: 1\n"
        "  labels:\n"
        "    example.test/stage: prod\n"
        "  managedFields:\n"
        "  - apiVersion: distro.eks.amazonaws.com/v1alpha1\n"
        "    fieldsType: FieldsV1\n"
        "    fieldsV1:\n"
        "      f:metadata:\n"
        "        f:annotations:\n"
        "          .: {}\n"
        "          f:kubectl.kubernetes.io/last-applied-configuration: {}\n"
        "      f:spec:\n"
        "        .: {}\n"
        "        f:channel: {}\n"
        "    manager: kubectl-client-side-apply\n"
        "    operation: Update\n"
        "    time: \"2026-06-02T08:00:00Z\"\n"
        "  name: kubernetes-1-36-eks-7\n"
        "  namespace: default\n"
        "  ownerReferences:\n"
        "  - apiVersion: distro.eks.amazonaws.com/v1alpha1\n"
        "    kind: ReleaseChannel\n"
        "    name: 1-36\n"
        "    uid: 6f0c0f10-6f0c-4f10-8f0c-6f0c0f106f0c\n"
        "  resourceVersion: \"4711\"\n"
        "  selfLink: /apis/distro.eks.amazonaws.com/v1alpha1/releases/kubernetes-1-36-eks-7\n"
        "  uid: 0d4c8a3e-1f43-4c54-9a0e-7f6f3c2b1a09\n";
    const std::string text = replaced(small, "  name: kubernetes-1-36-eks-7\n", metadata);
    EXPECT_EQ(parsed(text), parsed(small));
    std::vector<std::string> expected;
    for (const std::string field :
         {"annotations", "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "finalizers",
          "generateName", "generation", "labels", "managedFields", "namespace", "ownerReferences",
          "resourceVersion", "selfLink", "uid"})
        expected.push_back("metadata." + field + " is a field of a cluster, passed over");
    EXPECT_THAT(quirks_of(text), ElementsAreArray(expected));
}

TEST(ReleaseManifest, QuirksChangeNothingElse) {
    const ReleaseManifest plain = parsed(small);
    EXPECT_EQ(parsed(replaced(small, "2026-06-01T20:47:35Z", "2026-06-01t22:47:35.999+02:00")), plain);
    EXPECT_EQ(parsed(replaced(small, "- amd64\n      - arm64", "- arm64\n      - amd64")), plain);
    EXPECT_EQ(parsed("---\n# published\n" + small), plain);
}

// The errors themselves are in a golden file, to be reviewed as texts.
TEST(ReleaseManifest, IsRefusedWhereItCannotBe) {
    const std::string digest = "sha256:" + std::string(64, 'e');
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"kind: Release", "kind: ReleaseChannel"},
        {"v1alpha1", "v1beta1"},
        {"  number: 7\n", ""},
        {"number: 7", "number: 0"},
        {"number: 7", "number: -1"},
        {"number: 7", "number: \"7\""},
        {"number: 7", "number: 07"},
        {"number: 7", "number: 2147483648"},
        {"number: 7", "number: 7\n  number: 7"},
        {"number: 7", "number: 7\n  colour: red"},
        {"channel: 1-36", "channel: 1/36"},
        {"channel: 1-36", "channel: [1-36]"},
        {"name: kubernetes-1-36-eks-7", "name: Kubernetes_1"},
        {"name: kubernetes-1-36-eks-7", "name: \"\""},
        {"metadata:\n", "metadata:\n  clusterName: a\n"},
        {digest, digest.substr(0, 70)},
        {digest, "sha512:" + std::string(64, 'e')},
        {digest, "sha256:" + std::string(64, 'E')},
        {"imageDigest", "digest"},
        {"type: Image", "type: Chart"},
        {"type: Image", "type: Archive"},
        {"      type: Image\n", ""},
        {"type: Image\n", "type: Image\n      archive: {uri: \"https://example.test/a\"}\n"},
        {"os: linux", "os: plan9"},
        {"- arm64", "- amd64"},
        {"- arm64", "- ARM"},
        {"name: etcd-image", "name: ../etcd"},
        {"name: etcd\n", "name: etcd\n  - name: etcd\n    assets: []\n"},
        {"etcd-io/etcd:v3.6.12", "etcd-io/etcd"},
        {"etcd-io/etcd:v3.6.12", "etcd io:v3"},
        {"cccccccccccccccccccccccccccccccccccccccc", "c0ffee"},
        {"gitTag: v3.6.12", "gitTag: \"v 3\""},
        {"2026-06-01T20:47:35Z", "2026-02-30T20:47:35Z"},
        {"2026-06-01T20:47:35Z", "yesterday"},
        {"spec:", "spec: &spec"},
        {"status:\n", "extra: {}\nstatus:\n"},
    };
    std::string errors;
    for (const auto& [what, with] : cases) {
        const std::string text = replaced(small, what, with);
        const Error error = thrown_by([&] { return parsed(text); });
        EXPECT_EQ(error.kind(), Failure::definition);
        EXPECT_GT(error.where().line, 0) << with;
        errors += error.render() + "\n";
    }
    for (const std::string text : {"", "# nothing\n", "- a\n", "<?xml version=\"1.0\"?>\n<Error/>\n"})
        errors += thrown_by([&] { return parsed(text); }).render() + "\n";
    expect_golden("refused.txt", errors);
}

TEST(ReleaseManifest, ThatWouldNotBeReadIsNotWritten) {
    const auto refused = [](const auto& change) {
        ReleaseManifest manifest = sample_manifest();
        change(manifest);
        return thrown_by([&] { return release_yaml(manifest); }).message();
    };
    EXPECT_THAT(refused([](auto& m) { m.number = 0; }), HasSubstr("whole number from 1"));
    EXPECT_THAT(refused([](auto& m) { m.name = "Demo"; }), HasSubstr("Kubernetes allows no object"));
    EXPECT_THAT(refused([](auto& m) { m.date = -1; }), HasSubstr("no date"));
    EXPECT_THAT(refused([](auto& m) { m.components[1].assets[1].name = m.components[1].assets[0].name; }),
                HasSubstr("stands here twice"));
    EXPECT_THAT(refused([](auto& m) { m.components[1].name = "coredns"; }), HasSubstr("stands here twice"));
    EXPECT_THAT(refused([](auto& m) { m.components[0].assets[0].image.reset(); }),
                HasSubstr("needs the key \"image\""));
    EXPECT_THAT(refused([](auto& m) { m.components[0].assets[0].description = "two\nlines"; }),
                HasSubstr("one line of text"));
    EXPECT_THAT(refused([](auto& m) { m.components[1].assets[1].archive->sha512 = "12"; }),
                HasSubstr("SHA-512"));
}

TEST(ReleaseManifest, TextsThatLookLikeSomethingElseStayTexts) {
    for (const std::string text :
         {"yes",      "No",   "null",       "~",   "1e3",   "0x1f", "017", "1_000",
          "12:30:45", "true", "2026-06-01", "- a", "a: b",  "a #b", "'",   "\"",
          "\\",       "{a}",  "[a]",        "*a",  "&a",    "!a",   "|",   ">",
          "%a",       "@a",   "`a`",        "a:",  "größe", "? a",  "=",   "<<",
          ".5",       ".inf", "0b1",        "0o7", "1,5",   "+1",   "n",   "a, b (c); d=e@f"}) {
        ReleaseManifest manifest = sample_manifest();
        manifest.components[0].assets[0].description = text;
        EXPECT_EQ(parsed(release_yaml(manifest)), manifest) << text;
    }
    // Digits alone and a power of ten: numbers for YAML, commits for us.
    for (const std::string& commit : {std::string(40, '1'), "1" + std::string(38, '0') + "1",
                                      "1e" + std::string(38, '5'), "0b" + std::string(38, '1')}) {
        ReleaseManifest manifest = sample_manifest();
        manifest.build_repo_commit = commit;
        EXPECT_THAT(release_yaml(manifest), HasSubstr("buildRepoCommit: \"" + commit + "\"\n"));
    }
}

TEST(ReleaseManifest, DamagedIsReadOrRefused) {
    const std::string published = read_file(std::string(GOLDEN_FOLDER) + "/published.yaml");
    const std::string marks = "{}[]:,-#&*!|>'\"%@`?~ \n\t\\\xff=./0";
    std::mt19937 random(20261121);
    std::size_t read = 0;
    for (int round = 0; round < 400; ++round) {
        std::string text = published;
        for (int changes = 0; changes <= round % 3; ++changes)
            text[random() % text.size()] = marks[random() % marks.size()];
        try {
            const ReleaseManifest manifest = parsed(text);
            EXPECT_EQ(parsed(release_yaml(manifest)), manifest);
            ++read;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Failure::definition);
        }
    }
    EXPECT_GT(read, 20U);
    EXPECT_LT(read, 380U);
}

TEST(ReleaseChannel, HasOneTextThatIsReadBack) {
    const ReleaseChannel channel{"1-36", "arn:aws:sns:us-east-1:123456789012:updates", true, 7};
    const std::string text =
        "apiVersion: distro.eks.amazonaws.com/v1alpha1\nkind: ReleaseChannel\nmetadata:\n  name: 1-36\n"
        "spec:\n  snsTopicARN: arn:aws:sns:us-east-1:123456789012:updates\nstatus:\n  active: true\n"
        "  latestRelease: 7\n";
    EXPECT_EQ(release_channel_yaml(channel), text);
    std::vector<Quirk> quirks;
    EXPECT_EQ(parse_release_channel("1-36.yaml", text, quirks), channel);
    EXPECT_THAT(quirks, IsEmpty());
    EXPECT_EQ(release_channel_yaml({.name = "demo"}),
              "apiVersion: distro.eks.amazonaws.com/v1alpha1\nkind: ReleaseChannel\nmetadata:\n  name: demo\n"
              "status:\n  active: false\n");
}

TEST(ReleaseChannel, AsPublishedIsRead) {
    std::vector<Quirk> quirks;
    const ReleaseChannel channel = parse_release_channel(
        "1-18.yaml",
        "\n---\napiVersion: distro.eks.amazonaws.com/v1alpha1\nkind: ReleaseChannel\nmetadata:\n"
        "  creationTimestamp: null\n  name: 1-18\nspec:\n  snsTopicARN: \"arn:aws:sns:a:1:b\"\nstatus:\n"
        "  latestRelease: 21\n",
        quirks);
    EXPECT_EQ(channel, (ReleaseChannel{"1-18", "arn:aws:sns:a:1:b", false, 21}));
    EXPECT_THAT(texts_of(quirks),
                ElementsAre("metadata.creationTimestamp is a field of a cluster, passed over",
                            "status.active is left out"));
}

TEST(ReleaseChannel, IsRefusedWhereItCannotBe) {
    const auto refused = [](const std::string& rest) {
        std::vector<Quirk> quirks;
        return thrown_by([&] {
                   return parse_release_channel(
                       "1-36.yaml", "apiVersion: distro.eks.amazonaws.com/v1alpha1\n" + rest, quirks);
               })
            .message();
    };
    EXPECT_THAT(refused("kind: Release\n"), HasSubstr("has the kind ReleaseChannel, not Release"));
    const std::string head = "kind: ReleaseChannel\nmetadata: {name: 1-36}\n";
    EXPECT_THAT(refused(head + "status: {active: \"true\"}\n"), HasSubstr("true or false"));
    EXPECT_THAT(refused(head + "status: {latestRelease: 0}\n"), HasSubstr("whole number from 1"));
    EXPECT_THAT(refused(head + "spec: {topic: a}\n"), HasSubstr("has no key \"topic\""));
}

TEST(Definitions, AreTheTextsOfTheirFiles) {
    EXPECT_EQ(releases_crd(), read_file(std::string(CRD_FOLDER) + "/releases.yaml"));
    EXPECT_EQ(release_channels_crd(), read_file(std::string(CRD_FOLDER) + "/releasechannels.yaml"));
}
