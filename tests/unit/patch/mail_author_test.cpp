#include "expect.h"
#include "mail_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using test::author_from;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace {
std::string author_refusal(const std::string& from) {
    return test::thrown_by([&] { return author_from(from); }).message();
}
}  // namespace

TEST(MailAuthor, HasNameAddressAndTime) {
    EXPECT_EQ(author_from("A U Thor <a@example.test>"), "A U Thor <a@example.test> 1577930645 +0100");
}

TEST(MailAuthor, MayBeWrittenInManyWays) {
    EXPECT_THAT(author_from("a@example.test (A U Thor)"), StartsWith("A U Thor <a@example.test> "));
    EXPECT_THAT(author_from("\"Thor, A \\\"U\\\"\" <a@example.test>"),
                StartsWith("Thor, A \"U <a@example.test> "));
    EXPECT_THAT(author_from("A (zzz)  U <a@example.test> (Comment)"),
                StartsWith("A (zzz) U (Comment) <a@example.test> "));
    EXPECT_THAT(author_from("A <a>"), StartsWith("A <a> "));
    EXPECT_THAT(author_from("A <>"), StartsWith("A <> "));
}

TEST(MailAuthor, WithoutAUsableNameIsCalledByTheAddress) {
    EXPECT_THAT(author_from("a@example.test"), StartsWith("a@example.test <a@example.test> "));
    EXPECT_THAT(author_from(std::string(61, 'x') + " <a@b>"), StartsWith("a@b <a@b> "));
    EXPECT_THAT(author_from(std::string(60, 'x') + " <a@b>"), StartsWith(std::string(60, 'x') + " <a@b> "));
    EXPECT_THAT(author_from("x <a@b> <c@d>"), StartsWith("a@b <a@b> "));
}

TEST(MailAuthor, LosesPunctuationAtBothEnds) {
    EXPECT_THAT(author_from(".,A. U.:; <'a@b.'>"), StartsWith("A. U <a@b> "));
}

TEST(MailAuthor, IsRefusedWithoutAName) {
    for (const char* from : {"", "nobody", "... <a>", "<>"})
        EXPECT_THAT(author_refusal(from), HasSubstr("has no name")) << from;
}

TEST(MailAuthor, IsRefusedWhereAQuoteDoesNotEnd) {
    for (const char* from : {"\"A <a@b>", "A (U <a@b>", "A ((U) <a@b>", "\"A\\\" <a@b>", "(A \\"})
        EXPECT_THAT(author_refusal(from), HasSubstr("does not end")) << from;
}

TEST(MailAuthor, CommentsMayNestWithoutEnd) {
    const std::string deep = std::string(100'000, '(') + "x" + std::string(100'000, ')');
    EXPECT_THAT(author_from(deep + " <a@b>"), StartsWith("a@b <a@b> "));
}

TEST(MailAuthor, ZonesAreWrittenAsGitWritesThem) {
    EXPECT_EQ((patch::Signature{.name = "A", .mail = "a", .time = 5, .zone = -450}.str()), "A <a> 5 -0730");
    EXPECT_EQ((patch::Signature{.name = "A", .mail = "a", .time = 5, .zone = 0}.str()), "A <a> 5 +0000");
    EXPECT_EQ((patch::Signature{.name = "A", .mail = "a", .time = 5, .zone = 6039}.str()), "A <a> 5 +10039");
}
