#include "inspect/zip.h"

#include "archives.h"
#include "base/files.h"
#include "expect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <map>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::HasSubstr;

namespace {

struct Zip : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path(), "verbatim-zip-"};
    fs::path file = dir.path() / "a.zip";

    std::map<std::string, std::string> read(const ZipLimits& limits = {}) const {
        std::map<std::string, std::string> files;
        read_zip(
            file, "m@v1",
            [&](const std::string& name, std::string_view content) { files[name] = std::string(content); },
            limits);
        return files;
    }
    std::string refusal(const ZipLimits& limits = {}) const {
        const Error error = test::thrown_by([&] { return read(limits); });
        EXPECT_EQ(error.kind(), Failure::mismatch);
        EXPECT_THAT(error.message(), HasSubstr("the zip of m@v1"));
        return error.message();
    }
};

}  // namespace

TEST_F(Zip, GivesEachFileWhole) {
    test::make_zip(file, {{"file", "m@v1/b", "two"}, {"file", "m@v1/a/c", ""}});
    EXPECT_EQ(read(), (std::map<std::string, std::string>{{"m@v1/b", "two"}, {"m@v1/a/c", ""}}));
}

TEST_F(Zip, NamesAreUtf8InWhateverLocale) {
    ASSERT_STREQ(std::setlocale(LC_ALL, nullptr), "C");
    test::make_zip(file, {{"file", "m@v1/\u00e4.txt", "umlaut"}});
    EXPECT_EQ(read(), (std::map<std::string, std::string>{{"m@v1/\u00e4.txt", "umlaut"}}));
}

TEST_F(Zip, RefusesNamesThatLeaveTheirFolder) {
    for (const char* name : {"../a", "m/../../a", "/etc/passwd", "m//a", "m/./a", "m/\\a"}) {
        test::make_zip(file, {{"file", name, "x"}});
        EXPECT_THAT(refusal(), HasSubstr("leaves its folder")) << name;
    }
}

TEST_F(Zip, RefusesANameThatComesTwice) {
    test::make_zip(file, {{"file", "m/a", "one"}, {"file", "m/a", "two"}});
    EXPECT_THAT(refusal(), HasSubstr("comes twice"));
}

TEST_F(Zip, RefusesLinksAndFolders) {
    test::make_zip(file, {{"link", "m/a", "/etc/passwd"}});
    EXPECT_THAT(refusal(), HasSubstr("no plain file"));
    test::make_zip(file, {{"folder", "m/a/", ""}});
    EXPECT_THAT(refusal(), HasSubstr("no plain file"));
}

TEST_F(Zip, RefusesMoreFilesOrBytesThanItsLimits) {
    test::make_zip(file, {{"zeros", "m/a", "1000000"}, {"zeros", "m/b", "1000000"}});
    EXPECT_LT(fs::file_size(file), 10000U) << "small until it is unpacked";
    EXPECT_THAT(refusal({.files = 2, .unpacked = 1'999'999}), HasSubstr("unpacks to more than"));
    EXPECT_THAT(refusal({.files = 1, .unpacked = 2'000'000}), HasSubstr("more than 1 files"));
    EXPECT_EQ(read({.files = 2, .unpacked = 2'000'000}).size(), 2U);
}

TEST_F(Zip, RefusesWhatIsNoZipOrHoldsNothing) {
    write_file(file, "<html>not here</html>");
    refusal();
    test::make_zip(file, {});
    refusal();
}

TEST_F(Zip, NoDamageGoesUnnoticed) {
    test::make_zip(file, {{"file", "m/a", "some text that is there to be damaged, some text"}});
    const std::string whole = read_file(file);
    const auto content = read();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        write_file(file, whole.substr(0, size));
        EXPECT_THROW(read(), Error) << "cut to " << size;
    }
    // Bits of times and versions mean nothing; what comes is then still the content.
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        write_file(file, damaged);
        try {
            const auto came = read();
            EXPECT_EQ(came.size(), 1U);
            EXPECT_EQ(came.begin()->second, content.begin()->second) << "byte " << at;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Failure::mismatch);
        }
    }
}

TEST_F(Zip, RefusesMembersOfARepository) {
    for (const char* name : {"m@v1/.git/config", "m@v1/.git", "m@v1/a/.GIT/x", "m@v1/.hg/hgrc",
                             "m@v1/_FOSSIL_", "m@v1/.svn/x/y", "m@v1/git~1/config", "m@v1/.git./config"}) {
        test::make_zip(file, {{"file", "m@v1/a.go", "x"}, {"file", name, "x"}});
        EXPECT_THAT(refusal(), HasSubstr("\"" + std::string(name) + "\" belongs to a repository")) << name;
        EXPECT_THAT(test::thrown_by([&] { check_zip_names(file, "m@v1"); }).message(),
                    HasSubstr("belongs to a repository"))
            << name;
        ZipLimits limits;
        limits.repositories = true;
        EXPECT_EQ(read(limits).size(), 2) << name;
    }
    test::make_zip(file, {{"file", "m@v1/.gitignore", "x"}, {"file", "m@v1/x.git/a", "x"}});
    EXPECT_EQ(read().size(), 2);
    check_zip_names(file, "m@v1");
}

TEST_F(Zip, RefusesFoldersNestedWithoutEnd) {
    std::string name = "m@v1";
    for (int i = 0; i < 300; ++i) name += "/d";
    test::make_zip(file, {{"file", name, "x"}});
    EXPECT_THAT(refusal(), HasSubstr("the zip of m@v1 has folders nested more than 256 deep"));
}
