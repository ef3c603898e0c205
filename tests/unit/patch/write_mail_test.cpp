#include "patch/write_mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim::patch;
using testing::HasSubstr;
using testing::Not;

namespace {
const Signature ada{"Ada Lovelace", "ada@example.test", 1781950500, 120};

// What git am would make of it.
Mail again(const std::string& text) {
    const auto mails = read_mails({"0001.patch", text});
    EXPECT_EQ(mails.size(), 1U);
    return mails.front();
}
}  // namespace

TEST(WriteMail, ReadsBackAsItWas) {
    const std::string diff = "diff --git a/x b/x\nnew file mode 100644\nindex 000..e69\n";
    const Mail mail = again(write_mail(ada, "Subject\n\nBody of\ntwo lines.\n", diff));
    EXPECT_EQ(mail.author.str(), ada.str());
    EXPECT_EQ(mail.message, "Subject\n\nBody of\ntwo lines.\n");
    EXPECT_THAT(mail.diff.content, HasSubstr(diff));
}

TEST(WriteMail, NamesAndSubjectsBeyondAsciiAreEncodedWords) {
    const Signature zoe{"Zoë Ärger", "zoe@example.test", 1700000000, -210};
    const std::string long_subject = "Grüße, " + std::string(200, 'x') + " — und mehr: ÄÖÜ äöü ß";
    const std::string text = write_mail(zoe, long_subject + "\n", "diff --git a/x b/x\n");
    EXPECT_THAT(text.substr(0, text.find("\n\n")), Not(HasSubstr("ë")));
    const Mail mail = again(text);
    EXPECT_EQ(mail.author.str(), "Zoë Ärger <zoe@example.test> 1700000000 -0330");
    EXPECT_EQ(mail.message, long_subject + "\n");
}

TEST(WriteMail, ANameWithPunctuationIsQuoted) {
    const Signature junior{"Doe, John \"J\" (Jr.)", "john@example.test", 0, 0};
    const std::string text = write_mail(junior, "x\n", "diff --git a/x b/x\n");
    EXPECT_THAT(text, HasSubstr("From: \"Doe, John \\\"J\\\" (Jr.)\" <john@example.test>\n"));
}

TEST(PatchFileName, IsThatOfFormatPatch) {
    EXPECT_EQ(patch_file_name(13, "Fix CVE in golang.org/x/net"), "0013-Fix-CVE-in-golang.org-x-net.patch");
    EXPECT_EQ(patch_file_name(1, "  ...: odd -- subject..."), "0001-.-odd-subject.patch");
    EXPECT_EQ(patch_file_name(1, ""), "0001.patch");
    EXPECT_LE(patch_file_name(1, std::string(300, 'a')).size(), 70U);
    EXPECT_EQ(patch_file_name(2, "Grüße"), "0002-Gr-e.patch");
}
