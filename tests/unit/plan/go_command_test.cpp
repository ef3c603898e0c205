#include "plan/go_command.h"

#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::ElementsAre;

namespace {
ModuleBuild build_of(std::map<std::string, std::string> binaries) {
    ModuleBuild build;
    build.folder.value = ".";
    for (const auto& [name, package] : binaries) build.binaries[name].value = package;
    return build;
}
}  // namespace

TEST(GroupBinaries, WhatGoNamesItselfIsOneBuildAndEachOtherItsOwn) {
    const auto groups =
        group_binaries(build_of({{"a", "./cmd/a"}, {"b", "./cmd/b"}, {"c", "./cmd/other"}, {"d", "."}}));
    ASSERT_EQ(groups.size(), 3U);
    EXPECT_TRUE(groups[0].by_package_name);
    EXPECT_EQ(groups[0].binaries.size(), 2U);
    EXPECT_FALSE(groups[1].by_package_name);
}

TEST(GroupBinaries, AMajorVersionIsNoName) {
    // go build names ./cmd/tool/v2 "tool", so that "v2" must be asked for by -o.
    EXPECT_FALSE(group_binaries(build_of({{"v2", "./cmd/tool/v2"}}))[0].by_package_name);
}

TEST(BuildCommand, IsWhatTheDistroRuns) {
    const PlanInputs inputs = sample_inputs();
    const Project& project = inputs.projects.at("org/tool");
    const ModuleBuild& build = project.builds[1];
    const RunCommand run = build_command(project, build, group_binaries(build)[0], {"linux", "arm64"},
                                         {{"tag", "v1.2.3"}, {"tag_object", std::string(40, '2')}});
    EXPECT_THAT(run.argv,
                ElementsAre("/usr/local/go/bin/go", "build", "-trimpath", "-ldflags",
                            "-s -X main.Version=v1.2.3 -X main.Id=222222222", "-o", "/out/delta", "."));
    EXPECT_EQ(run.directory, "/build/src/sub/mod");
}

TEST(BuildCommand, EnvironmentIsExactlyThis) {
    const PlanInputs inputs = sample_inputs();
    const Project& project = inputs.projects.at("org/tool");
    const RunCommand run = build_command(project, project.builds[0], group_binaries(project.builds[0])[0],
                                         {"linux", "amd64"}, {});
    std::string names;
    for (const auto& [name, value] : run.environment)
        if (!name.starts_with("GIT_")) names += name + " ";  // git_environment_test.cpp
    EXPECT_EQ(names,
              "CGO_ENABLED GOARCH GOCACHE GOENV "
              "GOFLAGS GOOS GOPATH GOPROXY GOSUMDB GOTELEMETRY GOTOOLCHAIN HOME LANG LC_ALL PATH "
              "SOURCE_DATE_EPOCH TMPDIR TZ USER ");
    EXPECT_EQ(run.environment.at("GIT_DIR"), project.paths.source + "/.git");
    EXPECT_EQ(run.environment.at("GOENV"), "off");
    EXPECT_EQ(run.environment.at("GOTOOLCHAIN"), "local");
    EXPECT_EQ(run.environment.at("GOPROXY"), "off");
    EXPECT_EQ(run.environment.at("SOURCE_DATE_EPOCH"), "{commit_time}");
}

TEST(BuildCommand, FlagsWithBlanksAreQuotedAsGoSplitsThem) {
    PlanInputs inputs = sample_inputs();
    ModuleBuild build = inputs.projects.at("org/tool").builds[1];
    build.ldflags = {"-X", "main.Text=two words", "-X", "main.Quote=it's"};
    const RunCommand run = build_command(inputs.projects.at("org/tool"), build, group_binaries(build)[0],
                                         {"linux", "amd64"}, {});
    EXPECT_EQ(run.argv[4], "-X 'main.Text=two words' -X \"main.Quote=it's\"");
}

TEST(BuildCommand, ABraceThatMeansItselfComesThroughBothExpansions) {
    PlanInputs inputs = sample_inputs();
    ModuleBuild build = inputs.projects.at("org/tool").builds[1];
    build.ldflags = {"-X", "main.A={{commit_time}", "-X", "main.B={tag}", "-X", "main.C={commit_time}"};
    RunCommand run = build_command(inputs.projects.at("org/tool"), build, group_binaries(build)[0],
                                   {"linux", "amd64"}, {{"tag", "v{commit_time}"}});
    run = std::get<RunCommand>(resolve(run, {{"commit_time", "42"}}));
    EXPECT_EQ(run.argv[4], "-X main.A={commit_time} -X main.B=v{commit_time} -X main.C=42");
}

TEST(StampsVcs, NotInGopathModeNorWhereSwitchedOff) {
    RunCommand run;
    EXPECT_TRUE(stamps_vcs(run));
    run.argv = {"go", "build", "-buildvcs=false"};
    EXPECT_FALSE(stamps_vcs(run));
    run.argv = {};
    run.environment["GO111MODULE"] = "off";
    EXPECT_FALSE(stamps_vcs(run));
}
