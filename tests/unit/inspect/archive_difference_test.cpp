#include "inspect/archive_difference.h"

#include "base/files.h"
#include "made_archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

using namespace verbatim;
using testing::ElementsAre;
using testing::IsEmpty;
using Kind = ArchiveDifference::Kind;

namespace {

ArchiveMember member_file(const std::string& path, const std::string& content, std::uint32_t mode = 0644) {
    ArchiveMember member;
    member.path = path;
    member.mode = mode;
    member.uname = member.gname = "root";
    member.mtime = 1700000000;
    member.size = content.size();
    member.content = sha256(content);
    return member;
}

ArchiveMember folder(const std::string& path) {
    ArchiveMember member = member_file(path, "", 0755);
    member.kind = ArchiveMember::Kind::directory;
    member.content = {};
    return member;
}

ArchiveMember symlink_to(const std::string& path, const std::string& target) {
    ArchiveMember member = member_file(path, "", 0777);
    member.kind = ArchiveMember::Kind::symlink;
    member.content = {};
    member.link = target;
    return member;
}

ArchiveListing sample() {
    ArchiveListing listing;
    listing.dialect = "ustar";
    listing.members = {folder("LICENSES/"), member_file("LICENSES/a", "text"),
                       member_file("etcd", "etcd", 0755), symlink_to("link", "etcd")};
    listing.gzip = GzipHeader{0, 0, 3, ""};
    listing.archive = sha256("archive");
    listing.stream = sha256("stream");
    listing.size = 100;
    return listing;
}

// What differs when the built one is the published one, changed.
ArchiveComparison changed(const std::function<void(ArchiveListing&)>& change) {
    ArchiveListing built = sample();
    change(built);
    built.archive = sha256("another archive");
    return compare_archives(sample(), built);
}

std::vector<std::string> texts(const std::vector<ArchiveDifference>& differences) {
    std::vector<std::string> found;
    for (const ArchiveDifference& difference : differences)
        found.push_back(to_string(difference.kind) + ": " + difference.text);
    return found;
}

std::vector<std::string> content(const std::function<void(ArchiveListing&)>& change) {
    const ArchiveComparison made = changed(change);
    EXPECT_FALSE(made.same_content());
    for (const ArchiveDifference& difference : made.content) EXPECT_TRUE(difference.in_content());
    return texts(made.content);
}

std::vector<std::string> packaging(const std::function<void(ArchiveListing&)>& change) {
    const ArchiveComparison made = changed(change);
    EXPECT_TRUE(made.same_content()) << testing::PrintToString(texts(made.content));
    EXPECT_FALSE(made.identical());
    for (const ArchiveDifference& difference : made.packaging) EXPECT_FALSE(difference.in_content());
    return texts(made.packaging);
}

ArchiveMember& at(ArchiveListing& listing, const std::string& path) {
    return *std::find_if(listing.members.begin(), listing.members.end(),
                         [&](const ArchiveMember& member) { return plain_path(member.path) == path; });
}

void take_out(ArchiveListing& listing, const std::string& path) {
    std::erase_if(listing.members,
                  [&](const ArchiveMember& member) { return plain_path(member.path) == path; });
}

}  // namespace

TEST(ArchiveDifference, OfTheSameArchiveIsNone) {
    EXPECT_TRUE(compare_archives(sample(), sample()).identical());
}

TEST(ArchiveDifference, OtherBytesAreContent) {
    EXPECT_THAT(
        content([](auto& built) { at(built, "etcd") = member_file("etcd", "ETCD!", 0755); }),
        ElementsAre("content: \"etcd\" has other bytes: 4 bytes with sha256 " + sha256("etcd").short_hex() +
                    "… published, 5 bytes with sha256 " + sha256("ETCD!").short_hex() + "… built"));
}

TEST(ArchiveDifference, WhatIsThereOnceOnlyIsContent) {
    EXPECT_THAT(content([](auto& built) { take_out(built, "LICENSES/a"), take_out(built, "LICENSES"); }),
                ElementsAre("missing: \"LICENSES/a\", a file, is missing from the built one"));
    EXPECT_THAT(content([](auto& built) { built.members.push_back(symlink_to("more", "etcd")); }),
                ElementsAre("added: \"more\", a symbolic link, is only in the built one"));
    EXPECT_THAT(content([](auto& built) { built.members.push_back(folder("./var/empty/")); }),
                ElementsAre("added: \"var/empty\", a folder, is only in the built one"));
}

