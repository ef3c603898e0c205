#include "fetch/image.h"

#include "expect.h"
#include "inspect/image_files.h"
#include "inspect/layer.h"
#include "inspect/oci.h"
#include "tar_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace verbatim;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace {

struct FetchImageTest : testing::Test {
    TemporaryDirectory dir{std::filesystem::temp_directory_path(), "verbatim-fetch-image-"};
    Store store{dir.path() / "store"};
    FetchContext context{store, dir.path(), {}, "", "", "", {}};
    std::filesystem::path blobs = dir.path() / "base" / "blobs" / "sha256";
    Digest layer, diff_id;
    std::uint64_t layer_size = 0;

    FetchImageTest() {
        make_directories(blobs);
        write_file(dir.path() / "base" / "oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
        const auto tar = dir.path() / "layer";
        test::write_tar(tar, {{"etc/", 'd', "", 0755}, {"etc/passwd", 'f', "x"}}, oci::Compression::gzip);
        layer = sha256_file(tar);
        layer_size = std::filesystem::file_size(tar);
        diff_id = oci::diff_id(tar, oci::Compression::gzip, "it");
        std::filesystem::rename(tar, blobs / layer.hex());
    }
    json blob(const std::string& text, std::string_view type) {
        write_file(blobs / sha256(text).hex(), text);
        return {{"mediaType", type}, {"digest", oci::digest_text(sha256(text))}, {"size", text.size()}};
    }
    json config(const std::string& arch = "amd64") {
        return {{"os", "linux"},
                {"architecture", arch},
                {"rootfs", {{"diff_ids", json::array({oci::digest_text(diff_id)})}}}};
    }
    json of_layer() {
        return {{"mediaType", oci::layer_type(oci::Compression::gzip)},
                {"digest", oci::digest_text(layer)},
                {"size", layer_size}};
    }
    json manifest(const json& config_json, const json& layer_json) {
        return blob(json({{"schemaVersion", 2},
                          {"config", blob(config_json.dump(), oci::config_type)},
                          {"layers", json::array({layer_json})}})
                        .dump(),
                    oci::manifest_type);
    }
    json index(const std::vector<std::pair<json, std::string>>& manifests) {
        json list = json::array();
        for (auto [entry, arch] : manifests) {
            entry["platform"] = {{"os", "linux"}, {"architecture", arch}};
            list.push_back(entry);
        }
        return blob(json({{"schemaVersion", 2}, {"manifests", list}}).dump(), oci::index_type);
    }
    static Located<std::string> pin(const std::string& text) {
        return {text, {SourceText::make("lock.yaml", text), 1, 1}};
    }
    FetchedImage fetch(const json& entry, const std::string& arch = "amd64") {
        return fetch_image(pin("oci:base@" + entry.at("digest").get<std::string>()), {"linux", arch},
                           context);
    }
    std::string refusal(const json& entry) {
        const std::string said = test::thrown_by([&] { return fetch(entry).tree; }).render();
        EXPECT_THAT(said, HasSubstr("lock.yaml:1:1")) << "each names the pin";
        return said;
    }
};

}  // namespace

TEST_F(FetchImageTest, APinnedManifestBecomesALayoutOfItsOwn) {
    const json entry = manifest(config(), of_layer());
    const FetchedImage image = fetch(entry);
    EXPECT_EQ(oci::digest_text(image.manifest), entry["digest"]);
    const json listed = json::parse(store.get(store.find(image.tree, "index.json")->digest));
    ASSERT_EQ(listed["manifests"].size(), 1U);
    EXPECT_EQ(listed["manifests"][0]["digest"], entry["digest"]);
    EXPECT_EQ(listed["manifests"][0]["platform"]["architecture"], "amd64");
    EXPECT_EQ(store.files(image.tree).size(), 5U) << "oci-layout, index.json, manifest, config, layer";
    EXPECT_TRUE(store.find(image.tree, "blobs/sha256/" + layer.hex()));
}

