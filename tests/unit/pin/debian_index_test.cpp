#include "pin/debian_index.h"

#include "base/error.h"
#include "pin/pin_root.h"

#include <gmock/gmock.h>

using namespace verbatim;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

const std::string digest(64, 'a');

const std::string packages =
    "Package: git\nVersion: 1:2.39\nPre-Depends: libc6\nDepends: perl:any (>= 5) | perl-lite [amd64], "
    "libc6 (>= 2.28)\nDescription: a tool\n of many lines\n .\n more\nFilename: pool/git.deb\nSize: "
    "12\nSHA256: " +
    digest +
    "\n\n\nPackage: other\n\nPackage: nano\nVersion: 7\nProvides: editor (= 1), pico\nFilename: "
    "pool/nano.deb\nSize: 3\nSHA256: " +
    digest;

const std::string release =
    "Suite: stable\nCodename: bookworm\nDate: Sat\nMD5Sum:\n 00 1 main/x\nSHA256:\n " + digest +
    "      12 main/binary-amd64/Packages.xz\n " + digest + " 0 main/binary-arm64/Packages\nSomething: else\n";

// What is said of it; empty: it is read.
std::string refusal(const std::string& text) {
    try {
        (void)parse_packages("list", text, {"git", "nano"});
        return {};
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Failure::mismatch);
        return error.render();
    }
}

}  // namespace

TEST(DebianPackages, HaveWhatTheListSaysOfThoseThatAreWanted) {
    const auto found = parse_packages("list", packages, {"git", "nano", "absent"});
    ASSERT_EQ(found.size(), 2U);
    const PackageOffer& git = found.find("git")->second;
    EXPECT_EQ(git.version, "1:2.39");
    EXPECT_EQ(git.path, "pool/git.deb");
    EXPECT_EQ(git.size, 12U);
    EXPECT_EQ(git.sha256.hex(), digest);
    EXPECT_THAT(git.needs,
                ElementsAre(ElementsAre("libc6"), ElementsAre("perl", "perl-lite"), ElementsAre("libc6")));
    EXPECT_THAT(found.find("nano")->second.provides, ElementsAre("editor", "pico"));
}

TEST(DebianPackages, OneMayBeThereInSeveralVersions) {
    EXPECT_EQ(parse_packages("list", packages + "\n\n" + packages, {"git"}).size(), 2U);
}

TEST(DebianPackages, WhatIsNotAsTheFormatHasItIsRefusedWithItsLine) {
    EXPECT_THAT(refusal(" begins so\n"), HasSubstr("list:1: a value goes on here that began nowhere"));
    EXPECT_THAT(refusal("Package: git\nno colon\n"), HasSubstr("list:2: expected \"Field: value\""));
    EXPECT_THAT(refusal("Package: git\nPackage: nano\n"),
                HasSubstr("list:2: the field Package stands here again"));
    EXPECT_THAT(refusal(std::string("Package: g\0it\n", 14)), HasSubstr("it holds a byte 0"));
    EXPECT_THAT(refusal("Package: git\nVersion: 1\n"),
                HasSubstr("the package git, which ends here, has no Filename"));
    for (const auto& [was, is] : {std::pair("Size: 12", "Size: -1"),
                                  {"Size: 12", "Size: 99999999999999999999"},
                                  {"pool/git", "../git"},
                                  {"pool/git", "/git"},
                                  {"SHA256: a", "SHA256: g"}}) {
        std::string text = packages;
        text.replace(text.find(was), std::string(was).size(), is);
        EXPECT_THAT(refusal(text), HasSubstr("has a SHA256, Size or Filename that is none")) << is;
    }
}

TEST(DebianPackages, NoDamageIsMoreThanAnError) {
    for (std::size_t i = 0; i < packages.size(); ++i) {
        (void)refusal(packages.substr(0, i));
        for (const char byte : {'\n', ' ', ':', ',', '\0', '\xff'}) {
            std::string text = packages;
            text[i] = byte;
            (void)refusal(text);
        }
    }
}

TEST(DebianReleaseFile, HasTheSumsOfItsLists) {
    const DebianReleaseFile read = parse_release_file("InRelease", release);
    EXPECT_EQ(read.suite, "stable");
    EXPECT_EQ(read.codename, "bookworm");
    ASSERT_EQ(read.indexes.size(), 2U);
    EXPECT_EQ(read.indexes.at("main/binary-amd64/Packages.xz").size, 12U);
    EXPECT_EQ(read.indexes.at("main/binary-amd64/Packages.xz").sha256.hex(), digest);
}

TEST(DebianReleaseFile, WithoutSumsItIsRefused) {
    EXPECT_THROW(parse_release_file("InRelease", ""), Error);
    EXPECT_THROW(parse_release_file("InRelease", "Suite: stable\nMD5Sum:\n 00 1 main/x\n"), Error);
    EXPECT_THROW(parse_release_file("InRelease", "SHA256:\n " + digest + " main/x\n"), Error);
}

TEST(UnmetNeeds, AreThoseThatNoPackageOfTheRootMeets) {
    PackageOffer git, perl;
    git.name = "git";
    git.needs = {{"perl", "perl-lite"}, {"editor"}, {"editor"}};
    EXPECT_THAT(unmet_needs({git}), ElementsAre("git needs perl or perl-lite", "git needs editor"));
    perl.name = "perl-lite";
    perl.provides = {"editor"};
    EXPECT_THAT(unmet_needs({git, perl}), IsEmpty());
}
