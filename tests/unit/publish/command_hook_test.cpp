#include "publish/command_hook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::HasSubstr;

namespace {

HookResult run(const std::vector<std::string>& argv, int seconds = 20) {
    CommandHook hook;
    hook.argv = argv;
    hook.environment = {{"PATH", "/usr/bin:/bin"}, {"MINE", "1"}};
    hook.time_limit = std::chrono::seconds(seconds);
    return run_hook(hook, {"night", "the-id", "{\"a\": 1}\n"});
}

}  // namespace

TEST(CommandHook, GetsTheBodyAndTheEvent) {
    const HookResult result = run({"sh", "-c", "cat; echo $VERBATIM_EVENT $VERBATIM_DELIVERY $MINE $HOME"});
    EXPECT_TRUE(result.succeeded) << result.why;
    EXPECT_EQ(result.output, "{\"a\": 1}\nnight the-id 1\n");
}

TEST(CommandHook, NoShellReadsItsWords) {
    EXPECT_EQ(run({"echo", "$HOME; id", "`id`", "*"}).output, "$HOME; id `id` *\n");
}

TEST(CommandHook, AFailureIsToldAndWhatItWroteIsKept) {
    const HookResult result = run({"sh", "-c", "echo out; echo err >&2; exit 7"});
    EXPECT_FALSE(result.succeeded);
    EXPECT_EQ(result.why, "sh ended with status 7");
    EXPECT_EQ(result.output, "out\nerr\n");
    EXPECT_EQ(run({"sh", "-c", "kill -9 $$"}).why, "sh was ended by signal 9");
    EXPECT_THAT(run({"surely-there-is-no-such-program"}).why, HasSubstr("is not installed"));
}

TEST(CommandHook, IsEndedInTimeWithAllThatItStarted) {
    const HookResult result = run({"sh", "-c", "sleep 600 & sleep 600"}, 1);
    EXPECT_FALSE(result.succeeded);
    EXPECT_EQ(result.why, "sh ran for longer than 1 s, and was ended");
}

TEST(CommandHook, OfWhatItWritesTheEndIsKept) {
    const HookResult result = run({"sh", "-c", "head -c 5000000 /dev/zero | tr '\\0' x; echo; echo the end"});
    EXPECT_LE(result.output.size(), 16U << 10U);
    EXPECT_TRUE(result.output.ends_with("xx\nthe end\n"));
    EXPECT_LE(run({"yes"}, 1).output.size(), 16U << 10U);
}