TEST_F(FetchImageTest, OfAPinnedIndexThePlatformsManifestIsTaken) {
    const json amd = manifest(config(), of_layer()), arm = manifest(config("arm64"), of_layer());
    const json both = index({{amd, "amd64"}, {arm, "arm64"}});
    EXPECT_EQ(oci::digest_text(fetch(both, "arm64").manifest), arm["digest"]);
    EXPECT_EQ(oci::digest_text(fetch(index({{both, "amd64"}})).manifest), amd["digest"]) << "an index in it";
    EXPECT_EQ(fetch(both).tree, fetch(amd).tree) << "the same whether by index or by manifest";
    EXPECT_THAT(refusal(index({{arm, "arm64"}})), HasSubstr("it has no image for linux/amd64"));
}

TEST_F(FetchImageTest, WhatIsForAnotherPlatformIsRefused) {
    EXPECT_THAT(refusal(manifest(config("arm64"), of_layer())),
                AllOf(HasSubstr("made for another platform"), HasSubstr("expected linux/amd64"),
                      HasSubstr("came     linux/arm64")));
    EXPECT_THAT(refusal(index({{manifest(config("arm64"), of_layer()), "amd64"}})),
                HasSubstr("made for another platform"))
        << "an index may lie";
}

TEST_F(FetchImageTest, ADamagedDocumentIsRefused) {
    const json entry = manifest(config(), of_layer());
    const auto file = blobs / entry["digest"].get<std::string>().substr(7);
    const std::string other = read_file(file) + " ";
    write_file(file, other);
    EXPECT_THAT(refusal(entry),
                AllOf(HasSubstr("expected " + entry["digest"].get<std::string>()),
                      HasSubstr("came     " + oci::digest_text(sha256(other))), HasSubstr("next: ")));
}

TEST_F(FetchImageTest, ADamagedLayerIsRefused) {
    const json entry = manifest(config(), of_layer());
    std::string content = read_file(blobs / layer.hex());
    content[30] ^= 1;
    write_file(blobs / layer.hex(), content);
    EXPECT_THAT(refusal(entry),
                AllOf(HasSubstr("a layer of the image in base is not the pinned one"),
                      HasSubstr("expected " + oci::digest_text(layer)), HasSubstr("came     sha256:")));
    EXPECT_FALSE(store.has(layer)) << "nothing of it was used";
}

TEST_F(FetchImageTest, AMissingBlobIsNamed) {
    const json entry = manifest(config(), of_layer());
    std::filesystem::remove(blobs / layer.hex());
    EXPECT_THAT(refusal(entry), HasSubstr("it lacks " + oci::digest_text(layer)));
    EXPECT_THAT(refusal({{"digest", "sha256:" + std::string(64, '0')}}), HasSubstr("it lacks sha256:0000"));
}

TEST_F(FetchImageTest, WhatElseALayoutHoldsIsListed) {
    const json pinned = {{"digest", "sha256:" + std::string(64, '0')}};
    const auto holds = [&](int images) {
        json list = json::array();
        for (int i = 1; i <= images; ++i)
            list.push_back({{"mediaType", oci::manifest_type},
                            {"digest", "sha256:" + std::string(64, static_cast<char>('0' + i))},
                            {"size", 1}});
        write_file(dir.path() / "base" / "index.json",
                   json({{"schemaVersion", 2}, {"manifests", list}}).dump());
    };
    holds(7);
    EXPECT_THAT(refusal(pinned),
                AllOf(HasSubstr("the image in base is not the pinned one"), HasSubstr("expected sha256:0000"),
                      HasSubstr("there    sha256:5555"), Not(HasSubstr("sha256:6666")),
                      HasSubstr("there    2 more"), HasSubstr("correct the pin")));
    holds(0);
    EXPECT_THAT(refusal(pinned), HasSubstr("is incomplete: it lacks sha256:0000"));
    holds(1);  // what it says it has
    EXPECT_THAT(refusal({{"digest", "sha256:" + std::string(64, '1')}}),
                HasSubstr("is incomplete: it lacks sha256:1111"));
}

