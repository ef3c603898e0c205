#include "transform/image.h"

#include "expect.h"
#include "inspect/image_files.h"
#include "inspect/layer.h"
#include "tar_file.h"
#include "transform/layer.h"
#include "transform/pack_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sys/stat.h>

#include <cstdlib>
#include <ctime>

using namespace verbatim;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

struct ImageTest : testing::Test {
    TemporaryDirectory dir{std::filesystem::temp_directory_path(), "verbatim-image-"};
    Store store{dir.path() / "store"};

    static void fill(TreeBuilder& tree) {
        tree.add_file("usr/bin/etcd", "program\n", true);
        tree.add_file("etc/a-b", "1");
        tree.add_file("etc/a/b", "2");
        tree.add_symlink("etc/link", "a/b");
        tree.add_directory("empty");
        tree.add_file("long/" + std::string(120, 'n') + "/" + std::string(90, 'm') + "ä", "3");
    }
    Digest files() {
        TreeBuilder tree(store);
        fill(tree);
        return tree.finish();
    }
    static ImageConfig config(const std::string& arch = "amd64") {
        ImageConfig made;
        made.platform = {"linux", arch};
        made.command = {"/usr/bin/etcd"};
        made.created = 1700000000;
        return made;
    }
    // A layout of one manifest with one layer, as somebody else made it.
    Digest base(const std::vector<test::TarMember>& members, bool docker = false) {
        const auto tar = dir.path() / "base.tar.gz";
        test::write_tar(tar, members, oci::Compression::gzip, 5);
        const Digest layer = store.put_file(tar);
        const auto size = std::filesystem::file_size(tar);
        const json made_config = {
            {"architecture", "amd64"},
            {"os", "linux"},
            {"rootfs", {{"diff_ids", {"sha256:" + oci::diff_id(tar, oci::Compression::gzip, "it").hex()}}}},
            {"config", {{"Env", {"A=1"}}}}};
        const std::string config_text = made_config.dump();
        const json manifest = {
            {"schemaVersion", 2},
            {"mediaType",
             docker ? "application/vnd.docker.distribution.manifest.v2+json" : oci::manifest_type},
            {"config",
             {{"mediaType", docker ? "application/vnd.docker.container.image.v1+json" : oci::config_type},
              {"digest", "sha256:" + sha256(config_text).hex()},
              {"size", config_text.size()}}},
            {"layers",
             json::array({{{"mediaType", docker ? "application/vnd.docker.image.rootfs.diff.tar.gzip"
                                                : oci::layer_type(oci::Compression::gzip)},
                           {"digest", "sha256:" + layer.hex()},
                           {"size", size}}})}};
        const std::string text = manifest.dump();
        TreeBuilder tree(store);
        tree.add_file("blobs/sha256/" + sha256(config_text).hex(), config_text);
        tree.add_file("blobs/sha256/" + sha256(text).hex(), text);
        tree.add_blob("blobs/sha256/" + layer.hex(), layer, size);
        tree.add_file("oci-layout", layout_document());
        tree.add_file("index.json", index_document({{manifest["mediaType"], sha256(text), text.size(), {}}}));
        return tree.finish();
    }
    json manifest_of(const Digest& layout) {
        return json::parse(layout_document_of(layout, layout_entry(layout, "it", store), "it", store));
    }
    std::vector<oci::Member> top_layer(const Digest& layout) {
        const std::string digest = manifest_of(layout)["layers"].back()["digest"];
        return oci::read_layer(store.blob_path(*Digest::parse(digest.substr(7))), oci::Compression::gzip,
                               "it");
    }
    std::string refusal(const std::vector<test::TarMember>& on, const std::string& path) {
        TreeBuilder tree(store);
        tree.add_file(path, "x");
        const Digest made = tree.finish(), below = base(on);
        return test::thrown_by([&] { return make_image(below, made, config(), store).digest; }).render();
    }
};

}  // namespace

