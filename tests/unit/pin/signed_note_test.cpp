#include "pin/signed_note.h"

#include "expect.h"
#include "pin/base64.h"
#include "test_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verbatim {
namespace {

using test::thrown_by;
using testing::HasSubstr;

// The example of golang.org/x/mod/sumdb/note: made by Go, not by us.
constexpr const char* go_key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr const char* go_text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
constexpr const char* go_signature =
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

TEST(SignedNote, OfGosOwnExampleIsOpened) {
    EXPECT_EQ(open_note("it", std::string(go_text) + "\n" + go_signature, parse_note_key(go_key)), go_text);
}

TEST(SignedNote, WithAnyBitFlippedIsRefused) {
    const NoteKey key = parse_note_key(go_key);
    const std::string note = std::string(go_text) + "\n" + go_signature;
    for (std::size_t bit = 0; bit < note.size() * 8; ++bit) {
        std::string other = note;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_EQ(thrown_by([&] { return open_note("it", other, key); }).kind(), Failure::mismatch) << bit;
    }
}

TEST(SignedNote, CutOffAnywhereIsRefused) {
    const NoteKey key = parse_note_key(go_key);
    const std::string note = std::string(go_text) + "\n" + go_signature;
    for (std::size_t size = 0; size < note.size(); ++size)
        EXPECT_EQ(thrown_by([&] { return open_note("it", note.substr(0, size), key); }).kind(),
                  Failure::mismatch);
}

TEST(SignedNote, SignedByOthersTooCountsAndByOthersAloneDoesNot) {
    const test::Signer ours("example.test/sum"), theirs("example.test/other", 9),
        impostor("example.test/sum", 9);
    const std::string text = "a text\n\nwith a blank line\n";
    const NoteKey key = parse_note_key(ours.verifier());
    EXPECT_EQ(open_note("it", text + "\n" + theirs.line(text) + ours.line(text), key), text);
    EXPECT_THAT(thrown_by([&] { return open_note("it", theirs.note(text), key); }).message(),
                HasSubstr("it is not signed by example.test/sum"));
    EXPECT_THAT(thrown_by([&] { return open_note("it", impostor.note(text), key); }).message(),
                HasSubstr("is not signed by"));
    EXPECT_THAT(thrown_by([&] { return open_note("it", "other\n\n" + ours.line(text), key); }).message(),
                HasSubstr("that is not its own"));
    std::string many = text + "\n";
    for (int i = 0; i < 101; ++i) many += ours.line(text);
    EXPECT_THAT(thrown_by([&] { return open_note("it", many, key); }).message(),
                HasSubstr("more signatures"));
    EXPECT_THAT(thrown_by([&] { return open_note("it", std::string(1'000'001, 'a'), key); }).message(),
                HasSubstr("longer than any"));
}

TEST(NoteKey, OfAnotherNameOrWithAnyBitFlippedIsRefused) {
    const std::string whole = test::Signer("example.test/sum").verifier();
    EXPECT_EQ(parse_note_key(whole).name, "example.test/sum");
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        std::string other = whole;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_EQ(thrown_by([&] { return parse_note_key(other); }).kind(), Failure::definition) << bit;
    }
    for (const char* text : {"", "+", "++", "a+b", "a+00000000+", "a+00000000+AAAA"})
        EXPECT_EQ(thrown_by([&] { return parse_note_key(text); }).kind(), Failure::definition) << text;
}

TEST(Base64, HasOneTextAValue) {
    EXPECT_EQ(decode_base64(""), "");
    EXPECT_EQ(decode_base64("Zm9vYmE="), "fooba");
    EXPECT_EQ(decode_base64("Zm9vYg=="), "foob");
    EXPECT_EQ(decode_base64("+/+/"), "\xfb\xff\xbf");
    for (const char* text :
         {"Zm9vYmF=", "Zm9vYh==", "Zm9v=", "Zm9", "Zm 9", "Zm9v\n", "====", "Z===", "Zg=a", "-_-_"})
        EXPECT_EQ(decode_base64(text), std::nullopt) << text;
}

}  // namespace
}  // namespace verbatim
