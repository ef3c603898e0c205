// Samples have the form of files that go1.26.8 wrote; that real ones are read is seen in
// tests/functional/standard_library.py.
#include "inspect/go_cache.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace verbatim;

namespace {

std::string entry_text(const std::string& size = "             1732550") {
    return fmt::format("v1 {} {} {}  1796119284952036399\n", std::string(64, 'a'), std::string(64, 'b'),
                       size);
}

std::string archive_text() {
    return "!<arch>\n__.PKGDEF       0           0     0     644     1234      `\n"
           "go object linux arm64 go1.26.8 GOARM64=v8.0 X:regabiwrappers\nbuild id \"qqq/bbb\"\n\n\n$$B\n";
}

}  // namespace

TEST(GoCache, AnEntryIsReadAndWrittenWithoutItsTime) {
    const auto entry = parse_go_cache_entry(entry_text());
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->size, 1732550U);
    EXPECT_EQ(entry->action.hex(), std::string(64, 'a'));
    EXPECT_EQ(entry->output.hex(), std::string(64, 'b'));
    EXPECT_EQ(entry->text().size(), go_cache_entry_size);
    EXPECT_EQ(entry->text().substr(0, 154), entry_text().substr(0, 154));
    EXPECT_EQ(entry->text().substr(154), "                   0\n");
    EXPECT_EQ(parse_go_cache_entry(entry->text()), entry);
}

TEST(GoCache, WhatIsNoEntryIsNone) {
    const std::string good = entry_text();
    for (std::size_t cut = 0; cut < good.size(); ++cut)
        EXPECT_FALSE(parse_go_cache_entry(good.substr(0, cut)));
    EXPECT_FALSE(parse_go_cache_entry(good + "x"));
    for (const std::size_t at : {0U, 1U, 2U, 3U, 67U, 68U, 132U, 153U, 174U}) {
        std::string bad = good;
        bad[at] = 'X';
        EXPECT_FALSE(parse_go_cache_entry(bad)) << at;
    }
    for (const char* size :
         {"                  -1", "                0x10", "                    ", "99999999999999999999"})
        EXPECT_FALSE(parse_go_cache_entry(entry_text(size))) << size;
}

TEST(GoCache, ThePlatformReleaseAndActionOfAPackageAreRead) {
    const auto archive = read_go_archive(archive_text());
    ASSERT_TRUE(archive);
    EXPECT_EQ(archive->os, "linux");
    EXPECT_EQ(archive->arch, "arm64");
    EXPECT_EQ(archive->go, "go1.26.8");
    EXPECT_EQ(archive->action, "qqq");
}

TEST(GoCache, WhatIsNoPackageIsNone) {
    const std::string good = archive_text();
    const std::size_t needed = good.find("\n\n\n$$B");
    for (std::size_t cut = 0; cut <= needed; ++cut) EXPECT_FALSE(read_go_archive(good.substr(0, cut))) << cut;
    std::string other = good;
    other.replace(8, 9, "__.GOSYMS");
    EXPECT_FALSE(read_go_archive(other));
    other = good;
    other.replace(other.find("go object"), 9, "go archiv");
    EXPECT_FALSE(read_go_archive(other));
}

// Known answer: base64.urlsafe_b64encode(bytes(range(250, 256)) + bytes(9)) of Python.
TEST(GoCache, AnActionStandsInABuildIdAsItsFirst120BitsInBase64ForUrls) {
    Digest id;
    for (std::size_t i = 0; i < 6; ++i) id.bytes.at(i) = static_cast<std::uint8_t>(250 + i);
    id.bytes.at(15) = 77;
    EXPECT_EQ(go_action(id), "-vv8_f7_AAAAAAAAAAAA");
}
