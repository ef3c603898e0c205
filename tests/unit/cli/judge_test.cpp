#include "cli/doctor/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using namespace verbatim::doctor;
using Result = Diagnosis::Result;
using testing::HasSubstr;

namespace {

ProcessResult exited(int code) {
    ProcessResult result;
    result.exit_code = code;
    return result;
}

}  // namespace

TEST(Doctor, JudgesTheStoreByWhatIsFree) {
    EXPECT_EQ(judge_store("/s", true, 72'000'000'000).result, Result::ok);
    EXPECT_EQ(judge_store("/s", true, 9'999'999'999).result, Result::warn);
    EXPECT_EQ(judge_store("/s", true, 1'999'999'999).result, Result::fail);
    EXPECT_EQ(judge_store("/s", false, 72'000'000'000).result, Result::fail);
}

TEST(Doctor, JudgesBubblewrapByItsVersion) {
    EXPECT_EQ(judge_bubblewrap("bubblewrap 0.8.0\n").result, Result::ok);
    EXPECT_EQ(judge_bubblewrap("bubblewrap 0.11.0\n").result, Result::ok) << "numbers, not text";
    EXPECT_EQ(judge_bubblewrap("bubblewrap 1.0\n").result, Result::ok);
    EXPECT_EQ(judge_bubblewrap("bubblewrap 0.7.0\n").result, Result::fail);
    EXPECT_EQ(judge_bubblewrap("?").result, Result::warn);
    EXPECT_EQ(judge_bubblewrap({}).result, Result::fail);
}

TEST(Doctor, SaysWhichFileAProgramIs) {
    EXPECT_EQ(judge_program("go", "/usr/bin/go", "GOPROXY").seen, "/usr/bin/go");
    EXPECT_EQ(judge_program("go", {}, "GOPROXY").result, Result::not_checked);
    EXPECT_THAT(judge_program("go", {}, "GOPROXY").seen, HasSubstr("GOPROXY"));
}

TEST(Doctor, WarnsOfEntriesOfPathThatNameNoProgram) {
    EXPECT_EQ(judge_search_path("/usr/bin:/bin").result, Result::ok);
    for (const char* path : {"", ":/usr/bin", "/usr/bin:", "bin:/usr/bin", ".:/usr/bin"}) {
        EXPECT_EQ(judge_search_path(path).result, Result::warn) << path;
        EXPECT_FALSE(judge_search_path(path).fix.empty()) << path;
    }
}

TEST(Doctor, NamesTheSwitchThatForbidsUserNamespaces) {
    const std::string said = "bwrap: No permissions to create new namespace\n";
    EXPECT_EQ(judge_sandbox(exited(0), "", {}).result, Result::ok);
    const Diagnosis failed = judge_sandbox(exited(1), said, {"0", "15000", {}});
    EXPECT_EQ(failed.result, Result::fail);
    EXPECT_THAT(failed.seen, HasSubstr("No permissions"));
    EXPECT_THAT(failed.fix, HasSubstr("kernel.unprivileged_userns_clone=1"));
    EXPECT_THAT(judge_sandbox(exited(1), said, {"1", "0", {}}).fix, HasSubstr("user.max_user_namespaces"));
    EXPECT_THAT(judge_sandbox(exited(1), said, {{}, "15000", "1"}).fix, HasSubstr("apparmor"));
    EXPECT_THAT(judge_sandbox(exited(1), said, {}).fix, HasSubstr("container"));
}

TEST(Doctor, WhatCouldNotBeTriedIsNotCheckedAndNeverOk) {
    EXPECT_EQ(judge_sandbox({}, "", {}).result, Result::not_checked);
    EXPECT_EQ(judge_nested({}, "").result, Result::not_checked);
}

TEST(Doctor, OnlyTwoHundredIsAnAnswer) {
    EXPECT_EQ(judge_answer("x", {"https://e.test", 200, ""}, "f").result, Result::ok);
    EXPECT_EQ(judge_answer("x", {"https://e.test", 404, ""}, "f").fix, "f");
    EXPECT_THAT(judge_answer("x", {"https://e.test", 0, "no such host"}, "f").seen,
                HasSubstr("no such host"));
}

TEST(Doctor, SaysWhatLimitsABuildAndNoMore) {
    EXPECT_EQ(judge_limits({true, true, true}).result, Result::ok);
    EXPECT_EQ(judge_limits({true, true, false}).result, Result::ok) << "a control group holds root as well";

    const Diagnosis ordinary = judge_limits({false, false, true});
    EXPECT_EQ(ordinary.result, Result::warn);
    EXPECT_THAT(ordinary.seen, HasSubstr("each process is limited by itself"));
    EXPECT_THAT(ordinary.seen, HasSubstr("those of this user are limited"));
    EXPECT_THAT(ordinary.fix, HasSubstr("systemd-run --user --scope"));

    const Diagnosis root = judge_limits({false, false, false});
    EXPECT_EQ(root.result, Result::warn);
    EXPECT_THAT(root.seen, HasSubstr("nothing limits processes"));
    EXPECT_THAT(root.fix, HasSubstr("systemd-run --scope"));

    const Diagnosis half = judge_limits({true, false, true});
    EXPECT_EQ(half.result, Result::warn);
    EXPECT_THAT(half.seen, HasSubstr("memory of all of it together"));
    EXPECT_THAT(half.seen, HasSubstr("no control group limits processes"));
}

TEST(Doctor, EveryFailureHasAFix) {
    for (const Diagnosis& one : {judge_store("/s", false, 0), judge_store("/s", true, 0),
                                 judge_bubblewrap({}), judge_bubblewrap("bubblewrap 0.1"),
                                 judge_sandbox(exited(1), "", {}), judge_nested(exited(1), "")}) {
        EXPECT_EQ(one.result, Result::fail);
        EXPECT_NE(one.fix, "") << one.seen;
    }
}

TEST(Doctor, OnlyAFailureFails) {
    using Results = std::vector<Diagnosis>;
    EXPECT_FALSE(any_failed(
        Results{{"a", Result::ok, "", ""}, {"b", Result::warn, "", ""}, {"c", Result::not_checked, "", ""}}));
    EXPECT_TRUE(any_failed(Results{{"a", Result::ok, "", ""}, {"b", Result::fail, "", ""}}));
}
