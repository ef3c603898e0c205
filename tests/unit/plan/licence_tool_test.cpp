#include "plan/licence_tool.h"

#include "plan/standard_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

using namespace verbatim;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Pair;

TEST(LicenceTool, IsBuiltFromPinnedModulesForTheMachineItRunsOn) {
    const RunCommand run = licence_tool_build({"linux", "arm64"}, "go1.25.12");
    EXPECT_THAT(run.environment,
                AllOf(Contains(Pair("GOPROXY", "file:///modules")), Contains(Pair("GOARCH", "arm64")),
                      Contains(Pair("CGO_ENABLED", "0")), Contains(Pair("GOTOOLCHAIN", "local"))));
    EXPECT_THAT(run.argv, AllOf(Contains("-mod=readonly"), Contains("-trimpath"))) << "go.sum is what counts";
    EXPECT_EQ(run.stamps.at("go"), "go1.25.12");
    EXPECT_EQ(run.stamps.at("GOARCH"), "arm64");
    EXPECT_TRUE(standard_library_command(run, "go1.25.12"));
}

TEST(LicenceTool, RunsOnWhatWasCollectedAndSeesNothingElse) {
    const RunCommand run = licence_tool_run();
    std::set<std::string> inputs;
    for (const Mount& mount : run.mounts) {
        inputs.insert(mount.input);
        EXPECT_FALSE(mount.writable) << mount.input;
    }
    EXPECT_THAT(inputs, ElementsAre("licences", "root", "tool"));
    EXPECT_EQ(run.argv.back(), run.outputs.at("report").at + "/report.json");
}

TEST(LicenceTool, ABuildNeedsNoFileThatIsATest) {
    EXPECT_THAT(licence_tool_files(), ElementsAre("go.mod", "go.sum", "main.go"));
}
