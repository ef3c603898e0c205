#include "inspect/image.h"

#include "base/files.h"
#include "expect.h"
#include "inspect/image_difference.h"
#include "tar_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace verbatim;
using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using Finding = oci::ImageDifference::Finding;

namespace {

// How an image is made; each value has a say in its bytes.
struct Recipe {
    std::vector<std::vector<test::TarMember>> layers = {{{"etc/", 'd', "", 0755}, {"etc/passwd", 'f', "x"}}};
    oci::Compression compression = oci::Compression::gzip;
    long time = 0;
    std::string arch = "amd64", created = "2026-01-01T00:00:00Z";
    json config = {{"Env", {"A=1", "B=2"}}, {"Cmd", {"/x"}}};
    json history = json::array();
    std::string manifest_type = std::string(oci::manifest_type);
};

struct ImageReading : testing::Test {
    TemporaryDirectory dir{std::filesystem::temp_directory_path(), "verbatim-read-image-"};
    int number = 0;

    std::filesystem::path fresh() {
        const auto folder = dir.path() / std::to_string(number++);
        make_directories(folder);
        return folder;
    }
    std::filesystem::path layout(const Recipe& recipe) {
        const auto folder = fresh();
        make_directories(folder / "blobs" / "sha256");
        const auto blob = [&](const std::string& text, const std::string& type) -> json {
            write_file(folder / "blobs" / "sha256" / sha256(text).hex(), text);
            return {{"mediaType", type}, {"digest", oci::digest_text(sha256(text))}, {"size", text.size()}};
        };
        json layers = json::array(), ids = json::array();
        for (const auto& members : recipe.layers) {
            const auto tar = dir.path() / "layer";
            test::write_tar(tar, members, recipe.compression, recipe.time);
            ids.push_back(oci::digest_text(oci::diff_id(tar, recipe.compression, "it")));
            layers.push_back(blob(read_file(tar), oci::layer_type(recipe.compression)));
        }
        const json config = {
            {"os", "linux"},           {"architecture", recipe.arch}, {"created", recipe.created},
            {"config", recipe.config}, {"history", recipe.history},   {"rootfs", {{"diff_ids", ids}}}};
        const json manifest = {{"schemaVersion", 2},
                               {"mediaType", recipe.manifest_type},
                               {"config", blob(config.dump(), std::string(oci::config_type))},
                               {"layers", layers}};
        write_file(folder / "oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
        write_file(folder / "index.json",
                   json({{"schemaVersion", 2},
                         {"manifests", json::array({blob(manifest.dump(), recipe.manifest_type)})}})
                       .dump());
        return folder;
    }
    oci::ReadImages read(const std::filesystem::path& place) { return oci::read_images(place, fresh()); }
    oci::ImageDifference difference(const Recipe& was, const Recipe& is) {
        return oci::image_difference(read(layout(was)), read(layout(is)));
    }
    std::string refusal(const std::filesystem::path& place) {
        return test::thrown_by([&] { return read(place).images.size(); }).render();
    }
};

std::vector<std::string> whats(const std::vector<Finding>& findings) {
    std::vector<std::string> all;
    for (const Finding& finding : findings)
        all.push_back((finding.path.empty() ? "" : finding.path + " ") + finding.what);
    return all;
}

}  // namespace

TEST_F(ImageReading, ALayoutIsReadWithItsFiles) {
    const oci::ReadImages images = read(layout({}));
    ASSERT_EQ(images.images.size(), 1U);
    const oci::ReadImage& image = images.images[0];
    EXPECT_EQ(images.digest, image.manifest);
    EXPECT_EQ(image.platform.str(), "linux/amd64");
    EXPECT_EQ(image.runtime, R"({"Cmd":["/x"],"Env":["A=1","B=2"]})");
    EXPECT_EQ(image.files.at("etc/passwd").content, sha256("x"));
}

TEST_F(ImageReading, ADockerArchiveIsReadLikeALayout) {
    const auto folder = layout({});
    const oci::ReadImage image = read(folder).images[0];
    const auto blob = [&](const Digest& digest) {
        return read_file(folder / "blobs" / "sha256" / digest.hex());
    };
    const auto archive = dir.path() / "docker.tar";
    test::write_tar(archive, {{"c.json", 'f', blob(image.config)},
                              {"one/layer.tar", 'f', blob(image.layers[0].blob)},
                              {"manifest.json", 'f',
                               R"([{"Config":"c.json","RepoTags":null,"Layers":["one/layer.tar"]}])"}});
    const oci::ReadImages docker = read(archive);
    EXPECT_EQ(docker.digest, std::nullopt);
    EXPECT_EQ(docker.images.at(0).files, image.files);
    const auto difference = oci::image_difference(read(folder), docker);
    EXPECT_TRUE(difference.equivalent());
    EXPECT_THAT(whats(difference.packaging), ElementsAre("the kind of manifest"));
    test::write_tar(archive, {{"manifest.json", 'f', R"([{"Config":"../../etc/passwd","Layers":[]}])"}});
    EXPECT_THAT(refusal(archive), HasSubstr("it lacks ../../etc/passwd"));
    test::write_tar(archive, {{"manifest.json", 'f', "{}"}});
    EXPECT_THAT(refusal(archive), HasSubstr("it is no JSON list"));
    test::write_tar(archive, {{"x", 'f', ""}});
    EXPECT_THAT(refusal(archive), HasSubstr("neither an OCI archive nor a docker archive"));
}

TEST_F(ImageReading, ADamagedLayerIsRefused) {
    const auto folder = layout({});
    const auto layer = folder / "blobs" / "sha256" / read(folder).images[0].layers[0].blob.hex();
    std::string content = read_file(layer);
    content[20] ^= 1;
    write_file(layer, content);
    EXPECT_THAT(refusal(folder), HasSubstr("is not the pinned one"));
    std::filesystem::remove(layer);
    EXPECT_THAT(refusal(folder), HasSubstr("it lacks sha256:"));
}

TEST_F(ImageReading, TheSameImageDoesNotDiffer) {
    EXPECT_TRUE(difference(Recipe(), Recipe()).identical());
}

TEST_F(ImageReading, OtherPackagingOfTheSameContentIsNamed) {
    const auto packaging = [&](const auto& change) {
        Recipe other;
        change(other);
        const oci::ImageDifference found = difference(Recipe(), other);
        EXPECT_TRUE(found.equivalent()) << testing::PrintToString(whats(found.content));
        return whats(found.packaging);
    };
    EXPECT_THAT(packaging([](Recipe& r) { r.time = 99; }),
                ElementsAre("the tars of layers: times, order or headers"));
    EXPECT_THAT(packaging([](Recipe& r) { r.compression = oci::Compression::zstd; }),
                ElementsAre("the compression of layers"));
    EXPECT_THAT(packaging([](Recipe& r) { r.created = "2026-01-02T00:00:00Z"; }),
                ElementsAre("the time of making"));
    EXPECT_THAT(packaging([](Recipe& r) { r.history = json::array({{{"created_by", "me"}}}); }),
                ElementsAre("the history"));
    EXPECT_THAT(
        packaging([](Recipe& r) { r.layers = {{{"etc/", 'd', "", 0755}}, {{"etc/passwd", 'f', "x"}}}; }),
        Contains("the number of layers"));
    EXPECT_THAT(packaging([](Recipe& r) { r.layers = {{{"etc/passwd", 'f', "x"}}}; }),
                ElementsAre("the tars of layers: times, order or headers"))
        << "a folder that is only implied";
    EXPECT_THAT(packaging([](Recipe& r) {
                    r.config = {{"Env", {"B=2", "A=1"}}, {"Cmd", {"/x"}}, {"User", ""}, {"Labels", nullptr}};
                }),
                ElementsAre("the bytes of config or manifest"));
}

TEST_F(ImageReading, OtherContentIsNamedByPath) {
    const auto content = [&](const auto& change) {
        Recipe other;
        change(other);
        const oci::ImageDifference found = difference(Recipe(), other);
        EXPECT_FALSE(found.equivalent());
        return whats(found.content);
    };
    const auto file = [](const std::string& text, unsigned mode = 0644, long owner = 0) {
        return std::vector<std::vector<test::TarMember>>{
            {{"etc/", 'd', "", 0755}, {"etc/passwd", 'f', text, mode, owner}}};
    };
    EXPECT_THAT(content([&](Recipe& r) { r.layers = file("y"); }), ElementsAre("etc/passwd differs"));
    EXPECT_THAT(content([&](Recipe& r) { r.layers = file("x", 0755); }), ElementsAre("etc/passwd differs"));
    EXPECT_THAT(content([&](Recipe& r) { r.layers = file("x", 0644, 7); }),
                ElementsAre("etc/passwd differs"));
    EXPECT_THAT(content([&](Recipe& r) { r.layers.push_back({{"etc/.wh.passwd", 'f'}, {"new", 'f', ""}}); }),
                ElementsAre("etc/passwd is gone", "new is new"));
    EXPECT_THAT(content([&](Recipe& r) { r.config["Cmd"] = {"/y"}; }),
                ElementsAre("the config differs: how its program is run"));
    EXPECT_THAT(content([&](Recipe& r) { r.arch = "arm64"; }),
                ElementsAre("has no image any more", "has a new image"));
}
