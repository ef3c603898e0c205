#include "inspect/archive_listing.h"

#include "base/error.h"
#include "base/files.h"
#include "expect.h"
#include "made_archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>

namespace fs = std::filesystem;
using namespace verbatim;
using nlohmann::json;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

struct ListArchive : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path(), "verbatim-listing-"};

    fs::path made(const std::string& format, const json& members, const json& more = json::object()) {
        // A list of one is taken for that one by the initialiser's rules.
        json spec = {{"format", format}, {"members", members.is_object() ? json::array({members}) : members}};
        spec.update(more);
        return test::make_archive(dir.path() / "archive", spec);
    }
    ArchiveListing listed(const std::string& format, const json& members, const json& more = json::object()) {
        return list_archive(made(format, members, more), "a.tar.gz");
    }
    std::string refusal(const fs::path& file, const ArchiveLimits& limits = {}) {
        const Error error = test::thrown_by([&] { return list_archive(file, "a.tar.gz", limits); });
        EXPECT_EQ(error.kind(), Failure::mismatch);
        EXPECT_THAT(error.message(), HasSubstr("a.tar.gz"));
        return error.message();
    }
};

json gzip() {
    return {{"gzip", json::object()}};
}

json file(const std::string& name, const std::string& content = "") {
    return {{"name", name}, {"content", content}};
}

std::vector<std::string> paths(const ArchiveListing& listing) {
    std::vector<std::string> found;
    for (const ArchiveMember& member : listing.members) found.push_back(member.path);
    return found;
}

}  // namespace

TEST_F(ListArchive, TellsAllThatATarSaysOfAMember) {
    const ArchiveListing listing = listed("gnu", {{{"name", "./bin/etcd"},
                                                   {"content", "etcd"},
                                                   {"mode", 04755},
                                                   {"uid", 1000},
                                                   {"gid", 1001},
                                                   {"uname", "prow"},
                                                   {"gname", "bots"},
                                                   {"mtime", 1700000001}}});
    EXPECT_EQ(listing.format, ArchiveListing::Format::tar);
    EXPECT_EQ(listing.dialect, "GNU");
    EXPECT_FALSE(listing.gzip);
    EXPECT_EQ(listing.archive, listing.stream);
    EXPECT_EQ(listing.size, fs::file_size(dir.path() / "archive"));
    EXPECT_EQ(listing.archive, sha256_file(dir.path() / "archive"));
    ASSERT_EQ(listing.members.size(), 1U);
    const ArchiveMember& member = listing.members[0];
    EXPECT_EQ(member.path, "./bin/etcd");
    EXPECT_EQ(member.kind, ArchiveMember::Kind::file);
    EXPECT_EQ(member.mode, 04755U);
    EXPECT_EQ(member.uid, 1000);
    EXPECT_EQ(member.gid, 1001);
    EXPECT_EQ(member.uname, "prow");
    EXPECT_EQ(member.gname, "bots");
    EXPECT_EQ(member.mtime, 1700000001);
    EXPECT_EQ(member.size, 4U);
    EXPECT_EQ(member.content, sha256("etcd"));
}

TEST_F(ListArchive, KeepsTheOrderAndTheKinds) {
    const json members = {{{"name", "./"}, {"kind", "folder"}},
                          file("./b", "b"),
                          {{"name", "./a"}, {"kind", "link"}, {"target", "b"}},
                          {{"name", "./c"}, {"kind", "hardlink"}, {"target", "./b"}}};
    for (const char* format : {"gnu", "ustar", "pax"}) {
        const ArchiveListing listing = listed(format, members, gzip());
        EXPECT_THAT(paths(listing), ElementsAre("./", "./b", "./a", "./c"));
        EXPECT_EQ(listing.members[0].kind, ArchiveMember::Kind::directory);
        EXPECT_EQ(listing.members[2].kind, ArchiveMember::Kind::symlink);
        EXPECT_EQ(listing.members[2].link, "b");
        EXPECT_EQ(listing.members[3].kind, ArchiveMember::Kind::file) << "with the content of what it names";
        EXPECT_EQ(listing.members[3].hard_link, "./b");
        EXPECT_EQ(listing.members[3].content, sha256("b"));
    }
}

