#include "patch/charset.h"
#include "patch/encoded_word.h"
#include "patch/transfer_encoding.h"

#include <gtest/gtest.h>

using namespace verbatim::patch;

namespace {
std::string decoded(const std::string& text) {
    Converter converter;
    return decode_words(text, converter);
}
}  // namespace

TEST(Encoding, Base64IsDecodedPastWhatIsNoneOfIt) {
    EXPECT_EQ(decode_base64("aGVsbG8="), "hello");
    EXPECT_EQ(decode_base64(" aGV\nsbG 8"), "hello");
    EXPECT_EQ(decode_base64("a"), "");
    EXPECT_EQ(decode_base64("/+8="), "\xff\xef");
}

TEST(Encoding, QuotedPrintableIsDecoded) {
    EXPECT_EQ(decode_quoted_printable("caf=C3=A9_\n", false), "caf\xc3\xa9_\n");
    EXPECT_EQ(decode_quoted_printable("a_b", true), "a b");
    EXPECT_EQ(decode_quoted_printable("soft=\n", false), "soft");
    EXPECT_EQ(decode_quoted_printable("a=Zb=4", false), "a=Zb=4");
    EXPECT_EQ(decode_quoted_printable("a=", false), "a");
}

TEST(Encoding, EncodedWordsAreDecodedFromTheirCharset) {
    EXPECT_EQ(decoded("=?UTF-8?q?Andr=C3=A9?= Doe"), "Andr\xc3\xa9 Doe");
    EXPECT_EQ(decoded("=?iso-8859-1?B?QW5kcuk=?="), "Andr\xc3\xa9");
    EXPECT_EQ(decoded("=?koi8-r?b?8A==?="), "\xd0\x9f");
    EXPECT_EQ(decoded("=?latin-1?Q?=E9?="), "\xc3\xa9");
}

TEST(Encoding, BlanksBetweenEncodedWordsGo) {
    EXPECT_EQ(decoded("=?utf-8?q?a?= \t=?utf-8?q?b?= c =?utf-8?q?d?="), "ab c d");
}

TEST(Encoding, AnEncodedWordThatIsBrokenIsRefused) {
    for (const char* text : {"=?", "=?utf-8", "=?utf-8?", "=?utf-8?q", "=?utf-8?q?", "=?utf-8?q?a",
                             "=?utf-8?x?a?=", "=?utf-8?qq?a?=", "=?no-such-charset?q?a?=",
                             "=?us-ascii?q?=E9?=", "=?//?q?a?=", "=?latin1//TRANSLIT?q?a?="})
        EXPECT_THROW((void)decoded(text), BadEncodedWord) << text;
}

TEST(Encoding, TextInUtf8IsLeftAloneEvenWhereItIsNone) {
    Converter converter;
    EXPECT_EQ(converter.to_utf8("\xe9", "utf8"), "\xe9");
    EXPECT_EQ(converter.to_utf8("\xe9", ""), "\xe9");
}

TEST(Encoding, ACharsetWithStatesBeginsAnewWithEachText) {
    Converter converter;
    EXPECT_EQ(converter.to_utf8("\x1b$BL>", "iso-2022-jp"), "\xe5\x90\x8d");
    EXPECT_EQ(converter.to_utf8("L>", "iso-2022-jp"), "L>");
}

TEST(Encoding, ALongTextIsConvertedWhole) {
    Converter converter;
    const auto utf8 = converter.to_utf8(std::string(100'000, '\xe9'), "iso-8859-1");
    ASSERT_TRUE(utf8.has_value());
    EXPECT_EQ(utf8->size(), 200'000U);
}

// Checked with git commit-tree, which does the same.
TEST(Encoding, BytesThatAreNoUtf8AreTakenForLatin1) {
    EXPECT_EQ(latin1_where_no_utf8("caf\xe9 \xc3\xa9"), "caf\xc3\xa9 \xc3\xa9");
    EXPECT_EQ(latin1_where_no_utf8("\xe2\x82"), "\xc3\xa2\xc2\x82");
    EXPECT_EQ(latin1_where_no_utf8("\xc0\x80"), "\xc3\x80\xc2\x80");
    EXPECT_EQ(latin1_where_no_utf8("\xed\xa0\x80"), "\xc3\xad\xc2\xa0\xc2\x80");
    EXPECT_EQ(latin1_where_no_utf8("\xef\xbf\xbf"), "\xc3\xaf\xc2\xbf\xc2\xbf");
    EXPECT_EQ(latin1_where_no_utf8("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80");
}
