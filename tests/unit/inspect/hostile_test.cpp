// Damaged binaries give a value or an Error, nothing else; the address sanitizer watches.
#include "base/error.h"
#include "go_binaries.h"
#include "inspect/build_info.h"
#include "inspect/executable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

using namespace verbatim;

namespace {

// True where it was read; every other end but Error fails the test.
bool readable(std::string_view bytes) {
    try {
        return !parse_build_info(bytes, "damaged").go.empty();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Failure::mismatch);
        EXPECT_THAT(error.message(), testing::HasSubstr("damaged"));
        return false;
    }
}

const std::string& whole(const std::string& os) {
    return test::go_binaries().bytes(os, os == "darwin" ? "arm64" : "amd64");
}

struct Damaged : testing::TestWithParam<const char*> {};

std::string with_number(std::string bytes, std::size_t at, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i));
    return bytes;
}

}  // namespace

TEST_P(Damaged, AtAnyLengthIsReadOrRefused) {
    const std::string& bytes = whole(GetParam());
    ASSERT_TRUE(readable(bytes));
    EXPECT_FALSE(readable(std::string_view(bytes).substr(0, bytes.size() / 4)));
    for (std::size_t length = 0; length < bytes.size(); length += length < 2048 ? 1 : bytes.size() / 997)
        (void)readable(std::string_view(bytes).substr(0, length));
}

TEST_P(Damaged, WithAnyByteChangedIsReadOrRefused) {
    std::string bytes = whole(GetParam());
    const std::size_t info = bytes.find("\xff Go buildinf:");
    ASSERT_NE(info, std::string::npos);
    std::mt19937 random(20260101);
    std::size_t refused = 0;
    for (int round = 0; round < 3000; ++round) {
        // Headers, build information, and anywhere, in turn; one to four bytes of it.
        const std::size_t from = round % 3 == 1 ? info : 0;
        const std::size_t length = round % 3 == 0 ? 2048 : round % 3 == 1 ? 512 : bytes.size();
        std::vector<std::pair<std::size_t, char>> before;
        for (unsigned i = 0; i <= random() % 4; ++i) {
            const std::size_t at = from + random() % std::min(length, bytes.size() - from);
            before.emplace_back(at, bytes[at]);
            bytes[at] = static_cast<char>(random());
        }
        if (!readable(bytes)) ++refused;
        for (auto it = before.rbegin(); it != before.rend(); ++it) bytes[it->first] = it->second;
    }
    EXPECT_GT(refused, 0U);
    EXPECT_TRUE(readable(bytes));
}

INSTANTIATE_TEST_SUITE_P(Hostile, Damaged, testing::Values("linux", "darwin", "windows"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Hostile, SectionsOfAMachOFileLieWithinTheirCommand) {
    const std::string& bytes = whole("darwin");
    // The second command is __TEXT: after __PAGEZERO of 72 bytes. Its section count stands at 64.
    const std::size_t text = 32 + 72;
    EXPECT_NO_THROW((void)parse_executable(bytes));
    EXPECT_THROW((void)parse_executable(with_number(bytes, text + 64, 9000, 4)), Error);
    EXPECT_THROW((void)parse_executable(with_number(bytes, text + 64, 0xFFFFFFFF, 4)), Error);
    EXPECT_THROW((void)parse_executable(with_number(bytes, text + 4, 8, 4)), Error);
    EXPECT_THROW((void)parse_executable(with_number(bytes, text + 4, 0, 4)), Error);
}

TEST(Hostile, ALengthBeyondTheFileIsRefusedWithItsOffset) {
    const std::string& bytes = whole("linux");
    std::string longer = bytes;
    const std::size_t at = longer.find("\xff Go buildinf:") + 32;
    longer.replace(at, 8, "\xff\xff\xff\xff\xff\xff\xff\x7f");
    try {
        (void)parse_build_info(longer, "long");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.message(), testing::HasSubstr("at offset " + std::to_string(at + 8)));
    }
    longer.replace(at, 12, std::string(12, '\xff'));
    EXPECT_THROW((void)parse_build_info(longer, "endless"), Error);
}
