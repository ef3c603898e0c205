#include "fetch/deb_package.h"

#include "archives.h"
#include "fetch_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>

using namespace verbatim;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

namespace {

struct Deb : testing::Test, test::FetchFixture {
    std::string package(const std::vector<test::Member>& members, const std::string& compression = "xz") {
        test::make_deb(served / "a.deb", members, compression);
        return read_file(served / "a.deb");
    }
    std::map<std::string, std::string> unpacked(const std::string& deb) {
        TreeBuilder tree(store);
        unpack_deb(deb, "a 1.0", store, tree);
        return listing(tree.finish());
    }
    Error refusal(const std::string& deb) {
        Error error = test::thrown_by([&] { return unpacked(deb); });
        EXPECT_EQ(error.kind(), Failure::mismatch);
        return error;
    }
};

}  // namespace

TEST(MergedPath, BringsFoldersTogetherBelowUsr) {
    EXPECT_EQ(merged_path("./bin/sh"), "usr/bin/sh");
    EXPECT_EQ(merged_path("sbin/init"), "usr/sbin/init");
    EXPECT_EQ(merged_path("./lib/x/"), "usr/lib/x");
    EXPECT_EQ(merged_path("./lib32/x"), "usr/lib32/x");
    EXPECT_EQ(merged_path("./lib64/ld.so"), "usr/lib64/ld.so");
    EXPECT_EQ(merged_path("./libx32/x"), "usr/libx32/x");
    EXPECT_EQ(merged_path("./libexec/x"), "libexec/x");
    EXPECT_EQ(merged_path("./usr/bin/sh"), "usr/bin/sh");
    EXPECT_EQ(merged_path("./"), "");
}

TEST(MergedPath, LeavesOutWhatIsForReaders) {
    for (const char* folder : {"doc", "man", "info", "locale", "lintian", "bug"}) {
        EXPECT_EQ(merged_path(std::string("./usr/share/") + folder + "/"), "");
        EXPECT_EQ(merged_path(std::string("./usr/share/") + folder + "/a/b"), "");
    }
    EXPECT_EQ(merged_path("./usr/share/documents"), "usr/share/documents");
}

TEST_F(Deb, IsUnpackedWhateverItsCompression) {
    for (const char* compression : {"xz", "gz", "zst", "none"})
        EXPECT_THAT(unpacked(package({{"folder", "./", ""},
                                      {"folder", "./bin/", ""},
                                      {"program", "./bin/a", "A"},
                                      {"file", "./usr/share/doc/a/copyright", "C"},
                                      {"link", "./lib64/ld.so", "/lib/x/ld.so"},
                                      {"file", "./etc/a", "E"}},
                                     compression)),
                    ElementsAre(Pair("etc/a", "f E"), Pair("usr/bin/a", "x A"),
                                Pair("usr/lib64/ld.so", "l /lib/x/ld.so")))
            << compression;
}

TEST_F(Deb, HardLinksAreTheSameFile) {
    EXPECT_THAT(unpacked(package({{"program", "./bin/a", "A"}, {"hard", "./bin/b", "./bin/a"}})),
                ElementsAre(Pair("usr/bin/a", "x A"), Pair("usr/bin/b", "x A")));
    EXPECT_THAT(refusal(package({{"hard", "./bin/b", "./bin/a"}})).message(),
                HasSubstr("hard link usr/bin/b"));
}

TEST_F(Deb, OfSetuidOnlyTheProgramStays) {
    EXPECT_THAT(unpacked(package({{"setuid", "./bin/su", "S"}})), ElementsAre(Pair("usr/bin/su", "x S")));
}

TEST_F(Deb, ThatBringsTheMergedLinksItselfIsFine) {
    EXPECT_THAT(unpacked(package({{"link", "./bin", "usr/bin"}, {"program", "./usr/bin/a", "A"}})),
                ElementsAre(Pair("usr/bin/a", "x A")));
}

TEST_F(Deb, NamesAreUtf8InWhateverLocale) {
    ASSERT_STREQ(std::setlocale(LC_ALL, nullptr), "C");
    EXPECT_THAT(unpacked(package({{"file", "./etc/\u0151.crt", "E"}})),
                ElementsAre(Pair("etc/\u0151.crt", "f E")));
}

TEST_F(Deb, PathsThatLeaveTheRootAreRefused) {
    for (const char* path : {"../a", "./bin/../../a", "/etc/a"})
        EXPECT_THAT(refusal(package({{"file", path, "x"}})).message(), HasSubstr("leaves its folder"))
            << path;
}

TEST_F(Deb, FoldersNestedWithoutEndAreRefused) {
    std::string path = ".";
    for (int i = 0; i < 150; ++i) path += "/d";
    EXPECT_THAT(refusal(package({{"file", path, "x"}})).message(),
                HasSubstr("folders nested more than 128 deep"));
}

// Also of what is left out, which nobody looks at.
TEST_F(Deb, WhatItUnpacksToIsCounted) {
    test::make_deb(served / "a.deb", {{"zeros", "./usr/share/doc/a", "5000000000"}}, "none");
    EXPECT_THAT(refusal(read_file(served / "a.deb")).message(), HasSubstr("holds more than 4.3 GB"));
}

TEST_F(Deb, DevicesAreRefused) {
    EXPECT_THAT(refusal(package({{"device", "./dev/null", ""}})).message(),
                HasSubstr("neither file, folder nor link"));
}

TEST_F(Deb, WhatIsNoPackageOrIsCutShortIsRefused) {
    refusal("");
    refusal("<html>not here</html>");
    refusal("!<arch>\n");
    const std::string whole = package({{"program", "./bin/a", std::string(3000, 'A')}});
    for (std::size_t size = 0; size < whole.size() - 1; size += 7) refusal(whole.substr(0, size));
}
