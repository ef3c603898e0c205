#include "base/error.h"
#include "verify/claims.h"

#include <gtest/gtest.h>

using namespace verbatim;

namespace {

const std::string a(64, 'a'), b(64, 'b');

std::string error_of(const std::string& text) {
    try {
        (void)parse_checksums("CHECKSUMS", text, "org/repo");
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Failure::definition);
        return error.render();
    }
    return "accepted";
}

// The error for a malformed line that stands third, with its caret under `column`.
std::string refusal(const std::string& line, std::size_t column, const std::string& why) {
    return "error: this is no line of a sums file\n   CHECKSUMS:3:" + std::to_string(column) + "\n   3 | " +
           line + "\n     | " + std::string(column - 1, ' ') + "^ " + why +
           "\n   A line is a SHA-256 in 64 lower-case hexadecimal digits, two blanks, and a path.\n";
}

std::string third(const std::string& line) {
    return error_of(a + "  one\n\n" + line + "\n" + b + "  last\n");
}

}  // namespace

TEST(Checksums, GivesAClaimALineWithItsPosition) {
    const auto claims =
        parse_checksums("CHECKSUMS", a + "  bin/one\n\n  \t\n" + b + " *./bin/two words", "org/repo");
    ASSERT_EQ(claims.size(), 2U);
    EXPECT_EQ(claims[0].sha256.hex(), a);
    EXPECT_EQ(claims[0].path, "bin/one");
    EXPECT_EQ(claims[0].project, "org/repo");
    EXPECT_EQ(claims[1].path, "bin/two words");
    EXPECT_EQ(claims[1].at.str(), "CHECKSUMS:4:1");
}

TEST(Checksums, AnEmptyTextClaimsNothing) {
    EXPECT_TRUE(parse_checksums("CHECKSUMS", "", "").empty());
    EXPECT_TRUE(parse_checksums("CHECKSUMS", "\n\n", "").empty());
}

TEST(Checksums, PointsAtTheDigitThatIsNone) {
    const std::string digit = "expected a digit of 0-9 or a-f here, the 64 are not complete";
    const std::string upper = std::string(10, 'a') + "A" + std::string(53, 'a') + "  x";
    EXPECT_EQ(third(upper), refusal(upper, 11, digit));
    const std::string shorter = a.substr(1) + "  x";
    EXPECT_EQ(third(shorter), refusal(shorter, 64, digit));
    EXPECT_EQ(third("abc"), refusal("abc", 4, digit));
    const std::string longer = a + "a  x";
    EXPECT_EQ(third(longer), refusal(longer, 65, "expected a blank after 64 digits"));
}

TEST(Checksums, PointsAtTheBlankThatIsMissing) {
    const std::string blanks = "expected two blanks between digest and path";
    EXPECT_EQ(third(a + " x"), refusal(a + " x", 66, blanks));
    EXPECT_EQ(third(a), refusal(a, 65, blanks));
    EXPECT_EQ(third(a + "**x"), refusal(a + "**x", 65, blanks));
}

TEST(Checksums, PointsAtThePartOfAPathThatLeavesItsFolder) {
    const std::string contained = "expected a path that stays in its folder";
    EXPECT_EQ(third(a + "  bin/../../x"), refusal(a + "  bin/../../x", 71, contained));
    EXPECT_EQ(third(a + "  /etc/x"), refusal(a + "  /etc/x", 67, contained));
    EXPECT_EQ(third(a + "  bin//x"), refusal(a + "  bin//x", 71, contained));
    EXPECT_EQ(third(a + "  ./../x"), refusal(a + "  ./../x", 69, contained));
    EXPECT_EQ(third(a + "  "), refusal(a + "  ", 67, "expected a path"));
}

TEST(Checksums, RefusesCarriageReturns) {
    const std::string why = "a carriage return; lines end with a line feed alone";
    EXPECT_NE(third(a + "  x\r").find("CHECKSUMS:3:68\n"), std::string::npos);
    EXPECT_NE(third(a + "  x\r").find("^ " + why), std::string::npos);
    EXPECT_NE(third("\r").find("CHECKSUMS:3:1\n"), std::string::npos);
}

TEST(Checksums, ShowsNoControlByteRaw) {
    const std::string error = third(a + "  x\x1b[2J\x9b");
    EXPECT_NE(error.find("\\x1b[2J\\x9b"), std::string::npos);
    EXPECT_EQ(error.find('\x1b'), std::string::npos);
    EXPECT_EQ(error.find('\x9b'), std::string::npos);
}

TEST(Checksums, TakesALineTwiceButNoSecondDigest) {
    EXPECT_EQ(parse_checksums("CHECKSUMS", a + "  x\n" + a + "  ./x\n", "").size(), 1U);
    EXPECT_EQ(third(b + "  one"), refusal(b + "  one", 67, "line 1 has another digest for it"));
}
