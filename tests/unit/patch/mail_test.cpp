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
Error refusal(const std::string& content) {
    return test::thrown_by([&] { return read_all(content); });
}
}  // namespace

// As `git format-patch` of git 2.39.5 wrote it, and `git am` read it.
TEST(Mail, OfFormatPatchIsReadWhole) {
    const patch::Mail mail = read_one(
        "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n"
        "From: =?UTF-8?q?Andr=C3=A9=20Doe?= <andre@example.test>\n"
        "Date: Thu, 2 Jan 2020 03:04:05 +0100\n"
        "Subject: [PATCH 1/2] =?UTF-8?q?Caf=C3=A9=20is=20a=20subject=20that=20is=20so?=\n"
        " =?UTF-8?q?=20long=20that=20it=20is=20folded?=\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        "\n"
        "The message.\n"
        "---\n"
        " f | 1 +\n"
        " 1 file changed, 1 insertion(+)\n"
        "\n" +
        diff + "-- \n2.39.5\n\n");
    EXPECT_EQ(mail.author.str(), "Andr\xc3\xa9 Doe <andre@example.test> 1577930645 +0100");
    EXPECT_EQ(mail.message, "Caf\xc3\xa9 is a subject that is so long that it is folded\n\nThe message.\n");
    EXPECT_EQ(mail.subject(), "Caf\xc3\xa9 is a subject that is so long that it is folded");
    EXPECT_EQ(mail.diff.content,
              "---\n f | 1 +\n 1 file changed, 1 insertion(+)\n\n" + diff + "-- \n2.39.5\n\n");
    ASSERT_EQ(mail.diff.lines.size(), 13U);
    EXPECT_EQ(mail.diff.lines.front(), 11U);
    EXPECT_EQ(mail.diff.lines.back(), 23U);
    EXPECT_EQ(mail.line, 1U);
    ASSERT_NE(mail.text, nullptr);
    EXPECT_EQ(mail.text->name, "0001.patch");
}

TEST(Mail, TheLastHeaderOfANameCounts) {
    EXPECT_EQ(read_one("Subject: one\n" + head + "subject: two\nFROM: B <b@c>\n\n---\n" + diff).author.name,
              "B");
    EXPECT_EQ(read_one("Subject: one\n" + head + "subject: two\n\n---\n" + diff).message, "two\n");
}

TEST(Mail, BytesThatAreNoUtf8BecomeLatin1) {
    const patch::Mail mail =
        read_one("From: Andr\xe9 <a@b>\nDate: @5 +0000\nSubject: caf\xe9\n\nna\xefve\n---\n" + diff);
    EXPECT_EQ(mail.author.name, "Andr\xc3\xa9");
    EXPECT_EQ(mail.message, "caf\xc3\xa9\n\nna\xc3\xafve\n");
}

TEST(Mail, OfAMailProgramsAccountsIsPassedOver) {
    EXPECT_TRUE(
        read_all("From: Mail System Internal Data <MAILER-DAEMON@b>\nSubject: x\n\n---\n" + diff).empty());
}

TEST(Mail, WithoutADiffIsRefused) {
    for (const std::string& content : {head, head + "\n", head + "Subject: s\n\nText.\n",
                                       head + "Content-Type: x; boundary=b\n\n--c\n---\n" + diff})
        EXPECT_THAT(refusal(content).message(), HasSubstr("has no diff")) << content;
}

TEST(Mail, WithoutAnAuthorIsRefused) {
    const Error error = refusal("\nDate: @5 +0000\nSubject: s\n\n---\n" + diff);
    EXPECT_THAT(error.message(), HasSubstr("has no author"));
    EXPECT_EQ(error.where().str(), "0001.patch:2");
}

TEST(Mail, WithoutADateIsRefused) {
    const Error error = refusal("From: A <a@b>\nSubject: s\n\n---\n" + diff);
    EXPECT_EQ(error.kind(), Failure::mismatch);
    EXPECT_THAT(error.message(), HasSubstr("has no date"));
    EXPECT_THAT(error.notes(), ::testing::ElementsAre(HasSubstr("another commit each time")));
    EXPECT_THAT(refusal("From: A <a@b>\nDate: \nSubject: s\n\n---\n" + diff).message(),
                HasSubstr("has no date"));
}

TEST(Mail, WithADateThatIsNoneIsRefusedAtItsLine) {
    const Error error = refusal("From: A <a@b>\nSubject: s\nDate: tomorrow\n\n---\n" + diff);
    EXPECT_THAT(error.message(), HasSubstr("its date says no time"));
    EXPECT_EQ(error.where().str(), "0001.patch:3");
}

TEST(Mail, WithABrokenEncodedWordIsRefusedAtItsLine) {
    for (const char* header : {"Subject: =?utf-8?q?no end", "Message-Id: <=?>", "Content-Type: =?x?q?a?="}) {
        const Error error = refusal(head + header + "\n\n---\n" + diff);
        EXPECT_THAT(error.message(), HasSubstr("an encoded word")) << header;
        EXPECT_EQ(error.where().str(), "0001.patch:3") << header;
    }
    EXPECT_EQ(read_one(head + "X-Other: =?utf-8?q?no end\nSubject: s\n\n---\n" + diff).message, "s\n");
}

TEST(Mail, WithANulIsRefusedWhereItStands) {
    std::string content = head + "Subject: s\n\n---\n" + diff;
    content[content.find("@@")] = '\0';
    const Error error = refusal(content);
    EXPECT_THAT(error.message(), HasSubstr("NUL"));
    EXPECT_EQ(error.where().str(), "0001.patch:10:1");
    EXPECT_EQ(refusal(std::string("\0", 1)).where().str(), "0001.patch:1:1");
    EXPECT_EQ(refusal(std::string("ab\nc\0\n", 6)).where().str(), "0001.patch:2:2");
}

TEST(Mail, BeyondAllBoundsIsRefused) {
    EXPECT_THAT(refusal(std::string((std::size_t{64} << 20U) + 1, 'a')).message(),
                HasSubstr("larger than 64 MiB"));
    EXPECT_THAT(refusal(std::string(4'000'001, '\n')).message(), HasSubstr("4 million lines"));
}

TEST(Mail, CutShortAnywhereIsReadOrRefused) {
    const std::string whole =
        head +
        "Subject: =?utf-8?b?QQ==?=\nContent-Type: multipart/mixed; boundary=b; format=flowed\n\n--b\n"
        "Content-Transfer-Encoding: base64\n\nVGV4dC4KLS0tCmRp\n--b\nContent-Transfer-Encoding: "
        "quoted-printable\n\n=41=\n\n--b--\n";
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        try {
            for (const patch::Mail& mail : read_all(whole.substr(0, length)))
                EXPECT_FALSE(mail.diff.lines.empty());
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Failure::mismatch) << length;
        }
    }
}
