#include "base/fields.h"

#include <gtest/gtest.h>

using namespace verbatim;

namespace {
template <typename Tell>
std::string digest_of(Tell tell) {
    DigestVisitor visitor("test");
    tell(visitor);
    return visitor.finish().hex();
}
}  // namespace

TEST(Digest, KnownAnswerOfSha256) {
    EXPECT_EQ(sha256("abc").hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(Digest::parse(sha256("abc").hex()), sha256("abc"));
    EXPECT_FALSE(Digest::parse("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
    EXPECT_FALSE(Digest::parse("ba78"));
}

TEST(CanonicalEncoding, KnownAnswer) {
    // printf of: 8-byte length + "test", 't', length + "a", length + "b"
    EXPECT_EQ(digest_of([](FieldVisitor& v) { v.text("a", "b"); }), sha256(std::string("\0\0\0\0\0\0\0\4test"
                                                                                       "t\0\0\0\0\0\0\0\1a"
                                                                                       "\0\0\0\0\0\0\0\1b",
                                                                                       12 + 1 + 9 + 9))
                                                                        .hex());
}

TEST(CanonicalEncoding, DifferentTraversalsNeverEncodeAlike) {
    const auto one = digest_of([](FieldVisitor& v) { v.texts("l", {"ab", "c"}); });
    const auto two = digest_of([](FieldVisitor& v) { v.texts("l", {"a", "bc"}); });
    const auto three = digest_of([](FieldVisitor& v) { v.texts("l", {"abc"}); });
    const auto nested = digest_of([](FieldVisitor& v) {
        v.enter("l");
        v.text("x", "");
        v.leave();
    });
    const auto flat = digest_of([](FieldVisitor& v) {
        v.enter("l");
        v.leave();
        v.text("x", "");
    });
    EXPECT_NE(one, two);
    EXPECT_NE(one, three);
    EXPECT_NE(nested, flat);
}
