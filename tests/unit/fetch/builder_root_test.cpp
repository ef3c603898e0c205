#include "fetch/builder_root.h"

#include "archives.h"
#include "fetch_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Key;
using testing::Not;
using testing::Pair;

namespace {

struct Root : testing::Test, test::FetchFixture {
    FetchRoot root{"small", {}};

    void add(const std::string& name, const std::vector<test::Member>& members,
             const std::string& archive = "main") {
        const std::string path = "pool/main/" + name + "_1.0_amd64.deb";
        test::make_deb(served / path, members);
        const FileSums sums = file_sums(served / path);
        root.packages.push_back(
            {name, "1.0", archive, path, {sums.sha256, position("sha256: " + sums.sha256.hex())}, sums.size});
    }
    Digest fetch() { return fetch_root(root, context); }
    std::string refusal(Failure kind = Failure::mismatch) {
        const Error error = test::thrown_by([&] { return fetch(); });
        EXPECT_EQ(error.kind(), kind);
        return error.render();
    }
};

}  // namespace

TEST_F(Root, IsTheUnionOfItsPackagesWithWhatASystemNeeds) {
    add("a", {{"program", "./bin/a", "A"}, {"folder", "./usr/share/both/", ""}});
    add("b", {{"file", "./lib/b.so", "B"}, {"folder", "./usr/share/both/", ""}});
    const auto all = listing(fetch());
    EXPECT_THAT(all, IsSupersetOf({Pair("usr/bin/a", "x A"), Pair("usr/lib/b.so", "f B"),
                                   Pair("bin", "l usr/bin"), Pair("sbin", "l usr/sbin"),
                                   Pair("lib", "l usr/lib"), Pair("lib64", "l usr/lib64")}));
    EXPECT_THAT(all.at("etc/passwd"), AllOf(HasSubstr("root:x:0:0:"), HasSubstr("builder:x:1000:1000:"),
                                            HasSubstr("nobody:x:65534:")));
    EXPECT_THAT(all.at("etc/group"), AllOf(HasSubstr("root:x:0:"), HasSubstr("builder:x:1000:")));
    EXPECT_THAT(all, Not(Contains(Key("usr/bin/awk"))));
    EXPECT_THAT(all, Not(Contains(Key("lib32"))));
    for (const char* folder : {"proc", "dev", "tmp", "usr/share/both"})
        EXPECT_TRUE(store.find(fetch(), folder)) << folder;
}

TEST_F(Root, ForeignLibrariesAreMergedToo) {
    add("a", {{"file", "./lib32/a.so", "32"}, {"file", "./libx32/a.so", "x32"}});
    EXPECT_THAT(listing(fetch()),
                IsSupersetOf({Pair("lib32", "l usr/lib32"), Pair("usr/lib32/a.so", "f 32"),
                              Pair("libx32", "l usr/libx32"), Pair("usr/libx32/a.so", "f x32")}));
}

TEST_F(Root, HasAnAwk) {
    add("mawk", {{"program", "./usr/bin/mawk", "M"}});
    EXPECT_EQ(listing(fetch()).at("usr/bin/awk"), "l mawk");
    add("gawk", {{"program", "./usr/bin/gawk", "G"}});
    EXPECT_EQ(listing(fetch()).at("usr/bin/awk"), "l gawk");
    add("awk", {{"program", "./usr/bin/awk", "A"}});
    EXPECT_EQ(listing(fetch()).at("usr/bin/awk"), "x A");
}

TEST_F(Root, IsTheSameInAnyOrder) {
    add("mawk", {{"program", "./usr/bin/mawk", "M"}, {"folder", "./usr/lib/x/", ""}});
    add("gawk", {{"program", "./usr/bin/gawk", "G"}, {"file", "./lib/x/y", "same"}});
    add("more", {{"file", "./usr/lib/x/y", "same"}, {"link", "./bin/o", "/bin/mawk"}});
    const Digest digest = fetch();
    for (int i = 0; i < 5; ++i) {
        std::next_permutation(root.packages.begin(), root.packages.end(),
                              [](const auto& a, const auto& b) { return a.name < b.name; });
        EXPECT_EQ(fetch(), digest);
    }
}

TEST_F(Root, TwoPackagesWithOnePathAndDifferentContentAreRefused) {
    add("a", {{"file", "./bin/x", "one"}});
    add("b", {{"file", "./usr/bin/x", "two"}});
    EXPECT_THAT(refusal(), AllOf(HasSubstr("\"usr/bin/x\" comes twice"), HasSubstr("package b 1.0")));
}

TEST_F(Root, APackageThatIsAnotherIsRefusedAtItsPin) {
    add("a", {{"file", "./bin/x", "one"}});
    test::make_deb(served / root.packages[0].path, {{"file", "./bin/x", "two"}});
    EXPECT_THAT(refusal(),
                AllOf(HasSubstr("the package a 1.0 is not the pinned one"), HasSubstr("pins.yaml:1:1"),
                      HasSubstr("expected " + root.packages[0].sha256.value.hex()),
                      HasSubstr("from     file://" + served.string()), HasSubstr("never used")));
}

TEST_F(Root, AWrongSizeInThePinIsRefusedFreshAndFromTheStore) {
    add("a", {{"file", "./bin/x", "one"}});
    root.packages[0].size += 1;
    EXPECT_THAT(refusal(), HasSubstr(std::to_string(root.packages[0].size) + " bytes"));
    store.put_file(served / root.packages[0].path);
    EXPECT_THAT(refusal(), HasSubstr(std::to_string(root.packages[0].size) + " bytes"));
}

TEST_F(Root, OnceFetchedNeedsNoMirror) {
    add("a", {{"file", "./bin/x", "one"}});
    const Digest digest = fetch();
    fs::remove_all(served);
    EXPECT_EQ(fetch(), digest);
}

TEST_F(Root, APackageDamagedInTheStoreIsFetchedAgain) {
    add("a", {{"file", "./bin/x", "one"}});
    const Digest pinned = store.put_file(served / root.packages[0].path);
    test::make_deb(served / "other.deb", {{"file", "./bin/x", "two"}});
    const fs::path blob = store.blob_path(pinned);
    fs::permissions(blob, fs::perms::owner_write, fs::perm_options::add);
    fs::copy_file(served / "other.deb", blob, fs::copy_options::overwrite_existing);
    EXPECT_THAT(listing(fetch()), Contains(Pair("usr/bin/x", "f one")));
}

TEST_F(Root, EachArchiveHasItsOwnMirror) {
    add("a", {{"file", "./bin/a", "A"}});
    add("b", {{"file", "./bin/b", "B"}}, "security");
    fs::create_directories(dir.path() / "security/pool/main");
    fs::rename(served / root.packages[1].path, dir.path() / "security" / root.packages[1].path);
    context.debian_security_mirror = (dir.path() / "security").string() + "/";
    EXPECT_THAT(listing(fetch()), IsSupersetOf({Pair("usr/bin/a", "f A"), Pair("usr/bin/b", "f B")}));
}

TEST_F(Root, AMirrorThatLacksAPackageIsNamed) {
    add("a", {{"file", "./bin/a", "A"}});
    fs::remove_all(served);
    EXPECT_THAT(refusal(Failure::unavailable),
                AllOf(HasSubstr("the package a 1.0 cannot be fetched"), HasSubstr("pins.yaml:1:1"),
                      HasSubstr(root.packages[0].path + ": answered 404"), HasSubstr("--debian-mirror")));
}
