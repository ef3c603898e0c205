#include "pin/lock_edit.h"

#include "catalog/catalog.h"
#include "expect.h"
#include "pin/lock_text.h"
#include "pin/pin_distro.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verbatim {
namespace {

using test::thrown_by;
using testing::HasSubstr;

std::string id(char c) {
    return std::string(40, c);
}

const std::string lock =
    "# Head.\nbranch: one   # the branch\ncommitter: Bot <bot@example.test>\ncomponents:\n  a/b:\n" +
    std::string("    # Of the tag.\n    tag: 'v1'\n    tag_object: ") + id('1') + "\n    commit: " + id('2') +
    "\n    commit_time: 2026-01-02T03:04:05Z\n    tags:\n      'v1': " + id('1') +
    "\n\n      # A blank line above.\n      x/v1: \"" + id('2') +
    "\"\n    go: {declared: '1.25', found: \"go1.25.1\"}\n# Tail.\n";

ComponentPin pinned() {
    return parse_release("one", lock, "one").components.front();
}

std::string edited(const ComponentPin& pin) {
    LockChange change;
    change.components[pin.project] = pin;
    return edit_lock("one", lock, "one", change);
}

std::string with(std::string text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
    return text;
}

TEST(LockEdit, OfNothingIsTheSameText) {
    EXPECT_EQ(edited(pinned()), lock);
}

TEST(LockEdit, ReplacesValuesAsTheyAreQuoted) {
    ComponentPin pin = pinned();
    pin.go.value = "go1.25.12";
    pin.go_declared = "1.26";
    pin.commit_time.value += 61;
    const std::string expected = with(lock, "03:04:05Z", "03:05:06Z");
    EXPECT_EQ(edited(pin), with(with(expected, "'1.25'", "\"1.26\""), "go1.25.1\"", "go1.25.12\""));
}

TEST(LockEdit, RenamesTagsWithTheirVersion) {
    ComponentPin pin = pinned();
    pin.tag.value = "v2";
    pin.tag_object.value = id('c');
    pin.commit.value = id('d');
    pin.tags = {{"v2", {id('c'), {}}}, {"x/v2", {id('d'), {}}}, {"y/v2", {id('d'), {}}}};
    std::string expected = with(with(lock, id('1'), id('c')), id('2'), id('d'));
    expected = with(with(with(expected, "tag: 'v1'", "tag: v2"), "'v1':", "v2:"), "x/v1", "x/v2");
    expected = with(expected, id('d') + "\"\n    go", id('d') + "\"\n      y/v2: " + id('d') + "\n    go");
    EXPECT_EQ(edited(pin), expected);
}

TEST(LockEdit, PutsATagsObjectIntoAPinThatHadNone) {
    const std::string tags = "    tags:\n      v1: " + id('1') + "\n      x/v1: " + id('2') + "\n";
    const std::string bare = with(
        with(lock, lock.substr(lock.find("    tags:"), lock.find("    go:") - lock.find("    tags:")), ""),
        "    tag_object: " + id('1') + "\n", "");
    const ComponentPin without = parse_release("one", bare, "one").components.front();
    EXPECT_FALSE(without.has_tag_object());
    LockChange change;
    change.components["a/b"] = without;
    EXPECT_EQ(edit_lock("one", bare, "one", change), bare);
    change.components["a/b"].go.value = "go1.25.2";
    EXPECT_EQ(edit_lock("one", bare, "one", change), with(bare, "go1.25.1", "go1.25.2"));
    change.components["a/b"] = without;
    change.components["a/b"].patched_commit.emplace().value = id('8');
    EXPECT_EQ(edit_lock("one", bare, "one", change),
              with(bare, "    go:", "    patched_commit: " + id('8') + "\n    go:"));
    change.components["a/b"] = pinned();
    EXPECT_EQ(edit_lock("one", bare, "one", change),
              with(with(bare, "    commit:", "    tag_object: " + id('1') + "\n    commit:"),
                   "    go:", tags + "    go:"));
}

TEST(LockEdit, PutsOptionalKeysWhereTheyBelongAndTakesThemAway) {
    ComponentPin pin = pinned();
    pin.patched_commit.emplace().value = id('5');
    const std::string text = edited(pin);
    EXPECT_EQ(text, with(lock, "    go:", "    patched_commit: " + id('5') + "\n    go:"));
    LockChange change;
    change.components["a/b"] = pinned();
    EXPECT_EQ(edit_lock("one", text, "one", change), lock);
}

TEST(LockEdit, AddsComponentsInTheOrderOfNames) {
    for (const char* name : {"a/a", "a/c"}) {
        ComponentPin pin = pinned();
        pin.project = name;
        LockChange change;
        change.components[name] = pin;
        change.remarks[name] = "A guess.";
        const std::string text = edit_lock("one", lock, "one", change);
        const auto added = text.find(std::string("  ") + name + ":\n"), there = text.find("  a/b:\n");
        EXPECT_EQ(added < there, std::string(name) < "a/b");
        EXPECT_THAT(text, HasSubstr("    # A guess.\n    go: {"));
        EXPECT_THAT(text, HasSubstr("\n# Tail.\n"));
        LockChange back;
        back.removed = {name};
        EXPECT_EQ(edit_lock("one", text, "one", back), lock);
    }
}

TEST(LockEdit, WritesADistroAndWhatIsUnbuildable) {
    LockChange change;
    change.distro = {"https://example.test/distro", id('6')};
    change.unbuildable.emplace()["c/d"] = {{"v1-fix", {}}, "upstream: \"no\" such tag", {}};
    const std::string text = edit_lock("one", lock, "one", change);
    const Release release = parse_release("one", text, "one");
    EXPECT_EQ(release.distro.commit.value, id('6'));
    EXPECT_EQ(release.unbuildable.at("c/d").because, "upstream: \"no\" such tag");
    EXPECT_LT(text.find("\nunbuildable:"), text.find("\ncomponents:")) << text;
    change.distro->commit = id('7');
    change.unbuildable->clear();
    const std::string again = edit_lock("one", text, "one", change);
    EXPECT_EQ(parse_release("one", again, "one").distro.commit.value, id('7'));
    EXPECT_THAT(again, testing::Not(HasSubstr("unbuildable:")));
    EXPECT_THAT(again, testing::Not(HasSubstr("inputs that are not public")));
}

TEST(LockEdit, RefusesWhatItCannotEdit) {
    const std::string flow = "branch: one\ncomponents: {a/b: {tag: v1, tag_object: " + id('1') +
                             ", commit: " + id('1') +
                             ",\n commit_time: 2026-01-02T03:04:05Z, tags: {v1: " + id('1') +
                             "}, go: {declared: '1.25', found: go1.25.1}}}\n";
    ComponentPin pin = parse_release("one", flow, "one").components.front();
    pin.go.value = "go1.25.2";
    LockChange change;
    change.components["a/b"] = pin;
    EXPECT_EQ(edit_lock("one", flow, "one", change), with(flow, "go1.25.1", "go1.25.2"));
    change.components["b/c"] = pin;
    change.components["b/c"].project = "b/c";
    const Error error = thrown_by([&] { return edit_lock("one", flow, "one", change); });
    EXPECT_EQ(error.kind(), Failure::definition);
    EXPECT_THAT(error.render(), HasSubstr("does not know how to edit"));
}

TEST(LockText, IsReadAsWhatItWasWrittenFrom) {
    Release release = parse_release("one", lock, "one");
    release.number = 3;
    release.distro.source.value = "https://example.test/distro";
    release.distro.commit.value = id('6');
    release.components.front().patches.emplace().value = id('7');
    release.components.front().checksums.emplace().value = id('8');
    release.unbuildable["c/d"] = {{"v1-fix", {}}, "upstream has no such tag", {}};
    const std::string text = lock_text(release, {{"a/b", "A guess."}});
    EXPECT_TRUE(same_release(parse_release("one", text, "one"), release)) << text;
}

TEST(LockText, OfAPinWithoutItsTagsObjectHasNoTags) {
    Release release = parse_release("one", lock, "one");
    release.distro.source.value = "https://example.test/distro";
    release.distro.commit.value = id('6');
    release.components.front().tag_object = {};
    release.components.front().tags.clear();
    const std::string text = lock_text(release, {});
    EXPECT_THAT(text, testing::Not(HasSubstr("tags:")));
    EXPECT_TRUE(same_release(parse_release("one", text, "one"), release)) << text;
}

TEST(LockChange, TheEndOfABranchIsADifference) {
    const std::string at = "publish: {uri: https://dist.example.test, registry: a.test/b";
    const Release going = parse_release("one", lock + at + "}\n", "one");
    EXPECT_TRUE(same_release(going, parse_release("one", lock + at + ", active: true}\n", "one")));
    EXPECT_FALSE(same_release(going, parse_release("one", lock + at + ", active: false}\n", "one")));
}

TEST(NewestOfMinor, GoesByNumbers) {
    const std::vector<std::string> releases{"go1.25.12", "go1.25.9",  "go1.2.1",
                                            "go1.26.5",  "go1.25rc1", "go1.24"};
    EXPECT_EQ(newest_of_minor(releases, "1.25"), "go1.25.12");
    EXPECT_EQ(newest_of_minor(releases, "1.2"), "go1.2.1");
    EXPECT_EQ(newest_of_minor(releases, "1.24"), "go1.24");
    EXPECT_EQ(newest_of_minor(releases, "1.23"), std::nullopt);
}

}  // namespace
}  // namespace verbatim
