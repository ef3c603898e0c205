#include "report/diff_report.h"

#include "golden.h"

#include <nlohmann/json.hpp>

using namespace verbatim;
using How = PatchChange::How;
using Kind = Reason::Kind;

namespace {

// Something of everything that two locks can differ in, with `name` wherever a text comes from outside.
ReleaseDifference sample_diff(const std::string& name) {
    ReleaseDifference difference;
    difference.was = {"1-36@HEAD~1", "1-36", 6};
    difference.is = {"1-36", "1-36", 7};
    difference.facts = {{"release number", {"6", "7"}},
                        {"distro commit", {std::string(40, '1'), std::string(40, '2')}},
                        {"base image minimal",
                         {"docker://registry.example.test/minimal@sha256:" + std::string(64, 'a'),
                          "docker://registry.example.test/minimal@sha256:" + std::string(64, 'b')}},
                        {"committer of patches", {std::nullopt, "Bot <bot@example.test>"}}};
    ComponentDifference bumped;
    bumped.name = "coredns/" + name;
    bumped.tag = {"v1.14.2", "v1.14.3"};
    bumped.commit = {std::string(40, 'a'), std::string(40, 'b')};
    bumped.go = {"go1.26.4", "go1.26.5"};
    bumped.go_declared = {"1.25", "1.26"};
    bumped.commits = CommitsChange{
        {22, {{std::string(40, 'b'), "Bump " + name + " <b>*x*</b>"}, {std::string(40, 'c'), "fix #12"}}},
        {1, {{std::string(40, 'd'), "only on the old branch"}}},
        {}};
    bumped.patches_differ = true;
    bumped.patches_unchanged = 8;
    bumped.patches = {
        {How::added, "0009-new.patch", "", "A new one", {"CVE-2026-12345", "GHSA-aaaa-bbbb-cccc"}, false},
        {How::changed, "0002-other.patch", "0002-other.patch", name, {}, false},
        {How::renamed, "0004-moved.patch", "0003-moved.patch", "Moved", {}, false},
        {How::reworded, "0005-rebased.patch", "0004-rebased.patch", "Rebased", {}, true},
        {How::dropped, "", "0005-gone.patch", "Gone", {"CVE-2025-1111"}, false}};
    ComponentDifference moved;
    moved.name = "etcd-io/etcd";
    moved.tag = {"v3.6.12", "v3.6.12"};
    moved.commit = {std::string(40, 'e'), std::string(40, 'f')};
    moved.commits = CommitsChange{{}, {}, "not looked up: --offline"};
    moved.facts = {{"tag that the build sees: api/v3.6.12", {std::string(40, 'e'), std::nullopt}}};
    moved.patches_differ = true;
    moved.patches_problem = "the mirror of aws/eks-distro lacks the pinned patches 777777777777";
    ComponentDifference added, dropped;
    added.name = "new/thing";
    added.change = Change::added;
    added.tag.is = "v1";
    added.commit.is = std::string(40, '9');
    added.go.is = "go1.26.5";
    dropped.name = "old/thing";
    dropped.change = Change::dropped;
    dropped.tag.was = "v0";
    ComponentDifference closed, opened, still, hidden;
    closed.name = "kubernetes/kubernetes";
    closed.tag = {"v1.27.16", "v1.36.2"};
    closed.not_public.is = "a fix of " + name + " is missing";
    opened.name = "kubernetes/plugins";
    opened.tag = {"v1.3.0", "v1.9.1"};
    opened.not_public.was = "upstream has no tag v1.3.0";
    still.name = "kubernetes/still";
    still.tag = {"v1", "v1"};
    still.not_public = {"no tag", "no patch"};
    hidden.name = "new/hidden";
    hidden.change = Change::added;
    hidden.tag.is = "v1";
    hidden.not_public.is = "upstream has no tag v1";
    difference.components = {bumped, moved, closed, opened, still, hidden, added, dropped};
    difference.unchanged_components = {"containernetworking/plugins", "kubernetes/release"};
    const std::vector<Reason> why = {
        {Kind::source, "v1.14.2 → v1.14.3"}, {Kind::patch, ""}, {Kind::toolchain, "go1.26.4 → go1.26.5"}};
    difference.artifacts = {
        {{bumped.name, "linux/amd64", "coredns"}, Change::changed, why},
        {{bumped.name, "linux/arm64", "coredns"}, Change::changed, why},
        {{bumped.name, "windows/amd64", "coredns.exe"}, Change::changed, {{Kind::definition, ""}}},
        {{"new/thing", "linux/amd64", "thing"}, Change::added, {}},
        {{"old/thing", "linux/amd64", "thing"}, Change::dropped, {}}};
    difference.unchanged_artifacts = {{"containernetworking/plugins", "linux/amd64", "bridge"},
                                      {"containernetworking/plugins", "linux/amd64", "host-local"},
                                      {"kubernetes/release", "linux/amd64", "go-runner"}};
    difference.untold_artifacts = {{"kubernetes/plugins", "linux/amd64", "bridge"}};
    return difference;
}

ReleaseDifference manifests() {
    ReleaseDifference difference;
    difference.kind = SideKind::manifest;
    difference.was = {"old.yaml", "1-36", 6};
    difference.is = {"new.yaml", "1-36", 7};
    difference.facts = {{"release number", {"6", "7"}}};
    difference.unchanged_components = {"etcd"};
    difference.artifacts = {{{"etcd", "linux/amd64", "etcd.tar.gz"}, Change::changed, {{Kind::not_told, ""}}},
                            {{"etcd", "", "etcd/notes"}, Change::changed, {{Kind::not_told, ""}}}};
    difference.unchanged_artifacts = {{"etcd", "linux/arm64", "etcd.tar.gz"}};
    difference.untold_artifacts = {{"etcd", "amd64+arm64", "etcd-image"}};
    return difference;
}

}  // namespace

