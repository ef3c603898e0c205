#include "attest/release_docs.h"

#include "../report/golden.h"
#include "sample_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using namespace verbatim::test;
using testing::HasSubstr;
using testing::Not;

namespace {

ReleaseDocs sample_docs() {
    ReleaseDocs docs;
    docs.manifest = sample_manifest();
    docs.distribution = "Example Distro";
    docs.manifest_uri = "https://example.test/kubernetes-1-36/kubernetes-1-36-eks-7.yaml";
    docs.changelog_uri = "https://example.test/docs/CHANGELOG-v1-36-eks-7.md";
    return docs;
}

ReleaseStatus status(ReleaseStatus::State state, std::optional<std::int64_t> by, const std::string& reason) {
    return {.channel = "1-36",
            .number = 7,
            .state = state,
            .superseded_by = by,
            .reason = reason,
            .date = 1780346855};
}

}  // namespace

TEST(ReleaseDocs, Pages) {
    ReleaseDocs docs = sample_docs();
    docs.changes.patches = {{"coredns: 0003-fix_names.patch added"}};
    docs.changes.toolchain = {{"etcd: go1.25.11 → go1.25.12", "https://example.test/go1.25.12"}};
    expect_golden("index.md", release_index(docs));
    expect_golden("changelog.md", release_changelog(docs));
    expect_golden("announcement.txt", release_announcement(docs));
    EXPECT_EQ(release_changelog_name("1-36", 7), "CHANGELOG-v1-36-eks-7.md");
}

TEST(ReleaseDocs, DoNotDependOnTheOrderOfTheManifest) {
    ReleaseDocs docs = sample_docs(), other = sample_docs();
    std::swap(other.manifest.components[0], other.manifest.components[1]);
    EXPECT_EQ(release_index(other), release_index(docs));
    EXPECT_EQ(release_announcement(other), release_announcement(docs));
}

TEST(ReleaseDocs, SayThatNothingChanged) {
    const std::string text = release_changelog(sample_docs());
    for (const std::string section : {"Patches", "Projects", "Base Image", "Toolchain"})
        EXPECT_THAT(text, HasSubstr("### " + section + "\n\nNo changes since last release\n"));
}

TEST(ReleaseDocs, SayWhatBecameOfTheRelease) {
    ReleaseDocs docs = sample_docs();
    docs.status = status(ReleaseStatus::State::withdrawn, 8, "the kubelet does not start");
    for (const std::string& page : {release_index(docs), release_changelog(docs)})
        EXPECT_THAT(page, HasSubstr("> **Withdrawn on 2026-06-01.** the kubelet does not start. Use "
                                    "[v1-36-eks-8](../8/index.md) instead.\n"));
    EXPECT_THAT(
        release_announcement(docs),
        HasSubstr("Example Distro v1-36-eks-7 was withdrawn on 2026-06-01. the kubelet does not start. "
                  "Use v1-36-eks-8 instead.\n"));
    docs.status = status(ReleaseStatus::State::withdrawn, {}, "it is wrong");
    EXPECT_THAT(release_index(docs),
                HasSubstr("> **Withdrawn on 2026-06-01.** it is wrong. Do not use it.\n"));
    docs.status = status(ReleaseStatus::State::superseded, 8, "");
    EXPECT_THAT(release_index(docs),
                HasSubstr("> **Superseded on 2026-06-01.** Use [v1-36-eks-8](../8/index.md) instead.\n"));
}

TEST(ReleaseDocs, ChangesAreTextAndNothingElse) {
    ReleaseDocs docs = sample_docs();
    docs.changes.projects = {{"# heading\n\n- item\n| cell | <script>alert(1)</script> [a](b) ![c](d) `e`"},
                             {"link", "javascript:alert(1)"},
                             {"page", "https://example.test/a)b"}};
    const std::string text = release_changelog(docs);
    EXPECT_THAT(text, HasSubstr("* \\# heading"));
    EXPECT_THAT(text, HasSubstr("\\<script\\>alert(1)\\</script\\> \\[a\\](b) !\\[c\\](d) \\`e\\`\n"));
    EXPECT_THAT(text, HasSubstr("* link (more)\n* page (more)\n"));
    EXPECT_THAT(text, Not(HasSubstr("\n- item")));
    docs = sample_docs();
    docs.distribution = docs.changes.patches.emplace_back(hostile).text;
    docs.manifest_uri = hostile;
    for (const std::string& page : {release_index(docs), release_changelog(docs), release_announcement(docs)})
        expect_harmless(page);
}

TEST(Markdown, TextShowsAsItIs) {
    EXPECT_EQ(markdown_text("v1.14.3 + 12 patches (x)"), "v1.14.3 + 12 patches (x)");
    EXPECT_EQ(markdown_text("a_b*c`d|e<f>g&h~i[j]\\"), "a\\_b\\*c\\`d\\|e\\<f\\>g\\&h\\~i\\[j\\]\\\\");
    EXPECT_EQ(markdown_text("1. a_b"), "1\\. a\\_b");
    EXPECT_EQ(markdown_text("12) a"), "12\\) a");
    EXPECT_EQ(markdown_text("12."), "12\\.");
    EXPECT_EQ(markdown_text("1.25.12"), "1.25.12");
    EXPECT_EQ(markdown_text("- a"), "\\- a");
    EXPECT_EQ(markdown_text("---"), "\\---");
    EXPECT_EQ(markdown_text("#"), "\\#");
    EXPECT_EQ(markdown_text("a # b - c"), "a # b - c");
    EXPECT_EQ(markdown_text("  a\tb "), "a b");
    EXPECT_EQ(markdown_text(""), "");
}

TEST(Markdown, CodeAndLinks) {
    EXPECT_EQ(markdown_code("a:b_c"), "`a:b_c`");
    EXPECT_EQ(markdown_code("a`b``c"), "``` a`b``c ```");
    EXPECT_EQ(markdown_code("a|b"), "`a\\|b`");
    EXPECT_EQ(markdown_link("a_b", "https://example.test/a_b"), "[a\\_b](https://example.test/a_b)");
    EXPECT_EQ(markdown_link("https://example.test/a_b", "https://example.test/a_b"),
              "<https://example.test/a_b>");
    EXPECT_EQ(markdown_link("a", "../8/index.md"), "[a](../8/index.md)");
    for (const char* uri : {"", "javascript:alert(1)", "https://a b", "https://a)b", "https://a\"b"})
        EXPECT_EQ(markdown_link("a", uri), "a") << uri;
}