TEST_F(ListArchive, ReadsAZip) {
    const ArchiveListing listing = listed("zip", {{{"name", "bin/"}, {"kind", "folder"}},
                                                  {{"name", "bin/a.exe"}, {"content", "MZ"}, {"mode", 0755}},
                                                  {{"name", "l"}, {"kind", "link"}, {"target", "bin"}}});
    EXPECT_EQ(listing.format, ArchiveListing::Format::zip);
    EXPECT_EQ(listing.dialect, "");
    EXPECT_THAT(paths(listing), ElementsAre("bin/", "bin/a.exe", "l"));
    EXPECT_EQ(listing.members[1].mode, 0755U);
    EXPECT_EQ(listing.members[1].content, sha256("MZ"));
    EXPECT_EQ(listing.members[2].link, "bin");
}

TEST_F(ListArchive, TellsTheDialect) {
    EXPECT_EQ(listed("ustar", {file("a")}).dialect, "ustar");
    EXPECT_EQ(listed("pax", {file("a")}).dialect, "ustar") << "no extended header was needed";
    EXPECT_EQ(listed("pax", {file("a"), file(std::string(300, 'p')), file("b")}).dialect, "pax");
    EXPECT_EQ(listed("gnu", json::array()).dialect, "");
}

TEST_F(ListArchive, ReadsLongAndForeignNamesInAnyLocale) {
    const std::string locale = std::setlocale(LC_ALL, nullptr);
    std::setlocale(LC_ALL, "C");
    const std::string deep = std::string(200, 'd') + "/" + std::string(200, 'e');
    for (const char* format : {"gnu", "pax"})
        EXPECT_THAT(paths(listed(format, {file("\xc3\xa4\xe4\xb8\xad"), file(deep)})),
                    ElementsAre("\xc3\xa4\xe4\xb8\xad", deep));
    EXPECT_THAT(paths(listed("zip", {file("\xc3\xa4"), file(deep)})), ElementsAre("\xc3\xa4", deep));
    std::setlocale(LC_ALL, locale.c_str());
}

// libarchive does it where names are declared to be UTF-8; docs/formats/archives.md says so.
TEST_F(ListArchive, GivesNamesInUnicodesNormalFormC) {
    for (const char* format : {"pax", "zip"})
        EXPECT_THAT(paths(listed(format, file("a\xcc\x88"))), ElementsAre("\xc3\xa4"));
    EXPECT_THAT(refusal(made("pax", {file("a\xcc\x88"), file("\xc3\xa4")})), HasSubstr("comes twice"));
}

TEST_F(ListArchive, TellsFractionsOfSecondsAndExtendedAttributes) {
    const ArchiveListing listing = listed(
        "pax",
        {{{"name", "a"}, {"pax", {{"mtime", "1700000001.5"}, {"SCHILY.xattr.security.capability", "cap"}}}}});
    EXPECT_EQ(listing.members[0].mtime, 1700000001);
    EXPECT_EQ(listing.members[0].nanoseconds, 500000000);
    EXPECT_THAT(listing.members[0].attributes, ElementsAre(testing::Pair("security.capability", "cap")));
}

TEST_F(ListArchive, TellsTheGzipHeader) {
    const ArchiveListing listing = listed(
        "gnu", {file("a")}, {{"gzip", {{"mtime", 7}, {"name", "a.tar"}, {"system", 255}, {"level", 9}}}});
    const GzipHeader expected{7, 2, 255, "a.tar"};
    EXPECT_EQ(listing.gzip, expected);
    const Digest plain = listed("gnu", {file("a")}).archive;
    EXPECT_EQ(listing.stream, plain);
    EXPECT_NE(listing.archive, plain);
}

TEST(GzipHeader, IsReadUpToWhereTheBytesEnd) {
    const std::string whole("\x1f\x8b\x08\x0c\1\0\0\0\2\3\2\0xxname\0rest", 23);
    const GzipHeader expected{1, 2, 3, "name"};
    EXPECT_EQ(parse_gzip_header(whole), expected);
    for (std::size_t size = 0; size < 19; ++size)
        EXPECT_EQ(parse_gzip_header(whole.substr(0, size)), std::nullopt);
    EXPECT_EQ(parse_gzip_header("PK\3\4 and more bytes"), std::nullopt);
}

TEST(PlainPath, IsWithoutPrefixAndSlash) {
    EXPECT_EQ(plain_path("./"), "");
    EXPECT_EQ(plain_path("."), "");
    EXPECT_EQ(plain_path("./a/b/"), "a/b");
    EXPECT_EQ(plain_path("a"), "a");
    EXPECT_EQ(plain_path("./.hidden"), ".hidden");
}

