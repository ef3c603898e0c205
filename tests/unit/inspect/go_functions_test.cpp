#include "inspect/go_functions.h"

#include "base/error.h"
#include "base/text.h"
#include "go_binaries.h"
#include "go_tables.h"
#include "inspect/executable_difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

using namespace verbatim;
using testing::HasSubstr;

namespace {

struct Layout : testing::TestWithParam<int> {};

const std::vector<std::string> names = {"runtime.rt0_go", "main.(*T).Do", "main.main"};

std::string file_of(int layout) {
    return test::elf_with_table(test::go_table(layout, names, "/src/main.go"));
}

// True where it was read; every other end but Error fails the test.
bool readable_functions(std::string_view bytes) {
    try {
        const Executable file = parse_executable(bytes);
        const auto found = read_go_functions(file);
        (void)compare_executables(file, file);
        if (!found) return false;
        for (const GoFunction& function : found->functions) (void)found->place(function.address);
        return true;
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Failure::mismatch);
        EXPECT_FALSE(error.message().empty());
        return false;
    }
}

}  // namespace

TEST_P(Layout, IsRead) {
    const std::string bytes = file_of(GetParam());
    const Executable file = parse_executable(bytes);
    const auto found = read_go_functions(file);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->layout, "go1." + std::to_string(GetParam()));
    ASSERT_EQ(found->functions.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        EXPECT_EQ(found->functions[i].name, names[i]);
        EXPECT_EQ(found->functions[i].address, test::text_address + 16 * i);
        EXPECT_EQ(found->functions[i].size, 16U);
    }
    EXPECT_THAT(found->files, testing::ElementsAre("/src/main.go"));
    EXPECT_EQ(found->place(test::text_address + 0x1f), "main.(*T).Do+0xf");
    EXPECT_EQ(found->place(test::text_address + 0x30), "");
    EXPECT_EQ(found->at(test::text_address - 1), nullptr);
}

TEST_P(Layout, CutShortOrChangedAnywhereIsReadOrRefused) {
    const std::string whole = test::go_table(GetParam(), names, "/src/main.go");
    ASSERT_TRUE(readable_functions(test::elf_with_table(whole)));
    std::size_t refused = 0;
    for (std::size_t length = 0; length < whole.size(); ++length)
        if (!readable_functions(test::elf_with_table(whole.substr(0, length)))) ++refused;
    EXPECT_GT(refused, whole.size() / 2);
    const std::string file = test::elf_with_table(whole);
    for (std::size_t at = 0; at < file.size(); ++at)
        for (const char value : {'\0', '\x01', '\x7f', '\x80', '\xff'}) {
            std::string changed = file;
            changed[at] = value;
            (void)readable_functions(changed);
        }
}

TEST_P(Layout, WithAnAbsurdNumberIsRefusedAndSaysWhy) {
    std::string table = test::go_table(GetParam(), names, "/src/main.go");
    table.replace(8, 8, std::string(8, '\xff'));
    const std::string bytes = test::elf_with_table(table);
    try {
        (void)read_go_functions(parse_executable(bytes));
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.message(), HasSubstr("has no room for 18446744073709551615 functions"));
    }
}

INSTANTIATE_TEST_SUITE_P(GoFunctions, Layout, testing::Values(2, 16, 18, 20),
                         [](const auto& info) { return "Go1_" + std::to_string(info.param); });

TEST(GoFunctions, OfAnUnknownLayoutAreRefused) {
    std::string table = test::go_table(20, names, "f");
    table[0] = '\x11';
    const std::string bytes = test::elf_with_table(table);
    EXPECT_THROW((void)read_go_functions(parse_executable(bytes)), Error);
}

TEST(GoFunctions, ThatEndBeforeTheyBeginAreRefused) {
    std::string table = test::go_table(2, names, "f");
    table.replace(16 + 16, 8, test::little(test::text_address - 1, 8));
    const std::string bytes = test::elf_with_table(table);
    try {
        (void)read_go_functions(parse_executable(bytes));
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.message(), HasSubstr("function 0 ends before it begins"));
    }
}

TEST(GoFunctions, LieInCodeInEachFormat) {
    auto& binaries = test::go_binaries();
    for (const auto& [os, arch] : std::vector<std::pair<std::string, std::string>>{
             {"linux", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}}) {
        const std::string& stripped = binaries.bytes(os, arch);
        const Executable file = parse_executable(stripped);
        const auto found = read_go_functions(file);
        ASSERT_TRUE(found) << os;
        EXPECT_GT(found->functions.size(), 500U);
        const auto main = std::find_if(found->functions.begin(), found->functions.end(),
                                       [](const auto& f) { return f.name == "main.main"; });
        ASSERT_NE(main, found->functions.end()) << os;
        const Section* section = file.section_at(main->address);
        ASSERT_NE(section, nullptr) << os;
        EXPECT_TRUE(section->code) << os << " " << section->name;
        EXPECT_THAT(found->files, testing::Contains(testing::EndsWith("main.go"))) << os;
        std::uint64_t end = 0;
        for (const GoFunction& function : found->functions) {
            EXPECT_GE(function.address, end);
            end = function.address + function.size;
        }
    }
}

TEST(GoFunctions, OfDamagedBinariesAreReadOrRefused) {
    std::string bytes = test::go_binaries().bytes("linux", "amd64");
    ASSERT_TRUE(readable_functions(bytes));
    const std::size_t table = bytes.find(std::string("\xf1\xff\xff\xff\0\0", 6));
    ASSERT_NE(table, std::string::npos);
    for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 61)
        (void)readable_functions(std::string_view(bytes).substr(0, length));
    std::mt19937 random(20260102);
    std::size_t refused = 0;
    for (int round = 0; round < 120; ++round) {
        const std::size_t from = round % 2 == 0 ? table : 0, length = round % 2 == 0 ? 512 : 4096;
        const std::size_t at = from + random() % length;
        const char before = bytes[at];
        bytes[at] = static_cast<char>(random());
        if (!readable_functions(bytes)) ++refused;
        bytes[at] = before;
    }
    EXPECT_GT(refused, 0U);
}

TEST(GoFunctions, ThatShareOneLongNameAreRefused) {
    std::string table = test::go_table(2, std::vector<std::string>(200, std::string(500, 'n')), "f");
    const std::size_t records = 16 + 401 * 8 + 4;
    ASSERT_TRUE(readable_functions(test::elf_with_table(table)));
    for (std::size_t i = 1; i < 200; ++i)
        table.replace(records + 12 * i + 8, 4, table.substr(records + 8, 4));
    // Longer than all the rest, for each of them.
    const std::size_t end = table.find('\0', 12 * 200 + records + 1);
    table.replace(end, table.size() - end, std::string(table.size() - end, 'n'));
    const std::string bytes = test::elf_with_table(table);
    EXPECT_FALSE(readable_functions(bytes));
}
