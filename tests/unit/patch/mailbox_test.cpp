#include "expect.h"
#include "mail_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using test::diff;
using test::head;
using test::read_all;
using test::read_one;
using ::testing::HasSubstr;

namespace {
const std::string from_line = "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n";

std::string mail(const std::string& subject) {
    return head + "Subject: " + subject + "\n\n---\n" + diff;
}

std::vector<std::string> subjects(const std::string& content) {
    std::vector<std::string> all;
    for (const patch::Mail& one : read_all(content)) all.push_back(one.subject());
    return all;
}
}  // namespace

TEST(Mailbox, HoldsSeveralMails) {
    const std::string content = from_line + mail("one") + "\n" + from_line + mail("two") +
                                "From me Thu Jan  2 03:04:05 2020\n" + mail("three");
    EXPECT_EQ(subjects(content), (std::vector<std::string>{"one", "two", "three"}));
}

TEST(Mailbox, EachMailKnowsItsLine) {
    const auto mails = read_all("\n\n" + from_line + mail("one") + from_line + mail("two"));
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_EQ(mails[0].line, 3U);
    EXPECT_EQ(mails[0].diff.lines.front(), 8U);
    EXPECT_EQ(mails[1].line, 15U);
    EXPECT_EQ(mails[1].diff.lines.front(), 20U);
}

TEST(Mailbox, ABareMailIsNotCut) {
    EXPECT_EQ(subjects(mail("one") + from_line + mail("two")), std::vector<std::string>{"one"});
}

TEST(Mailbox, ALineThatOnlyBeginsWithFromCutsNothing) {
    for (const char* line : {"From me to you, with love: 1\n", "From me Thu Jan  2 03:04:05 90\n",
                             "From: me Thu Jan  2 03:04:05 2020\n", "From 12:34:56 2\n"})
        EXPECT_EQ(subjects(from_line + mail("one") + line + mail("two")), std::vector<std::string>{"one"})
            << line;
}

TEST(Mailbox, CrBeforeLfGoes) {
    std::string content;
    for (const char c : mail("one") + "+a\rb\n") content += c == '\n' ? "\r\n" : std::string(1, c);
    const patch::Mail read = read_one(content);
    EXPECT_EQ(read.message, "one\n");
    EXPECT_EQ(read.diff.content, "---\n" + diff + "+a\rb\n");
}

TEST(Mailbox, WhatIsNoPatchIsRefused) {
    for (const std::string& content : {std::string(), std::string("\n\n"), diff, "\xef\xbb\xbf" + mail("one"),
                                       std::string("no header\n\n")})
        EXPECT_THROW((void)read_all(content), Error) << content;
    const Error error = test::thrown_by([] { return read_all(diff); });
    EXPECT_EQ(error.kind(), Failure::mismatch);
    EXPECT_EQ(error.where().str(), "0001.patch:1");
    EXPECT_THAT(error.message(), HasSubstr("does not begin like a mail"));
    EXPECT_THAT(error.hints(), ::testing::ElementsAre(HasSubstr("git format-patch")));
}

TEST(Mailbox, APatchOfStgitIsAMail) {
    const patch::Mail read =
        read_one("A subject\n\nAuthor: A <a@b>\nDate: 2020-01-02 03:04:05 +0100\n\nText.\n---\n" + diff);
    EXPECT_EQ(read.author.str(), "A <a@b> 1577930645 +0100");
    EXPECT_EQ(read.message, "A subject\n\nText.\n");
    EXPECT_EQ(read.diff.lines.front(), 7U);
}

TEST(Mailbox, APatchOfMercurialIsAMail) {
    const std::string hg = "# HG changeset patch\n# User A <a@b>\n# Date 1577930645 ";
    const patch::Mail read = read_one(hg + "-3600\n# Node ID 01\nA subject\n\nText.\n\n" + diff);
    EXPECT_EQ(read.author.str(), "A <a@b> 1577930645 +0100");
    EXPECT_EQ(read.message, "A subject\n\nText.\n");
    EXPECT_EQ(read_one(hg + "27000\nA\n\n" + diff).author.str(), "A <a@b> 1577930645 -0730");
    for (const char* zone : {"x", "0 x", "9999999999"})
        EXPECT_THROW((void)read_all(hg + zone + "\nA\n\n" + diff), Error) << zone;
}

TEST(Mailbox, ASeriesFileOfStgitIsRefused) {
    EXPECT_THAT(test::thrown_by([] {
                    return read_all("# This series applies on GIT commit 01\na.patch\n");
                }).message(),
                HasSubstr("series of StGit"));
}