TEST(ArchiveDifference, AnotherKindIsContent) {
    EXPECT_THAT(content([](auto& built) { at(built, "link") = member_file("link", "etcd"); }),
                ElementsAre("kind: \"link\" is a symbolic link published, a file built"));
    EXPECT_THAT(content([](auto& built) {
                    take_out(built, "LICENSES/a"), at(built, "LICENSES") = member_file("LICENSES", "");
                }),
                ElementsAre("kind: \"LICENSES\" is a folder published, a file built",
                            "missing: \"LICENSES/a\", a file, is missing from the built one"));
}

TEST(ArchiveDifference, AnotherTargetIsContent) {
    EXPECT_THAT(
        content([](auto& built) { at(built, "link").link = "\x1b[2J"; }),
        ElementsAre("target: \"link\" leads elsewhere: to \"etcd\" published, to \"\\x1b[2J\" built"));
}

TEST(ArchiveDifference, WhetherAFileMayBeExecutedIsContent) {
    EXPECT_THAT(content([](auto& built) { at(built, "etcd").mode = 0644; }),
                ElementsAre("permission: \"etcd\" has other permissions: 0755 published, 0644 built"));
    EXPECT_THAT(content([](auto& built) { at(built, "etcd").mode = 04755; }),
                ElementsAre("permission: \"etcd\" has other permissions: 0755 published, 4755 built"));
}

TEST(ArchiveDifference, ExtendedAttributesAreContent) {
    EXPECT_THAT(content([](auto& built) { at(built, "etcd").attributes["security.capability"] = "x"; }),
                ElementsAre("attribute: \"etcd\" has other extended attributes"));
}

TEST(ArchiveDifference, ContentIsToldInTheOrderOfItsWeight) {
    const ArchiveComparison made = changed([](auto& built) {
        at(built, "LICENSES/a") = member_file("LICENSES/a", "other");
        at(built, "etcd").mode = 0600;
        take_out(built, "link");
        built.members.push_back(member_file("aaa", ""));
    });
    std::vector<std::string> found;
    for (const auto& difference : made.content)
        found.push_back(to_string(difference.kind) + " " + difference.path);
    EXPECT_THAT(found, ElementsAre("content LICENSES/a", "missing link", "added aaa", "permission etcd"));
}

TEST(ArchiveDifference, FoldersThatAreOnlyImpliedArePackaging) {
    EXPECT_THAT(packaging([](auto& built) { take_out(built, "LICENSES"); }),
                ElementsAre("folders: 1 folder has a member in the published one only"));
    EXPECT_THAT(
        packaging([](auto& built) {
            take_out(built, "LICENSES");
            built.members.insert(built.members.begin(), folder("./"));
        }),
        ElementsAre("folders: 1 folder has a member in the published one only, 1 folder has a member in the "
                    "built one only"));
}

TEST(ArchiveDifference, HowPathsAreWrittenIsPackaging) {
    EXPECT_THAT(packaging([](auto& built) {
                    for (ArchiveMember& member : built.members) member.path = "./" + member.path;
                }),
                ElementsAre("prefix: paths as written differ in 4 of 4 members, for example of \"LICENSES\": "
                            "\"LICENSES/\" published, \"./LICENSES/\" built"));
}

TEST(ArchiveDifference, TheOrderIsPackaging) {
    EXPECT_THAT(
        packaging([](auto& built) { std::reverse(built.members.begin(), built.members.end()); }),
        ElementsAre("order: the members are in another order: first \"LICENSES\" published, \"link\" built"));
}

TEST(ArchiveDifference, TimesArePackaging) {
    EXPECT_THAT(
        packaging([](auto& built) { at(built, "etcd").mtime = 0; }),
        ElementsAre("times: times differ in 1 of 4 members, for example of \"etcd\": 2023-11-14T22:13:20Z "
                    "published, 1970-01-01T00:00:00Z built"));
    EXPECT_THAT(
        packaging([](auto& built) { at(built, "etcd").nanoseconds = 5; }),
        ElementsAre("times: times differ in 1 of 4 members, for example of \"etcd\": 2023-11-14T22:13:20Z "
                    "published, 2023-11-14T22:13:20Z and 5 ns built"));
    EXPECT_THAT(
        packaging([](auto& built) { at(built, "etcd").mtime = std::numeric_limits<std::int64_t>::max(); }),
        ElementsAre(testing::HasSubstr("9223372036854775807 s since 1970 built")));
}

TEST(ArchiveDifference, OwnersArePackaging) {
    EXPECT_THAT(
        packaging([](auto& built) {
            at(built, "etcd").uid = 1000;
            at(built, "etcd").uname = "prow\n";
        }),
        ElementsAre("owners: owners differ in 1 of 4 members, for example of \"etcd\": 0:0 (root:root) "
                    "published, 1000:0 (prow\\x0a:root) built"));
}

