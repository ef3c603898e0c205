#include "patch/commit_message.h"

#include "mail_fixture.h"

#include <gtest/gtest.h>

using namespace verbatim;

TEST(CommitMessage, WhatMailingListsPutBeforeASubjectGoes) {
    EXPECT_EQ(patch::clean_subject("[PATCH] A subject"), "A subject");
    EXPECT_EQ(patch::clean_subject("Re: [PATCH v3 02/12] RE: [net-next]: A  [kept] subject "),
              "A [kept] subject");
    EXPECT_EQ(patch::clean_subject("Regular"), "Regular");
    EXPECT_EQ(patch::clean_subject("[not closed"), "[not closed");
    EXPECT_EQ(patch::clean_subject("Re:"), "Re:");  // as git has it: nothing would be left
    EXPECT_EQ(patch::clean_subject("[PATCH]"), "");
}

TEST(CommitMessage, BlanksAreBroughtInOrder) {
    EXPECT_EQ(patch::strip_blanks("\n \na  \n\n\n\tb\r\n\n"), "a\n\n\tb\n");
    EXPECT_EQ(patch::strip_blanks("no end"), "no end\n");
    EXPECT_EQ(patch::strip_blanks("\n\n"), "");
}

TEST(CommitMessage, ABlankLineStandsBetweenSubjectAndBody) {
    EXPECT_EQ(test::message_of("[PATCH 1/2] subject", "body\n"), "subject\n\nbody\n");
    EXPECT_EQ(test::message_of("subject", ""), "subject\n");
    EXPECT_EQ(test::message_of("", "body\n"), "body\n");
}

TEST(CommitMessage, AFoldedSubjectIsOneLine) {
    EXPECT_EQ(test::message_of("[PATCH] one\n two\n\tthree", ""), "one two three\n");
}

TEST(CommitMessage, LinesThatBeginWithAHashStay) {
    EXPECT_EQ(test::message_of("#1", "#2\n"), "#1\n\n#2\n");
}
