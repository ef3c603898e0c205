#include "patch/read_commit.h"

#include "base/error.h"

#include <gtest/gtest.h>

using namespace verbatim;
using namespace verbatim::patch;

TEST(ReadCommit, TakesItApart) {
    const CommitText text = read_commit_text(
        "tree 1111\nparent 2222\nparent 3333\nauthor A B <a@b> 5 +0100\ncommitter C <c@d> 6 -0030\ngpgsig "
        "x\n y\n\nsubject\n\nbody\n",
        "id");
    EXPECT_EQ(text.tree, "1111");
    EXPECT_EQ(text.parents, (std::vector<std::string>{"2222", "3333"}));
    EXPECT_EQ(text.author, "A B <a@b> 5 +0100");
    EXPECT_EQ(text.committer, "C <c@d> 6 -0030");
    EXPECT_EQ(text.message, "subject\n\nbody\n");
}

TEST(ReadCommit, AnAuthorIsNameMailTimeAndZone) {
    const Signature a = read_signature("A B <a@b> 1700000000 -0330", "id");
    EXPECT_EQ(a.name, "A B");
    EXPECT_EQ(a.mail, "a@b");
    EXPECT_EQ(a.time, 1700000000);
    EXPECT_EQ(a.zone, -210);
    EXPECT_EQ(a.str(), "A B <a@b> 1700000000 -0330");
}

TEST(ReadCommit, WhatIsNoCommitIsRefused) {
    for (const char* text : {"", "tree 1\n\n", "author A <a> 1 +0000\n\nx", "\n"})
        EXPECT_THROW(read_commit_text(text, "id"), Error) << text;
    for (const char* line : {"", "A", "A <a>", "A <a> ", "A <a> x +0000", "A <a> 1 0000", "A <a> 1 +000",
                             "A <a> 1 +00000", "A <a> 1 +0x00"})
        EXPECT_THROW(read_signature(line, "id"), Error) << line;
}
