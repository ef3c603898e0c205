#include "pin/found_go.h"

#include "catalog/catalog.h"
#include "expect.h"

#include <gtest/gtest.h>

namespace verbatim {
namespace {

std::string lock_with(const std::string& remark, const std::string& go) {
    return "branch: one\ncommitter: Bot <bot@example.test>\ncomponents:\n  a/b:\n    tag: v1\n    "
           "tag_object: " +
           std::string(40, '1') + "\n    commit: " + std::string(40, '2') +
           "\n    commit_time: 2026-01-02T03:04:05Z\n    tags:\n      v1: " + std::string(40, '1') + "\n" +
           remark + "    go: {declared: \"1.23\", found: " + go + "}   # so far\n# Tail.\n";
}

std::string with_found(const std::string& text, const std::string& go) {
    return with_found_go("one.yaml", text, parse_release("one", text, "one").components.front(), go);
}

const std::string guess = "    # " + go_guess("go1.23.10", "1.23") + ".\n";

TEST(FoundGo, ChangesTheReleaseAndNothingElse) {
    EXPECT_EQ(with_found(lock_with("    # A person's.\n", "go1.23.10"), "go1.23.12"),
              lock_with("    # A person's.\n", "go1.23.12"));
    EXPECT_EQ(with_found(lock_with("", "\"go1.23.10\""), "go1.23.12"), lock_with("", "\"go1.23.12\""));
}

TEST(FoundGo, IsNoGuessAnyMore) {
    EXPECT_EQ(with_found(lock_with(guess, "go1.23.10"), "go1.23.12"), lock_with("", "go1.23.12"));
    EXPECT_EQ(with_found(lock_with(guess, "go1.23.10"), "go1.23.10"), lock_with("", "go1.23.10"));
}

TEST(FoundGo, OfAnotherMinorThanDeclaredIsRemarked) {
    EXPECT_EQ(with_found(lock_with(guess, "go1.23.10"), "go1.24.13"),
              lock_with("    # GOLANG_VERSION says 1.23, but the published bits are those of go1.24.13.\n",
                        "go1.24.13"));
    EXPECT_EQ(with_found(lock_with(guess, "go1.23.10"), "go1.230.1").find("is a guess"), std::string::npos);
}

TEST(FoundGo, IsNotWrittenToALockThatHasChanged) {
    const ComponentPin pin = parse_release("one", lock_with("", "go1.23.10"), "one").components.front();
    for (const std::string& text :
         {lock_with(guess, "go1.23.10"), lock_with("", "go1.23.9"), std::string()}) {
        const Error error = test::thrown_by([&] { (void)with_found_go("one.yaml", text, pin, "go1.23.12"); });
        EXPECT_EQ(error.kind(), Failure::definition);
    }
}

}  // namespace
}  // namespace verbatim