TEST_F(ListArchive, WhatIsNoArchiveIsRefused) {
    for (const std::string& content :
         {std::string(), std::string("text\n"), std::string("\x1f\x8b\x08", 3)}) {
        write_file(dir.path() / "archive", content);
        refusal(dir.path() / "archive");
    }
    EXPECT_THAT(refusal(made("gnu", {file("a")}, {{"gzip", json::object()}, {"twice", true}})),
                HasSubstr("more than once"));
    EXPECT_THAT(refusal(dir.path()), HasSubstr("no plain file"));
    EXPECT_EQ(test::thrown_by([&] { return list_archive(dir.path() / "none", "none"); }).kind(),
              Failure::store);
}

TEST_F(ListArchive, WhatIsCutShortIsRefused) {
    for (const char* format : {"gnu", "zip"}) {
        const std::string whole = read_file(made(format, {file("a", std::string(3000, 'a')), file("b", "b")},
                                                 format == std::string("zip") ? json::object() : gzip()));
        for (std::size_t size = 1; size < whole.size(); size += 7) {
            write_file(dir.path() / "archive", whole.substr(0, size));
            refusal(dir.path() / "archive");
        }
    }
}

TEST_F(ListArchive, PathsThatLeaveTheirFolderAreRefused) {
    for (const char* path : {"/etc/passwd", "../a", "a/../../b", "./../a", "a//b", "a/./b"})
        for (const char* format : {"gnu", "zip"})
            EXPECT_THAT(refusal(made(format, {file(path)})), HasSubstr("leaves its folder")) << path;
}

TEST_F(ListArchive, WhatCannotBeUnpackedInOneWayIsRefused) {
    EXPECT_THAT(refusal(made("gnu", {file("a", "1"), file("./a", "2")})), HasSubstr("comes twice"));
    EXPECT_THAT(refusal(made("zip", {file("a", "1"), file("a", "2")})), HasSubstr("comes twice"));
    EXPECT_THAT(refusal(made("gnu", {{{"name", "null"}, {"kind", "device"}}})), HasSubstr("neither file"));
    EXPECT_THAT(refusal(made("gnu", {{{"name", "a"}, {"kind", "hardlink"}, {"target", "b"}}, file("b")})),
                HasSubstr("not there"));
}

TEST_F(ListArchive, BytesBehindTheEndAreRefused) {
    EXPECT_THAT(refusal(made("gnu", {file("a")}, {{"tail", "hidden"}, {"gzip", json::object()}})),
                HasSubstr("after its end"));
    EXPECT_EQ(listed("gnu", {file("a")}, {{"tail", std::string(4096, '\0')}}).members.size(), 1U);
}

TEST_F(ListArchive, ControlBytesOfAPathDoNotReachTheTerminal) {
    EXPECT_THAT(refusal(made("gnu", {file("../\x1b[31m")})), HasSubstr("\\x1b[31m"));
}

TEST_F(ListArchive, LimitsHold) {
    const fs::path three = made("gnu", {file("a", "1234"), file("b", "1234"), file("c", "1234")});
    EXPECT_EQ(list_archive(three, "a", {.members = 3}).members.size(), 3U);
    EXPECT_THAT(refusal(three, {.members = 2}), HasSubstr("more than 2 members"));
    EXPECT_THAT(refusal(three, {.unpacked = 100}), HasSubstr("more than 100 B"));
    EXPECT_THAT(refusal(three, {.names = 20}), HasSubstr("names and attributes"));
    EXPECT_THAT(refusal(made("pax", {file(std::string(101, 'p'))}), {.path = 100}),
                HasSubstr("more than 100 bytes"));
    EXPECT_THAT(refusal(made("gnu", {{{"name", "a"}, {"kind", "link"}, {"target", std::string(101, 'p')}}}),
                        {.path = 100}),
                HasSubstr("more than 100 bytes"));
}

TEST_F(ListArchive, ABombIsRefusedBeforeItGoesOff) {
    const json bomb = {{{"name", "zeros"}, {"kind", "zeros"}, {"content", "80000000"}}};
    EXPECT_THAT(refusal(made("gnu", bomb, gzip())), HasSubstr("more than 200 times"));
    EXPECT_THAT(refusal(made("zip", bomb)), HasSubstr("more than 200 times"));
    EXPECT_EQ(list_archive(dir.path() / "archive", "a", {.ratio = 2000}).members[0].size, 80'000'000U);
}
