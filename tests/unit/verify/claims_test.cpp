#include "verify/claims.h"

#include "base/error.h"
#include "base/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::HasSubstr;

namespace {

struct ClaimsTest : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path()};
    fs::path folder = dir.path() / "given";

    void write(const std::string& path, const std::string& content) {
        make_directories((folder / path).parent_path());
        write_file(folder / path, content);
    }
    std::string refusal(const fs::path& path) {
        try {
            (void)claims_against(path);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Failure::usage);
            return error.render();
        }
        return "accepted";
    }
};

std::vector<std::string> paths(const std::vector<Claim>& claims) {
    std::vector<std::string> all;
    for (const Claim& claim : claims) all.push_back(claim.path);
    return all;
}

}  // namespace

TEST_F(ClaimsTest, OfADistroAreThoseOfEveryProjectOfTheBranch) {
    Store store(dir.path() / "store");
    TreeBuilder builder(store);
    const std::string line = sha256("x").hex() + "  bin/x\n";
    builder.add_file("projects/etcd-io/etcd/1-36/CHECKSUMS", line);
    builder.add_file("projects/coredns/coredns/1-36/CHECKSUMS", "\n" + line);
    builder.add_file("projects/etcd-io/etcd/1-35/CHECKSUMS", "another branch");
    builder.add_file("projects/etcd-io/etcd/1-36/patches/CHECKSUMS", "of no project");
    const auto claims = distro_claims(store, builder.finish(), "1-36", "aws/eks-distro@17884462");
    ASSERT_EQ(claims.size(), 2U);
    EXPECT_EQ(claims[0].project, "coredns/coredns");
    EXPECT_EQ(claims[0].at.str(), "projects/coredns/coredns/1-36/CHECKSUMS of aws/eks-distro@17884462:2:1");
    EXPECT_EQ(claims[1].project, "etcd-io/etcd");
}

TEST_F(ClaimsTest, ALinkInPlaceOfAChecksumsFileIsRefused) {
    Store store(dir.path() / "store");
    TreeBuilder builder(store);
    builder.add_symlink("projects/etcd-io/etcd/1-36/CHECKSUMS", "../1-35/CHECKSUMS");
    EXPECT_THROW((void)distro_claims(store, builder.finish(), "1-36", "distro"), Error);
}

TEST_F(ClaimsTest, OfAFolderAreItsFilesButNotTheirSums) {
    write("linux-amd64/etcd", "1");
    write("linux-amd64/etcd.sha256", "sum");
    write("linux-amd64/etcd.sha512", "sum");
    write("CHECKSUMS", "sums");
    write("SHA256SUM", "sums");
    write("SHA512SUM", "sums");
    write("another", "2");
    const auto claims = claims_against(folder);
    EXPECT_EQ(paths(claims), (std::vector<std::string>{"another", "linux-amd64/etcd"}));
    EXPECT_EQ(claims[1].sha256, sha256("1"));
    EXPECT_TRUE(claims[1].project.empty());
    EXPECT_EQ(claims[1].at.str(), (folder / "linux-amd64/etcd").string());
}

TEST_F(ClaimsTest, ALinkThatStaysInTheFolderSaysNothingNew) {
    write("etcd-3.6", "1");
    fs::create_symlink("etcd-3.6", folder / "etcd");
    fs::create_directory_symlink(".", folder / "again");
    EXPECT_EQ(paths(claims_against(folder)), std::vector<std::string>{"etcd-3.6"});
}

TEST_F(ClaimsTest, ALinkThatLeadsOutOfTheFolderIsRefused) {
    write_file(dir.path() / "secret", "s");
    write("etcd", "1");
    fs::create_symlink("../secret", folder / "out");
    EXPECT_THAT(refusal(folder), HasSubstr("leads out of the folder"));
    fs::remove(folder / "out");
    fs::create_directory_symlink("..", folder / "up");
    EXPECT_THAT(refusal(folder), HasSubstr("It names ..."));
}

TEST_F(ClaimsTest, AFolderReachedThroughALinkIsReadAllTheSame) {
    write("etcd", "1");
    fs::create_directory_symlink(folder, dir.path() / "alias");
    EXPECT_EQ(paths(claims_against(dir.path() / "alias")), std::vector<std::string>{"etcd"});
}

TEST_F(ClaimsTest, OfASumsFileAreItsLines) {
    write("CHECKSUMS", sha256("x").hex() + "  bin/x\n");
    EXPECT_EQ(paths(claims_against(folder / "CHECKSUMS")), std::vector<std::string>{"bin/x"});
}

TEST_F(ClaimsTest, WhatIsNotThereIsSaid) {
    EXPECT_THAT(refusal(dir.path() / "nowhere"), HasSubstr("there is no file or folder"));
    write("file", "");
    EXPECT_THAT(refusal(folder / "file" / "below"), HasSubstr("below"));
}
