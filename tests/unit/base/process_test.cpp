#include "base/process.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <sys/resource.h>

using namespace verbatim;

namespace {
std::string run(std::vector<std::string> argv, ProcessResult* result = nullptr,
                std::chrono::seconds limit = {}) {
    std::string output;
    ProcessSpec spec;
    spec.argv = std::move(argv);
    spec.environment = {{"ONLY", "this"}};
    spec.time_limit = limit;
    spec.on_output = [&](std::string_view piece) { output += piece; };
    const ProcessResult got = run_process(spec);
    if (result != nullptr) *result = got;
    return output;
}
}  // namespace

TEST(Process, ChildGetsExactlyTheEnvironmentGiven) {
    EXPECT_EQ(run({"env"}), "ONLY=this\n");
}

TEST(Process, CapturesBothStreamsAndTheExitCode) {
    ProcessResult result;
    EXPECT_EQ(run({"sh", "-c", "echo out; echo err >&2; exit 7"}, &result), "out\nerr\n");
    EXPECT_EQ(result.exit_code, 7);
    EXPECT_FALSE(result.succeeded());
}

TEST(Process, IsEndedWithItsChildrenWhenTimeIsUp) {
    ProcessResult result;
    run({"sh", "-c", "sleep 60 & sleep 60"}, &result, std::chrono::seconds(1));
    EXPECT_TRUE(result.timed_out);
}

TEST(Process, StandardInputIsEmpty) {
    EXPECT_EQ(run({"cat"}), "");
}

TEST(Process, DescriptorsDoNotLeak) {
    // 0, 1, 2 and the one that ls itself opens.
    EXPECT_EQ(run({"ls", "/proc/self/fd"}), "0\n1\n2\n3\n");
}

TEST(Process, AProgramThatIsNotThereIsNamed) {
    try {
        run({"no-such-program-here"});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Failure::unavailable);
        EXPECT_NE(error.message().find("no-such-program-here"), std::string::npos);
    }
}