TEST_F(ImageTest, TheBitsAreThoseKnownWhateverTheSurroundings) {
    const MadeImage image = make_image(std::nullopt, files(), config(), store);
    EXPECT_EQ(image.digest.hex(), "a3d52311089b6cc19b4452f15fd0716ab7baf885fa8db06e605e19781ebfe4c2");
    const TemporaryDirectory elsewhere(dir.path(), "other-");
    setenv("TZ", "Asia/Kathmandu", 1);
    tzset();
    const mode_t before = umask(077);
    Store other(elsewhere.path() / "store");
    TreeBuilder tree(other);
    fill(tree);
    const MadeImage again = make_image(std::nullopt, tree.finish(), config(), other);
    const ImageFile file{"etcd.tar", ImageFormat::docker_archive, "etcd-io/etcd:v1", 1700000000};
    const Digest packed = pack_image(again.tree, file, other);
    umask(before);
    unsetenv("TZ");
    tzset();
    EXPECT_EQ(again.tree, image.tree);
    EXPECT_EQ(packed, pack_image(image.tree, file, store));
    EXPECT_EQ(other.find(packed, "etcd.tar")->digest.hex(),
              "ad8c8edd5029c865c2a5d67cd1c964260140b19853db0362e39aa60a4c62124d");
}

TEST_F(ImageTest, TheLayerListsParentsSortedAndOwnedByRoot) {
    std::vector<std::string> lines;
    for (const oci::Member& member : top_layer(make_image(std::nullopt, files(), config(), store).tree)) {
        EXPECT_EQ(member.uid + member.gid, 0);
        lines.push_back(member.path.substr(0, 12) + " " + std::to_string(member.mode));
    }
    EXPECT_THAT(lines, ElementsAre("empty 493", "etc 493", "etc/a 493", "etc/a/b 420", "etc/a-b 420",
                                   "etc/link 511", "long 493", "long/nnnnnnn 493", "long/nnnnnnn 420",
                                   "usr 493", "usr/bin 493", "usr/bin/etcd 493"));
}

TEST_F(ImageTest, TheBasesLayersStayBitForBitAndBecomeOcis) {
    for (const bool docker : {false, true}) {
        const Digest below = base({{"etc/", 'd', "", 0700, 42}, {"etc/passwd", 'f', "x"}}, docker);
        const MadeImage image = make_image(below, files(), config(), store);
        const json manifest = manifest_of(image.tree);
        EXPECT_EQ(manifest["mediaType"], oci::manifest_type);
        ASSERT_EQ(manifest["layers"].size(), 2U);
        EXPECT_EQ(manifest["layers"][0]["digest"], manifest_of(below)["layers"][0]["digest"]);
        EXPECT_EQ(manifest["layers"][0]["mediaType"], "application/vnd.oci.image.layer.v1.tar+gzip");
        int folders = 0;
        for (const oci::Member& member : top_layer(image.tree))
            if (member.path == "etc") {
                EXPECT_EQ(member.mode, 0700U) << "a folder of the base stays as it was";
                EXPECT_EQ(member.uid, 42);
                ++folders;
            }
        EXPECT_EQ(folders, 1);
    }
}

TEST_F(ImageTest, WhatWouldHideTheBaseIsRefused) {
    EXPECT_THAT(refusal({{"bin", 'l', "usr/bin"}, {"usr/", 'd'}}, "bin/x"),
                AllOf(HasSubstr("files cannot be put into bin"), HasSubstr("a link there, to usr/bin")));
    EXPECT_THAT(refusal({{"bin", 'f', "x"}}, "bin/x"), HasSubstr("has a file there"));
    EXPECT_THAT(refusal({{"bin/", 'd'}}, "bin"), HasSubstr("has a folder there"));
    EXPECT_THAT(refusal({{"bin/x", 'f', "1"}}, "bin"), HasSubstr("has a folder there"));
    EXPECT_THAT(refusal({}, "a/.wh.b"), HasSubstr("cannot hold a file a/.wh.b"));
}

TEST_F(ImageTest, ABaseOfAnotherPlatformIsRefused) {
    const Digest below = base({});
    EXPECT_THAT(
        test::thrown_by([&] { return make_image(below, files(), config("arm64"), store).digest; }).render(),
        AllOf(HasSubstr("expected linux/arm64"), HasSubstr("came     linux/amd64")));
}

TEST_F(ImageTest, ABaseThatIsNoLayoutIsRefused) {
    const auto why = [&](const Digest& tree) {
        return test::thrown_by([&] { return make_image(tree, files(), config(), store).digest; }).message();
    };
    EXPECT_THAT(why(files()), HasSubstr("the base image is no OCI layout"));
    TreeBuilder lacking(store);
    lacking.add_file("oci-layout", layout_document());
    lacking.add_file("index.json", index_document({{std::string(oci::manifest_type), sha256("x"), 1, {}}}));
    EXPECT_THAT(why(lacking.finish()), HasSubstr("lacks the blob sha256:"));
    TreeBuilder other(store);
    other.add_file("oci-layout", layout_document());
    other.add_file("index.json", index_document({{std::string(oci::manifest_type), sha256("x"), 9, {}}}));
    other.add_file("blobs/sha256/" + sha256("x").hex(), "x");
    EXPECT_THAT(why(other.finish()), HasSubstr("is of another size"));
}

