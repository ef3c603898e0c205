#include "fetch/go_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verbatim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::vector<GoModuleSeen> survey(const std::map<std::string, std::string>& files) {
    std::vector<std::string> paths;
    for (const auto& [path, text] : files) paths.push_back(path);
    return survey_go(paths, [&](const std::string& path) { return files.at(path); });
}

TEST(GoLayout, NamesProgramsAsGoWould) {
    const auto seen =
        survey({{"go.mod", "module example.org/tool/v2 // why\n\ngo 1.22.1\n\ntoolchain go1.23.4\n"},
                {"main.go", "// Tool.\n\n/* and\nmore */ package main\n"},
                {"cmd/other/main.go", "package main // yes\n"},
                {"lib/lib.go", "package lib\n"}});
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].path, "example.org/tool/v2");
    EXPECT_EQ(seen[0].go, "1.22.1");
    EXPECT_EQ(seen[0].toolchain, "go1.23.4");
    EXPECT_FALSE(seen[0].vendored);
    EXPECT_THAT(seen[0].binaries, ElementsAre(Pair("other", "./cmd/other"), Pair("tool", ".")));
}

TEST(GoLayout, AProgramBelongsToTheNearestModuleAbove) {
    const auto seen = survey({{"go.mod", "module example.org/a\n"},
                              {"tools/go.mod", "module \"example.org/a/tools\"\n"},
                              {"tools/vendor/modules.txt", ""},
                              {"tools/gen/main.go", "package main"},
                              {"cmd/gen/main.go", "package main"}});
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[1].folder, "tools");
    EXPECT_EQ(seen[1].path, "example.org/a/tools");
    EXPECT_TRUE(seen[1].vendored);
    EXPECT_THAT(seen[0].binaries, ElementsAre(Pair("gen", "./cmd/gen")));
    EXPECT_THAT(seen[1].binaries, IsEmpty());
    EXPECT_THAT(seen[1].namesakes, ElementsAre(Pair("gen", "./gen")));
}

// The go command's own rules: `go help packages`, `go help buildconstraint`.
TEST(GoLayout, PassesOverWhatGoPassesOver) {
    const auto seen = survey({{"go.mod", "module example.org/a"},
                              {"vendor/x/main.go", "package main"},
                              {"a/testdata/main.go", "package main"},
                              {"_old/main.go", "package main"},
                              {".hidden/main.go", "package main"},
                              {"b/main_test.go", "package main"},
                              {"c/gen.go", "//go:build ignore\n\npackage main\n"},
                              {"d/a_gen.go", "//go:build tools\n\npackage main\n"},
                              {"d/d.go", "package d\n"},
                              {"e/cut_off.go", "/* never ends"}});
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_THAT(seen[0].binaries, IsEmpty());
}

TEST(GoLayout, ATreeWithoutAModuleHasNone) {
    EXPECT_THAT(survey({{"main.go", "package main"}}), IsEmpty());
}

TEST(ChooseGo, TheNewestThatIsNewEnough) {
    const std::vector<std::string> pinned = {"go1.21.13", "go1.25.12", "go1.26.5", "go1.9.7"};
    GoModuleSeen module;
    module.go = "1.19";
    EXPECT_EQ(choose_go(pinned, {module}), "go1.26.5");
    module.toolchain = "go1.25.10";
    EXPECT_EQ(choose_go(pinned, {module}), "go1.25.12");
    module.toolchain = "go1.25.13";  // newer than any of that minor version
    EXPECT_EQ(choose_go(pinned, {module}), "go1.26.5");
    module.go = "1.26.6";
    EXPECT_EQ(choose_go(pinned, {module}), std::nullopt);
    EXPECT_EQ(choose_go({}, {}), std::nullopt);
}

}  // namespace
}  // namespace verbatim