TEST(DiffReport, AsText) {
    test::expect_golden("diff.txt", diff_text(sample_diff("coredns"), Style{}));
}

TEST(DiffReport, AsMarkdown) {
    test::expect_golden("diff.md", diff_markdown(sample_diff("coredns")));
}

TEST(DiffReport, AsJson) {
    test::expect_golden("diff.json", diff_json(sample_diff("coredns")));
}

TEST(DiffReport, OfManifests) {
    test::expect_golden("diff-manifests.txt", diff_text(manifests(), Style{}));
    test::expect_golden("diff-manifests.md", diff_markdown(manifests()));
}

TEST(DiffReport, OfEqualOnes) {
    ReleaseDifference equal = sample_diff("coredns");
    equal.facts.clear();
    equal.components.clear();
    equal.artifacts.clear();
    test::expect_golden("diff-equal.txt", diff_text(equal, Style{}));
    test::expect_golden("diff-equal.md", diff_markdown(equal));
}

TEST(DiffReport, WhatCannotBePlannedIsSaid) {
    ReleaseDifference difference = sample_diff("coredns");
    difference.artifacts.clear();
    difference.unchanged_artifacts.clear();
    difference.artifacts_problem = "1-36 cannot be planned: there is no toolchain \"go9\"";
    EXPECT_NE(diff_text(difference, Style{}).find("not told: 1-36 cannot be planned"), std::string::npos);
    EXPECT_NE(diff_markdown(difference).find("Not told: 1-36 cannot be planned"), std::string::npos);
}

TEST(DiffReport, WhereOnlyBinariesWereComparedThatIsSaid) {
    ReleaseDifference difference = sample_diff("coredns");
    difference.only_binaries = "of 1-36 no release can be planned: it has no `publish`";
    EXPECT_NE(diff_text(difference, Style{}).find("  only binaries were compared; of 1-36 no release"),
              std::string::npos);
    EXPECT_NE(diff_markdown(difference).find("\nOnly binaries were compared; of 1-36 no release"),
              std::string::npos);
    EXPECT_NE(diff_json(difference).find("\"only_binaries\": \"of 1-36 no release"), std::string::npos);
}

TEST(DiffReport, WhatHoldsTheReleasesNumberAndChangesByItAloneIsOneLine) {
    const Reason number{Kind::number, "6 → 7"}, source{Kind::source, "v1 → v2"};
    ReleaseDifference difference;
    difference.was = {"a", "one", 6};
    difference.is = {"b", "one", 7};
    difference.artifacts = {{{"org/one", "linux/amd64", "one.tar"}, Change::changed, {number}},
                            {{"org/three", "linux/amd64", "three.tar"}, Change::changed, {number}},
                            {{"org/two", "linux/amd64", "two"}, Change::changed, {source}},
                            {{"org/two", "linux/amd64", "two.tar"}, Change::changed, {source, number}}};
    const std::string told = diff_text(difference, Style{});
    EXPECT_NE(told.find("artifacts  4 differ, 0 stay bit-equal\n"
                        "  org/two  2 changed: source v1 → v2\n"
                        "     two, two.tar  on linux/amd64\n"
                        "  2 changed: release number 6 → 7, and nothing else in them\n"),
              std::string::npos)
        << told;
    const std::string page = diff_markdown(difference);
    EXPECT_NE(page.find("2 changed: release number 6 → 7, and nothing else in them."), std::string::npos)
        << page;
    difference.artifacts.resize(2);
    EXPECT_EQ(diff_markdown(difference).find("| component |"), std::string::npos);
}

TEST(DiffReport, NothingFromOutsideSteersATerminal) {
    test::expect_harmless(diff_text(sample_diff(test::hostile), Style{}));
    test::expect_harmless(diff_markdown(sample_diff(test::hostile)));
    test::expect_harmless(diff_json(sample_diff(test::hostile)));
    EXPECT_TRUE(nlohmann::json::accept(diff_json(sample_diff(test::hostile))));
}

TEST(DiffReport, NothingFromOutsideIsMarkup) {
    const std::string text = diff_markdown(sample_diff("<script>`a`|[x](y)"));
    EXPECT_EQ(text.find("<script>"), std::string::npos);
    EXPECT_EQ(text.find("[x]("), std::string::npos);
    EXPECT_NE(text.find("&lt;b\\>\\*x\\*&lt;/b\\>"), std::string::npos);
}
