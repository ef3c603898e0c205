// Go before 1.18 left pointers to two strings. The machine's Go makes no such binary, but still reads one: so
// it is made here byte by byte, and `go version -m` says whether it is right.
#include "base/error.h"
#include "go_binaries.h"
#include "inspect/build_info.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;

namespace {

struct OldLayout {
    bool wide, big_endian;
};

constexpr std::uint64_t address = 0x400000, data_at = 0x100;

class OldBinary {
  public:
    explicit OldBinary(OldLayout layout) : layout_(layout), word_(layout.wide ? 8 : 4) {}

    std::string bytes(const std::string& go, const std::string& modules) {
        bytes_.assign(data_at, '\0');
        header();
        // The build information header, two string headers, the strings.
        const std::uint64_t strings = data_at + 32, text = strings + 4 * word_;
        bytes_ += "\xff Go buildinf:";
        bytes_ += static_cast<char>(word_);
        bytes_ += static_cast<char>(layout_.big_endian ? 1 : 0);
        append(address + strings, word_);
        append(address + strings + 2 * word_, word_);
        bytes_.resize(strings, '\0');
        append(address + text, word_);
        append(go.size(), word_);
        append(address + text + go.size(), word_);
        append(modules.size(), word_);
        bytes_ += go + modules;
        segment();
        return bytes_;
    }

  private:
    std::string number(std::uint64_t value, std::size_t size) const {
        std::string out(size, '\0');
        for (std::size_t i = 0; i < size; ++i)
            out[layout_.big_endian ? size - 1 - i : i] = static_cast<char>(value >> (8 * i));
        return out;
    }
    void append(std::uint64_t value, std::size_t size) { bytes_ += number(value, size); }
    void put(std::size_t at, std::uint64_t value, std::size_t size) {
        bytes_.replace(at, size, number(value, size));
    }

    void header() {
        bytes_.replace(0, 4,
                       "\x7f"
                       "ELF");
        put(4, layout_.wide ? 2 : 1, 1);
        put(5, layout_.big_endian ? 2 : 1, 1);
        put(6, 1, 1);
        put(16, 2, 2);  // ET_EXEC
        put(18, layout_.wide ? (layout_.big_endian ? 22 : 62) : (layout_.big_endian ? 8 : 3), 2);
        put(20, 1, 4);
        put(layout_.wide ? 32 : 28, 0x40, word_);                // program headers
        put(layout_.wide ? 52 : 40, layout_.wide ? 64 : 52, 2);  // size of this header
        put(layout_.wide ? 54 : 42, layout_.wide ? 56 : 32, 2);
        put(layout_.wide ? 56 : 44, 1, 2);
        put(layout_.wide ? 58 : 46, layout_.wide ? 64 : 40, 2);
    }
    void segment() {
        const std::uint64_t size = bytes_.size() - data_at;
        put(0x40, 1, 4);  // PT_LOAD
        if (layout_.wide) put(0x44, 6, 4);
        std::size_t at = layout_.wide ? 0x48 : 0x44;
        for (const std::uint64_t value : {data_at, address + data_at, address + data_at, size, size}) {
            put(at, value, word_);
            at += word_;
        }
        if (!layout_.wide) put(at, 6, 4);
    }

    OldLayout layout_;
    std::size_t word_;
    std::string bytes_;
};

const std::string marker(16, 'x');

struct OldFormat : testing::TestWithParam<OldLayout> {};

}  // namespace

TEST_P(OldFormat, IsReadAsGoReadsIt) {
    const std::string bytes =
        OldBinary(GetParam())
            .bytes("go1.17.13",
                   marker + "path\texample.com/old\nmod\texample.com/old\tv1.0.0\th1:abc=\n" + marker);
    auto& binaries = test::go_binaries();
    const auto file = binaries.folder() / "old";
    write_file(file, bytes, 0755);
    EXPECT_EQ(binaries.go_version(file),
              "go1.17.13\n\tpath\texample.com/old\n\tmod\texample.com/old\tv1.0.0\th1:abc=\n");

    const BuildInfo info = parse_build_info(bytes, "old");
    EXPECT_EQ(info.go, "go1.17.13");
    EXPECT_EQ(info.path, "example.com/old");
    EXPECT_EQ(info.main.version, "v1.0.0");
    EXPECT_EQ(info.main.sum, "h1:abc=");
    EXPECT_TRUE(info.settings.empty());
}

TEST_P(OldFormat, AStringThatLiesNowhereIsRefused) {
    std::string bytes = OldBinary(GetParam()).bytes("go1.17.13", marker + "\n" + marker);
    const std::size_t word = GetParam().wide ? 8 : 4;
    const std::size_t length_at = data_at + 32 + word;  // of the release's name
    for (const char top : {'\x01', '\x7f', '\xff'}) {
        bytes.replace(length_at, word, std::string(word, top));
        EXPECT_THROW((void)parse_build_info(bytes, "old"), Error);
    }
    bytes.replace(data_at + 32, word, std::string(word, '\xff'));  // its address
    EXPECT_THROW((void)parse_build_info(bytes, "old"), Error);
}

INSTANTIATE_TEST_SUITE_P(BuildInfo, OldFormat,
                         testing::Values(OldLayout{true, false}, OldLayout{true, true},
                                         OldLayout{false, false}, OldLayout{false, true}),
                         [](const auto& info) {
                             return std::string(info.param.wide ? "wide" : "narrow") +
                                    (info.param.big_endian ? "_big_endian" : "_little_endian");
                         });