TEST(ArchiveDifference, TheOtherBitsOfModesArePackaging) {
    EXPECT_THAT(
        packaging([](auto& built) {
            at(built, "etcd").mode = 0700;
            at(built, "LICENSES").mode = 02755;
        }),
        ElementsAre(
            "modes: modes differ in 2 of 4 members, for example of \"LICENSES\": 0755 published, 2755 "
            "built"));
}

TEST(ArchiveDifference, HardLinksArePackaging) {
    EXPECT_THAT(
        packaging([](auto& built) { at(built, "etcd").hard_link = "./LICENSES/a"; }),
        ElementsAre(
            "hard links: hard links differ in 1 of 4 members, for example of \"etcd\": none published, "
            "to \"LICENSES/a\" built"));
}

TEST(ArchiveDifference, TheFormatIsPackaging) {
    EXPECT_THAT(packaging([](auto& built) { built.dialect = "GNU"; }),
                ElementsAre("format: the format is tar (ustar) published, tar (GNU) built"));
    EXPECT_THAT(
        packaging([](auto& built) {
            built.format = ArchiveListing::Format::zip;
            built.dialect.clear();
            built.gzip.reset();
            at(built, "etcd").mode = 0644;
            at(built, "etcd").mtime += 1;
        }),
        ElementsAre(
            "format: the format is tar (ustar) published, zip built", "times: times differ in 1 of 4 members",
            "modes: modes differ in 1 of 4 members, for example of \"etcd\": 0755 published, 0644 built"))
        << "a zip's times may be those of a wall, and Windows has no permissions";
}

TEST(ArchiveDifference, TheCompressionIsPackaging) {
    EXPECT_THAT(
        packaging([](auto& built) { built.gzip = GzipHeader{1700000000, 2, 255, "a.tar"}; }),
        ElementsAre(
            "compression: gzip's header differs: time none published, 2023-11-14T22:13:20Z built; file "
            "name none published, \"a.tar\" built; level flag 0 published, 2 built; system 3 published, "
            "255 built"));
    EXPECT_THAT(packaging([](auto& built) { built.gzip.reset(); }),
                ElementsAre("compression: it is compressed published, not compressed built"));
}

TEST(ArchiveDifference, OtherBitsWithoutAVisibleReasonArePackaging) {
    EXPECT_THAT(
        packaging([](auto&) {}),
        ElementsAre(
            "deflate: the tar is the same in every bit, compressed by another compressor or at another "
            "level"));
    EXPECT_THAT(
        packaging([](auto& built) { built.stream = sha256("other"); }),
        ElementsAre(
            "stream: the tar's bytes differ: other headers, extended headers, or padding at its end"));
    ArchiveListing zip = sample(), other = sample();
    zip.format = other.format = ArchiveListing::Format::zip;
    other.archive = other.stream = sha256("other");
    EXPECT_THAT(
        texts(compare_archives(zip, other).packaging),
        ElementsAre("stream: the zip's bytes differ: other headers, extra fields, or another compressor"));
}

// As tar -C FOLDER -cz . makes it on a build machine, beside ours.
TEST(ArchiveDifference, OfADistrosArchiveFromOursIsPackagingOnly) {
    const TemporaryDirectory dir(std::filesystem::temp_directory_path(), "verbatim-compare-");
    const auto theirs = [](const std::string& name, const std::string& kind, int mode, int time) {
        return nlohmann::json{{"name", name},    {"kind", kind},    {"content", name},
                              {"mode", mode},    {"uid", 1000},     {"gid", 1000},
                              {"uname", "prow"}, {"gname", "prow"}, {"mtime", time}};
    };
    const auto published = test::make_archive(
        dir.path() / "published",
        {{"format", "gnu"},
         {"gzip", {{"mtime", 1700000009}}},
         {"members",
          {theirs("./", "folder", 0775, 1700000007), theirs("./etcd", "file", 0775, 1700000001),
           theirs("./L/", "folder", 0775, 1700000003), theirs("./L/a", "file", 0664, 1700000002)}}});
    const auto built = test::make_archive(dir.path() / "built",
                                          {{"format", "ustar"},
                                           {"gzip", nlohmann::json::object()},
                                           {"members",
                                            {{{"name", "L/"}, {"kind", "folder"}},
                                             {{"name", "L/a"}, {"content", "./L/a"}},
                                             {{"name", "etcd"}, {"content", "./etcd"}, {"mode", 0755}}}}});
    const ArchiveComparison made =
        compare_archives(list_archive(published, "theirs"), list_archive(built, "ours"));
    EXPECT_THAT(texts(made.content), IsEmpty());
    std::vector<std::string> kinds;
    for (const ArchiveDifference& difference : made.packaging) kinds.push_back(to_string(difference.kind));
    EXPECT_THAT(kinds, ElementsAre("format", "prefix", "folders", "order", "times", "owners", "modes",
                                   "compression"));
}
