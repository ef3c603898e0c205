#include "plan/action.h"

#include <gtest/gtest.h>

using namespace verbatim;

namespace {
RunCommand command() {
    RunCommand run;
    run.argv = {"go", "build"};
    run.environment = {{"SOURCE_DATE_EPOCH", "{commit_time}"}};
    run.outputs = {{"bin", {"/out", false}}};
    return run;
}
Digest digest(const RunCommand& run) {
    return plan_digest(run, {});
}
}  // namespace

TEST(ActionDigest, EveryFieldThatCanChangeABitCounts) {
    const Digest base = digest(command());
    const auto changed = [&](auto change) {
        RunCommand run = command();
        change(run);
        return digest(run);
    };
    EXPECT_NE(base, changed([](RunCommand& r) { r.argv = {"go build"}; }));
    EXPECT_NE(base, changed([](RunCommand& r) { r.environment["A"] = ""; }));
    EXPECT_NE(base, changed([](RunCommand& r) { r.directory = "/x"; }));
    EXPECT_NE(base, changed([](RunCommand& r) { r.mounts = {{"a", "/a", false, false}}; }));
    EXPECT_NE(base, changed([](RunCommand& r) { r.scratch = {"/tmp"}; }));
    EXPECT_NE(base, changed([](RunCommand& r) { r.outputs["bin"].optional = true; }));
    EXPECT_NE(base, changed([](RunCommand& r) { r.stamps = {{"go", "go1"}}; }));
    EXPECT_EQ(base, changed([](RunCommand& r) { r.memory_bytes = 1; })) << "guides the scheduler only";
}

TEST(ActionDigest, InputsCountByNameOutputSelectionAndDigest) {
    const auto with = [](Input input, const char* tree) {
        return plan_digest(command(), {{std::move(input), sha256(tree)}});
    };
    const Digest base = with({"source", 0, "tree", {}}, "t");
    EXPECT_EQ(base, with({"source", 7, "tree", {}}, "t")) << "where it stands in a plan does not";
    EXPECT_NE(base, with({"other", 0, "tree", {}}, "t"));
    EXPECT_NE(base, with({"source", 0, "bin", {}}, "t"));
    EXPECT_NE(base, with({"source", 0, "tree", {"go.mod"}}, "t"));
    EXPECT_NE(base, with({"source", 0, "tree", {}}, "u"));
}

TEST(ActionDigest, PositionsDoNotCount) {
    FetchToolchain a{"go1.25.12", "v", {"h1:x", {}}};
    FetchToolchain b = a;
    b.h1.at = {SourceText::make("f", "text"), 1, 1};
    EXPECT_EQ(plan_digest(a, {}), plan_digest(b, {}));
}

TEST(ActionDigest, PlanAndRunDigestsAreOfDifferentDomains) {
    EXPECT_NE(plan_digest(command(), {}), run_digest(command(), {}));
}

TEST(Resolve, ReplacesResultSymbolsAndLeavesOthers) {
    RunCommand run = command();
    run.argv = {"-X", "c={patched_commit:7}", "{unknown}"};
    run.stamps = {{"vcs.revision", "{patched_commit}"}};
    const auto resolved =
        std::get<RunCommand>(resolve(run, {{"patched_commit", "0123456789"}, {"commit_time", "42"}}));
    EXPECT_EQ(resolved.argv, (std::vector<std::string>{"-X", "c=0123456", "{unknown}"}));
    EXPECT_EQ(resolved.environment.at("SOURCE_DATE_EPOCH"), "42");
    EXPECT_EQ(resolved.stamps.at("vcs.revision"), "0123456789");
}