TEST_F(ImageTest, AnIndexIsSortedByPlatform) {
    const Digest amd = make_image(std::nullopt, files(), config(), store).tree;
    const Digest arm = make_image(std::nullopt, files(), config("arm64"), store).tree;
    const MadeImage index = make_image_index({{{"linux", "arm64"}, arm}, {{"linux", "amd64"}, amd}}, store);
    EXPECT_EQ(index.tree,
              make_image_index({{{"linux", "amd64"}, amd}, {{"linux", "arm64"}, arm}}, store).tree);
    const oci::Descriptor entry = layout_entry(index.tree, "it", store);
    EXPECT_EQ(entry.digest, index.digest);
    EXPECT_EQ(entry.media_type, oci::index_type);
    const oci::Index read = oci::parse_index(layout_document_of(index.tree, entry, "it", store), "it");
    ASSERT_EQ(read.manifests.size(), 2U);
    EXPECT_EQ(read.manifests[0].platform.str(), "linux/amd64");
    EXPECT_EQ(read.manifests[1].platform.str(), "linux/arm64");
    const auto wrong = [&](const std::vector<PlatformImage>& images) {
        return test::thrown_by([&] { return make_image_index(images, store).digest; }).message();
    };
    EXPECT_THAT(wrong({{{"linux", "arm64"}, amd}}),
                HasSubstr("the image for linux/arm64 is one for linux/amd64"));
    EXPECT_THAT(wrong({{{"linux", "amd64"}, amd}, {{"linux", "amd64"}, amd}}), HasSubstr("comes twice"));
}

TEST_F(ImageTest, ADockerArchiveHoldsOnePlatformAndPlainLayers) {
    const MadeImage image = make_image(base({{"etc/", 'd'}}), files(), config(), store);
    const Digest packed = pack_image(image.tree, {"x.tar", ImageFormat::docker_archive, "a/b:v1", 7}, store);
    const auto to = dir.path() / "members";
    make_directories(to);
    const auto members = oci::take_apart(store.blob_path(store.find(packed, "x.tar")->digest), to, "it");
    const json list = json::parse(read_file(members.at("manifest.json")));
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0]["RepoTags"], json::array({"a/b:v1"}));
    const json read_config = json::parse(read_file(members.at(list[0]["Config"])));
    ASSERT_EQ(list[0]["Layers"].size(), 2U);
    for (std::size_t i = 0; i < 2; ++i)
        EXPECT_EQ(oci::digest_text(sha256_file(members.at(list[0]["Layers"][i]))),
                  read_config["rootfs"]["diff_ids"][i]);
    const MadeImage index = make_image_index({{{"linux", "amd64"}, image.tree}}, store);
    const auto wrong = [&](const Digest& layout, const std::string& reference) {
        return test::thrown_by([&] {
                   return pack_image(layout, {"x", ImageFormat::docker_archive, reference, 0}, store);
               })
            .message();
    };
    EXPECT_THAT(wrong(index.tree, ""), HasSubstr("holds one platform"));
    EXPECT_THAT(wrong(image.tree, "no name"), HasSubstr("is no name of an image"));
}

TEST_F(ImageTest, AnOciArchiveIsTheLayoutWithItsName) {
    const MadeImage image = make_image(std::nullopt, files(), config(), store);
    const Digest packed = pack_image(image.tree, {"x.tar", ImageFormat::oci_archive, "a/b:v1", 7}, store);
    const auto to = dir.path() / "members";
    make_directories(to);
    const auto members = oci::take_apart(store.blob_path(store.find(packed, "x.tar")->digest), to, "it");
    EXPECT_EQ(members.size(), store.files(image.tree).size());
    const json entry = json::parse(read_file(members.at("index.json")))["manifests"][0];
    EXPECT_EQ(entry["annotations"]["org.opencontainers.image.ref.name"], "v1");
    EXPECT_EQ(entry["annotations"]["io.containerd.image.name"], "a/b:v1");
    EXPECT_EQ(entry["digest"], oci::digest_text(image.digest));
}
