#include "expect.h"
#include "mail_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using test::diff;
using test::read_encoded;
using ::testing::HasSubstr;

namespace {
std::string read_body(const std::string& body) {
    return read_encoded("", body).message;
}
}  // namespace

TEST(MailBody, TheMessageEndsAtTheSeparator) {
    EXPECT_EQ(read_body("Text.\n---\n f | 1 +\n\n" + diff), "s\n\nText.\n");
    EXPECT_EQ(read_body("Text.\n--- \t\n" + diff), "s\n\nText.\n");
    EXPECT_EQ(read_body("---x\n----\nText.\n--- a/f\n+++ b/f\n"), "s\n\n---x\n----\nText.\n");
}

TEST(MailBody, TheMessageEndsWhereADiffBegins) {
    EXPECT_EQ(read_body("Text.\n" + diff), "s\n\nText.\n");
    EXPECT_EQ(read_body("Text.\nIndex: f\n" + diff), "s\n\nText.\n");
    EXPECT_EQ(read_encoded("", "Text.\n---\n f | 1 +\n" + diff).diff.content, "---\n f | 1 +\n" + diff);
}

TEST(MailBody, AnInBodyFromNamesTheAuthor) {
    EXPECT_EQ(
        read_encoded("", "\nFrom: B <b@c>\nDate: 2 Jan 2020 03:04:05 +0000\n\nText.\n" + diff).author.str(),
        "B <b@c> 1577934245 +0000");
}

TEST(MailBody, AnInBodySubjectTakesThePlaceOfTheOther) {
    EXPECT_EQ(read_body("Subject: [PATCH] another,\n folded\n\nText.\n" + diff),
              "another, folded\n\nText.\n");
    EXPECT_EQ(read_body("[PATCH] another\n\nText.\n" + diff), "another\n\nText.\n");
}

TEST(MailBody, HeadersAfterTheFirstTextAreText) {
    EXPECT_EQ(read_body("Text.\nSubject: no\n" + diff), "s\n\nText.\nSubject: no\n");
    EXPECT_EQ(read_body("Subject: yes\nSubject: no\n" + diff), "yes\n\nSubject: no\n");
    EXPECT_EQ(read_body("Subject: yes\n\nFrom: B <b@c>\n" + diff), "yes\n\nFrom: B <b@c>\n");
}

TEST(MailBody, TheEscapedFirstLineOfFormatPatchIsNoText) {
    const std::string id = "0123456789abcdef0123456789abcdef01234567";
    EXPECT_EQ(read_body(">From " + id + " Mon Sep 17 00:00:00 2001\nText.\n" + diff), "s\n\nText.\n");
    EXPECT_EQ(read_body(">From me\n" + diff), "s\n\n>From me\n");
}

TEST(MailBody, ScissorsAreText) {
    EXPECT_EQ(read_body("Text.\n-- >8 --\nMore.\n" + diff), "s\n\nText.\n-- >8 --\nMore.\n");
}

TEST(MailBody, TheMessageIsConvertedFromItsCharset) {
    EXPECT_EQ(read_encoded("Content-Type: text/plain; charset=\"latin1\"\n", "caf\xe9\n---\n" + diff).message,
              "s\n\ncaf\xc3\xa9\n");
    const Error error = test::thrown_by([] {
        return read_encoded("Content-Type: text/plain; charset=us-ascii\n", "ok\ncaf\xe9\n---\n" + diff);
    });
    EXPECT_THAT(error.message(), HasSubstr("cannot be converted from us-ascii"));
    EXPECT_EQ(error.where().str(), "0001.patch:7");
}

TEST(MailBody, TheDiffIsNotConverted) {
    const patch::Mail mail =
        read_encoded("Content-Type: text/plain; charset=latin1\n", "---\n" + diff + "+\xe9\n");
    EXPECT_THAT(mail.diff.content, ::testing::EndsWith("+\xe9\n"));
}