TEST_F(FetchImageTest, LengthsAndUncompressedDigestsAreCheckedToo) {
    json longer = of_layer();
    longer["size"] = layer_size + 1;
    EXPECT_THAT(refusal(manifest(config(), longer)), HasSubstr("has another length"));
    json wrong = config();
    wrong["rootfs"]["diff_ids"][0] = oci::digest_text(sha256("other"));
    EXPECT_THAT(refusal(manifest(wrong, of_layer())),
                AllOf(HasSubstr("does not unpack to what the config says"),
                      HasSubstr("expected " + oci::digest_text(sha256("other"))),
                      HasSubstr("came     " + oci::digest_text(diff_id))));
    json few = config();
    few["rootfs"]["diff_ids"] = json::array();
    EXPECT_THAT(refusal(manifest(few, of_layer())), HasSubstr("speaks of 0 layers, its manifest of 1"));
    json plain = of_layer();
    plain["mediaType"] = "application/vnd.oci.image.layer.v1.tar";
    EXPECT_THAT(refusal(manifest(config(), plain)), HasSubstr("does not unpack to what the config says"));
}

TEST_F(FetchImageTest, ArchivesGiveTheSameAsFolders) {
    const json entry = manifest(config(), of_layer());
    std::vector<test::TarMember> members = {
        {"./oci-layout", 'f', read_file(dir.path() / "base" / "oci-layout")}};
    for (const auto& file : std::filesystem::directory_iterator(blobs))
        members.push_back({"./blobs/sha256/" + file.path().filename().string(), 'f', read_file(file.path())});
    test::write_tar(dir.path() / "base.tar", members);
    const FetchedImage image = fetch_image(pin("oci-archive:base.tar@" + entry["digest"].get<std::string>()),
                                           {"linux", "amd64"}, context);
    EXPECT_EQ(image.tree, fetch(entry).tree);
    write_file(dir.path() / "none.tar", "no tar");
    EXPECT_THAT(test::thrown_by([&] {
                    return fetch_image(pin("oci-archive:none.tar@" + entry["digest"].get<std::string>()),
                                       {"linux", "amd64"}, context)
                        .tree;
                }).render(),
                HasSubstr("the image in none.tar cannot be read"));
}

TEST_F(FetchImageTest, WhatIsNotThereSaysWhatToPutThere) {
    const std::string digest = "@sha256:" + std::string(64, 'a');
    for (const std::string kind : {"oci:nowhere", "oci-archive:nowhere"})
        EXPECT_THAT(test::thrown_by([&] {
                        return fetch_image(pin(kind + digest), {"linux", "amd64"}, context).tree;
                    }).render(),
                    AllOf(HasSubstr("nowhere"), HasSubstr("next: put the OCI ")));
    make_directories(dir.path() / "empty");
    EXPECT_THAT(test::thrown_by([&] {
                    return fetch_image(pin("oci:empty" + digest), {"linux", "amd64"}, context).tree;
                }).render(),
                HasSubstr("is no OCI layout: it has no file oci-layout"));
}

TEST_F(FetchImageTest, ReferencesAreOneOfThreeKindsWithADigest) {
    const std::string hex(64, 'a'), digest = "@sha256:" + hex;
    EXPECT_EQ(parse_image_reference({"oci:a/b c:d" + digest, {}}).place, "a/b c:d");
    EXPECT_EQ(parse_image_reference({"docker://h.example:5000/a/b:v1" + digest, {}}).place,
              "h.example:5000/a/b");
    EXPECT_EQ(parse_image_reference({"docker://localhost/a" + digest, {}}).kind,
              ImageReference::Kind::registry);
    EXPECT_EQ(parse_image_reference({"oci-archive:x" + digest, {}}).digest.hex(), hex);
    for (const std::string& bad :
         {"oci:x" + std::string(), "oci:x@sha256:" + std::string(63, 'a'),
          "oci:x@sha256:" + std::string(64, 'A'), "oci:" + digest, "docker://debian" + digest,
          "docker://debian/x" + digest, "docker://h.example/" + digest, "docker://h.example/a b" + digest,
          "docker-daemon:x" + digest, "x" + digest, "docker://h.example/a/../b" + digest,
          "docker://--x.y/a b" + digest})
        EXPECT_THAT(
            test::thrown_by([&] { return parse_image_reference(pin(bad)).place; }).render(),
            AllOf(HasSubstr("this is no reference of an image"), HasSubstr("next: write oci:FOLDER@sha256:")))
            << bad;
}
