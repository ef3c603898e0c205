#include "inspect/oci.h"

#include "expect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::HasSubstr;

namespace {

const std::string a(64, 'a'), b(64, 'b'), c(64, 'c');

std::string index_of(const std::string& entries) {
    return R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[)" +
           entries + "]}";
}
std::string entry(const std::string& digest, const std::string& platform, const std::string& size = "7") {
    return R"({"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:)" + digest +
           R"(","size":)" + size + R"(,"platform":)" + platform + "}";
}
std::string manifest_of(const std::string& type, const std::string& config_type,
                        const std::string& layer_type) {
    return R"({"schemaVersion":2,"mediaType":")" + type + R"(","config":{"mediaType":")" + config_type +
           R"(","digest":"sha256:)" + a + R"(","size":3},"layers":[{"mediaType":")" + layer_type +
           R"(","digest":"sha256:)" + b + R"(","size":5}]})";
}
std::string refusal(const std::string& document) {
    return test::thrown_by([&] {
               return oci::kind_of(document, "it") == oci::Kind::index
                          ? oci::parse_index(document, "it").manifests.size()
                          : oci::parse_manifest(document, "it").layers.size();
           })
        .render();
}
std::string chosen(const std::string& entries, const std::string& arch) {
    const oci::Index index = oci::parse_index(index_of(entries), "it");
    return oci::choose(index, "linux", arch, "it").digest.hex();
}

}  // namespace

TEST(Oci, AnIndexIsReadWithItsPlatforms) {
    const oci::Index index = oci::parse_index(
        index_of(entry(a, R"({"os":"linux","architecture":"arm64","variant":"v8"})", "4294967296")), "it");
    ASSERT_EQ(index.manifests.size(), 1U);
    EXPECT_EQ(index.manifests[0].digest.hex(), a);
    EXPECT_EQ(index.manifests[0].size, 4294967296U);
    EXPECT_EQ(index.manifests[0].platform.str(), "linux/arm64/v8");
}

TEST(Oci, DockersManifestsAreReadLikeOcis) {
    const oci::Manifest docker =
        oci::parse_manifest(manifest_of("application/vnd.docker.distribution.manifest.v2+json",
                                        "application/vnd.docker.container.image.v1+json",
                                        "application/vnd.docker.image.rootfs.diff.tar.gzip"),
                            "it");
    EXPECT_EQ(docker.config.digest.hex(), a);
    ASSERT_EQ(docker.layers.size(), 1U);
    EXPECT_EQ(oci::layer_compression(docker.layers[0].media_type, "it"), oci::Compression::gzip);
    EXPECT_EQ(oci::layer_type(oci::Compression::gzip), "application/vnd.oci.image.layer.v1.tar+gzip");
}

TEST(Oci, LayersThatLieElsewhereAreRefused) {
    for (const char* type : {"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                             "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", "text/html", ""})
        EXPECT_THAT(test::thrown_by([&] { return oci::layer_compression(type, "it"); }).message(),
                    HasSubstr("a layer is of the type"));
}

TEST(Oci, SchemaOneIsRefusedWithWhatToDo) {
    EXPECT_THAT(refusal(R"({"schemaVersion":1,"name":"x","fsLayers":[]})"), HasSubstr("Docker's schema 1"));
    EXPECT_THAT(
        refusal(
            R"({"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v1+prettyjws"})"),
        HasSubstr("next: push that image anew"));
}

TEST(Oci, ADocumentThatIsTwoThingsIsRefused) {
    EXPECT_THAT(refusal(R"({"schemaVersion":2,"manifests":[],"layers":[]})"),
                HasSubstr("index and a manifest at once"));
    EXPECT_THAT(refusal(R"({"schemaVersion":2,"manifests":[],"config":{}})"),
                HasSubstr("index and a manifest at once"));
    EXPECT_THAT(refusal(R"({"schemaVersion":2})"), HasSubstr("neither"));
    EXPECT_THAT(
        refusal(
            R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","manifests":[]})"),
        HasSubstr("it says of itself"));
    EXPECT_THAT(refusal(manifest_of("application/vnd.oci.image.manifest.v1+json",
                                    "application/vnd.oci.empty.v1+json", "")),
                HasSubstr("it is no container image"));
}

TEST(Oci, HostileJsonIsRefused) {
    EXPECT_THAT(refusal(""), HasSubstr("it is no JSON"));
    EXPECT_THAT(refusal("[]"), HasSubstr("no JSON object"));
    EXPECT_THAT(refusal(std::string(100000, '[')), HasSubstr("nested too deep"));
    EXPECT_THAT(refusal("{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}"),
                HasSubstr("nested too deep"));
    EXPECT_THAT(refusal("{\"a\":\"" + std::string(5U << 20U, 'x') + "\"}"), HasSubstr("longer than"));
    EXPECT_THAT(refusal("{\"mediaType\":\"\xff\"}"), HasSubstr("it is no JSON"));
    EXPECT_THAT(refusal(R"({"schemaVersion":2,"manifests":7})"), HasSubstr("manifests is no list"));
    EXPECT_THAT(refusal(R"({"schemaVersion":"2","manifests":[]})"), HasSubstr("schemaVersion is not 2"));
    EXPECT_THAT(refusal(R"({"schemaVersion":2,"manifests":["x"]})"),
                HasSubstr("descriptor is no JSON object"));
    for (const std::string& digest :
         {std::string(63, 'a'), std::string(64, 'A'), "../../etc/passwd" + std::string(48, 'a')})
        EXPECT_THAT(refusal(index_of(entry(digest, "{}"))), HasSubstr("is no digest"));
    for (const char* size : {"-1", "1.5", "\"7\"", "99999999999999", "null"})
        EXPECT_THAT(refusal(index_of(entry(a, "{}", size))), HasSubstr("the size of sha256:aaa"));
    std::string many = entry(a, "{}");
    for (int i = 0; i < 1000; ++i) many += "," + entry(a, "{}");
    EXPECT_THAT(refusal(index_of(many)), HasSubstr("more than 1000 entries"));
}

TEST(Oci, ThePlatformsManifestIsChosen) {
    const std::string amd = R"({"os":"linux","architecture":"amd64"})",
                      arm = R"({"os":"linux","architecture":"arm64"})",
                      arm8 = R"({"os":"linux","architecture":"arm64","variant":"v8"})",
                      amd3 = R"({"os":"linux","architecture":"amd64","variant":"v3"})",
                      windows = R"({"os":"windows","architecture":"amd64"})";
    EXPECT_EQ(chosen(entry(a, windows) + "," + entry(b, amd3) + "," + entry(c, amd), "amd64"), c);
    EXPECT_EQ(chosen(entry(a, amd) + "," + entry(b, arm8), "arm64"), b) << "the usual variant";
    EXPECT_EQ(chosen(entry(a, arm8) + "," + entry(b, arm), "arm64"), b) << "none is better than the usual";
    const auto wrong = [&](const std::string& entries) {
        return test::thrown_by([&] { return chosen(entries, "amd64"); }).render();
    };
    EXPECT_THAT(wrong(entry(a, arm)),
                AllOf(HasSubstr("it has no image for linux/amd64"), HasSubstr("linux/arm64")));
    EXPECT_THAT(wrong(entry(a, amd3)), HasSubstr("it has no image for linux/amd64"));
    EXPECT_THAT(wrong(entry(a, amd) + "," + entry(b, amd)), HasSubstr("several images for linux/amd64"));
}
