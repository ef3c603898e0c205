#include "patch/diff_names.h"
#include "patch/quoted_name.h"
#include "patch/safe_path.h"

#include <gtest/gtest.h>

using namespace verbatim::patch;

TEST(QuotedName, HasTheEscapesOfC) {
    const auto quoted = unquote(R"("a\"b\\c\a\b\f\n\r\t\v\001\377" rest)");
    ASSERT_TRUE(quoted);
    EXPECT_EQ(quoted->name, "a\"b\\c\a\b\f\n\r\t\v\001\377");
    EXPECT_EQ(quoted->length, 31U);
}

TEST(QuotedName, ThatDoesNotCloseOrEscapesWhatItMayNotIsNone) {
    for (const char* text :
         {"", "a", "\"a", "\"a\\", "\"a\\\"", R"("\x41")", R"("\400")", R"("\18")", R"("\1")"})
        EXPECT_FALSE(unquote(text)) << text;
}

TEST(SafePath, StaysWithinTheTreeAndOutOfGitsFolder) {
    for (const char* path : {"a", "a/b", ".gitignore", ".github/x", "a/.gitmodules", "..a", "a..", "git",
                             "...", "git~2", ".gita", "a b/c", "C:/x"})
        EXPECT_TRUE(is_safe_path(path, 0100644)) << path;
    for (const char* path : {"", "/", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "./a", "a/./b", ".git",
                             ".git/x", "a/.GIT/b", "x/.gIt"})
        EXPECT_FALSE(is_safe_path(path, 0100644)) << path;
}

TEST(SafePath, KeepsOutOfWhatNtfsTakesForGitsFolder) {
    for (const char* path : {"git~1", "GIT~1/x", ".git ", ".git.", ".git . /x", ".git:x",
                             ".git::$INDEX_ALLOCATION", "git~1:x", "a\\.git", "a\\git~1\\x", ".git\\x"})
        EXPECT_FALSE(is_safe_path(path, 0100644)) << path;
    for (const char* path : {".git x", "git~10", "a.git", ".gitx\\a"})
        EXPECT_TRUE(is_safe_path(path, 0100644)) << path;
}

TEST(SafePath, NoLinkIsGitmodules) {
    for (const char* path :
         {".gitmodules", "a/.GITMODULES", ".gitmodules ", "GITMOD~1", "gi7eba~1", "gi7eb~12"}) {
        EXPECT_FALSE(is_safe_path(path, 0120000)) << path;
        EXPECT_TRUE(is_safe_path(path, 0100644)) << path;
    }
    EXPECT_TRUE(is_safe_path("gitmod~5", 0120000));
}

TEST(SafePath, IsAsShortAsFileSystemsHaveThem) {
    EXPECT_TRUE(is_short_path(std::string(255, 'a') + "/" + std::string(255, 'b')));
    EXPECT_FALSE(is_short_path(std::string(256, 'a')));
    std::string deep = "a";
    while (deep.size() <= 4095) deep += "/a";
    EXPECT_FALSE(is_short_path(deep));
}

TEST(DiffNames, AnEpochIsToldByItsZone) {
    EXPECT_TRUE(has_epoch_time("x\t1970-01-01 00:00:00 +0000\n"));
    EXPECT_TRUE(has_epoch_time("x\t1970-01-01 05:30:00.000 +05:30\n"));
    EXPECT_TRUE(has_epoch_time("x\t1969-12-31 16:00:00 -0800\n"));
    for (const char* line :
         {"x\t1970-01-01 01:00:00 +0000\n", "x\t1970-01-01 00:00:00.001 +0000\n", "x 1970-01-01\n",
          "x\t1970-01-01 00:00:00\n", "x\t1971-01-01 00:00:00 +0000\n", "x\t1970-01-01 00:00:00. +0000\n"})
        EXPECT_FALSE(has_epoch_time(line)) << line;
}