TEST(MailBody, QuotedPrintableIsUndone) {
    const patch::Mail mail =
        read_encoded("Content-Transfer-Encoding: quoted-printable\n",
                     "caf=C3=A9 is a lo=\nng line\n---\ndiff --git a/f=3D=\n b/f=3D\n+x=0D\n");
    EXPECT_EQ(mail.message, "s\n\ncaf\xc3\xa9 is a long line\n");
    EXPECT_EQ(mail.diff.content, "---\ndiff --git a/f= b/f=\n+x\r\n");
    EXPECT_EQ(mail.diff.lines, (std::vector<std::size_t>{8, 9, 11}));
}

TEST(MailBody, Base64IsUndone) {
    // "Text.\n---\ndiff --git a/f b/f\n+x" in lines of 12 and more bytes.
    const patch::Mail mail = read_encoded("Content-Transfer-Encoding: base64\n",
                                          "VGV4dC4KLS0tCmRp\nZmYgLS1naXQgYS9m\nIGIvZgoreA==\n");
    EXPECT_EQ(mail.message, "s\n\nText.\n");
    EXPECT_EQ(mail.diff.content, "---\ndiff --git a/f b/f\n+x");
    EXPECT_EQ(mail.diff.lines, (std::vector<std::size_t>{6, 6, 8}));
}

TEST(MailBody, PartsOfAMultipartFollowEachOther) {
    const patch::Mail mail = read_encoded(
        "Content-Type: multipart/mixed; boundary=\"b\"\n",
        "preamble\n--b\nContent-Type: text/plain; charset=latin1\n\ncaf\xe9\n--b\n"
        "Content-Transfer-Encoding: quoted-printable\n\ndiff --git a=2Ff b/f\n--b--\nepilogue\n");
    EXPECT_EQ(mail.message, "s\n\ncaf\xc3\xa9\n");
    EXPECT_EQ(mail.diff.content, "diff --git a/f b/f\n\n");
}

TEST(MailBody, MultipartsNestFourDeep) {
    const auto nested = [](int depth) {
        std::string headers, body;
        for (int i = 0; i < depth; ++i) {
            const std::string header = "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n";
            if (i == 0)
                headers = header;
            else
                body += "--b" + std::to_string(i - 1) + "\n" + header + "\n\n";
        }
        return read_encoded(headers, body + "--b" + std::to_string(depth - 1) + "\n\nText.\n" + diff).message;
    };
    EXPECT_EQ(nested(4), "s\n\nText.\n");
    EXPECT_THAT(test::thrown_by([&] { return nested(5); }).message(), HasSubstr("nested too deeply"));
}

TEST(MailBody, FlowedLinesAreJoined) {
    const patch::Mail mail = read_encoded("Content-Type: text/plain; format=flowed\n",
                                          "one \ntwo\n three\n-- \nsign\n---\n" + diff);
    EXPECT_EQ(mail.message, "s\n\none two\nthree\n--\nsign\n");
    EXPECT_EQ(
        read_encoded("Content-Type: text/plain; format=flowed; delsp=yes\n", "on \ne\n---\n" + diff).message,
        "s\n\none\n");
}

TEST(MailBody, ANulThatWasEncodedIsRefused) {
    const Error error = test::thrown_by([] {
        return read_encoded("Content-Transfer-Encoding: quoted-printable\n", "Text.\na=00\n---\n" + diff);
    });
    EXPECT_THAT(error.message(), HasSubstr("NUL"));
    EXPECT_EQ(error.where().str(), "0001.patch:7");
}

TEST(MailBody, LongLinesOfManyPiecesTakeNoLongerThanTheyMust) {
    // Copied anew with each piece, these would take minutes.
    std::string soft, flowed;
    for (int i = 0; i < 200'000; ++i) soft += "abcdefghij=\n", flowed += "abcdefghi \n";
    const std::string quoted = "Content-Transfer-Encoding: quoted-printable\n";
    EXPECT_EQ(read_encoded(quoted, soft + "\n---\n" + diff).message.size(), 2'000'004U);
    EXPECT_EQ(read_encoded(quoted + "Content-Type: text/plain; format=flowed\n", flowed + "x\n---\n" + diff)
                  .message.size(),
              2'000'005U);
}
