#include "inspect/layer.h"

#include "base/files.h"
#include "expect.h"
#include "inspect/image_files.h"
#include "tar_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using oci::Compression;
using oci::Member;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

struct LayerTest : testing::Test {
    TemporaryDirectory dir{std::filesystem::temp_directory_path(), "verbatim-layer-"};

    std::filesystem::path tar(const std::vector<test::TarMember>& members,
                              Compression how = Compression::none) {
        const auto file = dir.path() / ("layer-" + std::to_string(number_++));
        test::write_tar(file, members, how);
        return file;
    }
    std::vector<Member> read(const std::vector<test::TarMember>& members,
                             Compression how = Compression::none) {
        return oci::read_layer(tar(members, how), how, "it");
    }
    static std::vector<std::string> paths(const oci::FileSystem& files) {
        std::vector<std::string> all;
        for (const auto& [path, member] : files) all.push_back(path);
        return all;
    }

  private:
    int number_ = 0;
};

}  // namespace

TEST_F(LayerTest, MembersAreReadWhateverTheCompression) {
    for (const Compression how : {Compression::none, Compression::gzip, Compression::zstd}) {
        const auto members = read({{"./", 'd', "", 0755},
                                   {"./usr/", 'd', "", 0755},
                                   {"/usr/x", 'f', "abc", 04755},
                                   {"y", 'l', "usr/x"}},
                                  how);
        ASSERT_EQ(members.size(), 4U);
        EXPECT_EQ(members[0].path, ".");
        EXPECT_EQ(members[1].path, "usr");
        EXPECT_EQ(members[2].path, "usr/x");
        EXPECT_EQ(members[2].mode, 04755U);
        EXPECT_EQ(members[2].content, sha256("abc"));
        EXPECT_EQ(members[3].target, "usr/x");
    }
}

TEST_F(LayerTest, TheDiffIdIsOfTheUncompressedTar) {
    const std::vector<test::TarMember> members = {{"a", 'f', "abc"}};
    const Digest plain = sha256_file(tar(members));
    EXPECT_EQ(oci::diff_id(tar(members), Compression::none, "it"), plain);
    EXPECT_EQ(oci::diff_id(tar(members, Compression::gzip), Compression::gzip, "it"), plain);
    EXPECT_EQ(oci::diff_id(tar(members, Compression::zstd), Compression::zstd, "it"), plain);
    EXPECT_EQ(oci::compression_of(tar(members, Compression::zstd)), Compression::zstd);
    EXPECT_EQ(oci::compression_of(tar(members, Compression::gzip)), Compression::gzip);
    EXPECT_EQ(oci::compression_of(tar(members)), Compression::none);
}

TEST_F(LayerTest, WhatIsNotWhatItSaysIsRefused) {
    const auto plain = tar({{"a", 'f', "abc"}});
    EXPECT_THAT(test::thrown_by([&] { return oci::diff_id(plain, Compression::gzip, "it"); }).message(),
                HasSubstr("it is not compressed by gzip"));
    const auto packed = tar({{"a", 'f', std::string(100000, 'x')}}, Compression::gzip);
    std::filesystem::resize_file(packed, 100);
    EXPECT_THAT(test::thrown_by([&] { return oci::diff_id(packed, Compression::gzip, "it"); }).message(),
                HasSubstr("it cannot be used: "));
    EXPECT_THAT(test::thrown_by([&] { return oci::read_layer(packed, Compression::gzip, "it"); }).message(),
                HasSubstr("it cannot be used: "));
    write_file(dir.path() / "text", "no tar at all, however long it may be");
    EXPECT_THAT(test::thrown_by([&] {
                    return oci::read_layer(dir.path() / "text", Compression::none, "it");
                }).message(),
                HasSubstr("it cannot be used: "));
}

TEST_F(LayerTest, PathsThatLeaveTheRootAreRefused) {
    EXPECT_THAT(test::thrown_by([&] { return read({{"a/../../b", 'f', "x"}}).size(); }).message(),
                HasSubstr("leaves the root"));
    EXPECT_THAT(test::thrown_by([&] { return read({{"a", 'f', "x"}, {"b", 'h', "../a"}}).size(); }).message(),
                HasSubstr("leaves the root"));
}

TEST_F(LayerTest, UpperLayersReplaceAndTakeAway) {
    oci::FileSystem files;
    oci::put_on(files, read({{"etc/", 'd'},
                             {"etc/a", 'f', "1"},
                             {"etc/b", 'f', "2"},
                             {"opt/", 'd'},
                             {"opt/x/", 'd'},
                             {"opt/x/y", 'f', "3"},
                             {"opt.d", 'f', ""},
                             {"var/", 'd'},
                             {"var/z", 'f', "4"}}));
    oci::put_on(files, read({{"etc/.wh.a", 'f'},
                             {"opt", 'f', "now a file"},
                             {"var/new", 'f', "5"},
                             {"var/.wh..wh..opq", 'f'}}));
    EXPECT_THAT(paths(files), ElementsAre("etc", "etc/b", "opt", "opt.d", "var", "var/new"));
    EXPECT_EQ(files.at("opt").kind, Member::Kind::file);
    oci::put_on(files, read({{".wh..wh..opq", 'f'}, {"only", 'f', ""}}));
    EXPECT_THAT(paths(files), ElementsAre("only"));
}

TEST_F(LayerTest, AnArchiveIsTakenApartByName) {
    const auto to = dir.path() / "members";
    make_directories(to);
    const auto members = oci::take_apart(
        tar({{"./a/", 'd'}, {"./a/one", 'f', "1"}, {"../two", 'f', "2"}, {"b/three", 'l', "../a/one"}}), to,
        "it");
    ASSERT_EQ(members.size(), 3U);
    EXPECT_EQ(read_file(members.at("a/one")), "1");
    EXPECT_EQ(read_file(members.at("b/three")), "1");
    EXPECT_EQ(members.at("../two").parent_path(), to) << "a name decides no path";
    for (const auto& bad : {std::vector<test::TarMember>{{"a", 'f', "1"}, {"./a", 'f', "2"}},
                            std::vector<test::TarMember>{{"a", 'l', "/etc/passwd"}}}) {
        const auto again = dir.path() / "again";
        make_directories(again);
        EXPECT_THAT(test::thrown_by([&] { return oci::take_apart(tar(bad), again, "it").size(); }).message(),
                    HasSubstr("it cannot be read: "));
    }
}
