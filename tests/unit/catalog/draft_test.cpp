#include "catalog/draft.h"

#include "catalog/catalog.h"
#include "samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verbatim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

ProjectDraft draft() {
    ProjectDraft made;
    made.name = "org/repo";
    made.source = "https://example.org/org/repo.git";
    made.seen = "v1.0.0";
    made.builds = {
        {".", "example.org/repo, go 1.22", {{"one", "./cmd/one"}, {"1", "./cmd/1"}}, {{"one", "./x/one"}}}};
    return made;
}

ComponentPin pin(const std::string& project) {
    ComponentPin made;
    made.project = project;
    made.tag.value = "v1.0.0";
    made.tag_object.value = std::string(40, 'a');
    made.commit.value = std::string(40, 'b');
    made.commit_time.value = 1'771'500'712;  // date -u -d @1771500712: 2026-02-19T11:31:52Z
    made.tags["v1.0.0"].value = made.tag_object.value;
    made.tags["api/v1"].value = std::string(40, 'c');
    made.go_declared = "1.25";
    made.go.value = "go1.25.12";
    return made;
}

TEST(Draft, OfAProjectIsADefinition) {
    const Project project = parse_project("p", project_text(draft()), "org/repo");
    EXPECT_EQ(project.source.value, "https://example.org/org/repo.git");
    EXPECT_EQ(project.modules, ModuleSource::cache);
    ASSERT_EQ(project.builds.size(), 1U);
    EXPECT_EQ(project.builds[0].binaries.at("one").value, "./cmd/one");
    EXPECT_EQ(project.builds[0].binaries.at("1").value, "./cmd/1");
    EXPECT_EQ(project.output, "_output/{branch}/bin/repo/{os}-{arch}/{name}");
}

TEST(Draft, ExplainsEachField) {
    const std::string text = project_text(draft());
    std::string before;
    for (const char* field :
         {"source", "root", "modules", "platforms", "environment", "flags", "ldflags", "output", "builds"}) {
        const auto at = text.find("\n" + std::string(field) + ":");
        ASSERT_NE(at, std::string::npos) << field;
        const auto line = text.rfind('\n', at - 1) + 1;
        EXPECT_EQ(text[line], '#') << field;
    }
    EXPECT_THAT(text, HasSubstr("# another of that name: one: ./x/one\n"));
}

TEST(Draft, WhatUpstreamCallsItsThingsStaysInItsLine) {
    ProjectDraft made = draft();
    made.builds[0].remark = "example.org/x\nroot: evil\x1b";
    made.idle = {"api\nmodules: vendor"};
    const Project project = parse_project("p", project_text(made), "org/repo");
    EXPECT_EQ(project.root.value, "git");
    EXPECT_EQ(project.modules, ModuleSource::cache);
}

TEST(Draft, OfALockIsALockWithoutADistro) {
    const Release release = parse_release("r", release_text("mine", pin("org/repo"), "why"), "mine");
    EXPECT_FALSE(release.distro.known());
    ASSERT_EQ(release.components.size(), 1U);
    EXPECT_EQ(release.components[0].commit_time.value, 1'771'500'712);
    EXPECT_EQ(release.components[0].tags.at("api/v1").value, std::string(40, 'c'));
    EXPECT_EQ(release.components[0].go.value, "go1.25.12");
}

TEST(Draft, AComponentIsPutAtTheEndOfALockAndNothingElseChanges) {
    const std::string before = release_text("mine", pin("org/repo"), "");
    const auto after = with_component("mine", before, pin("org/second"), "");
    ASSERT_TRUE(after);
    EXPECT_TRUE(after->starts_with(before));
    EXPECT_EQ(parse_release("r", *after, "mine").components.size(), 2U);
}

TEST(Draft, ALockThatEndsWithSomethingElseIsLeftToItsOwner) {
    const std::string lock = release_text("mine", pin("org/repo"), "");
    const std::string images = "base_images:\n  base: example.org/base@sha256:" + std::string(64, '1') + "\n";
    EXPECT_EQ(with_component("mine", lock + images, pin("org/second"), ""), std::nullopt);
    EXPECT_EQ(with_component("mine", lock, pin("org/repo"), ""), std::nullopt);
}

}  // namespace
}  // namespace verbatim
