#include "transform/image_config.h"

#include "expect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace verbatim;
using nlohmann::json;
using testing::HasSubstr;

namespace {

const Digest layer = sha256("layer");
const std::string below = "sha256:" + sha256("below").hex();

std::string base(const std::string& config, const std::string& more = "") {
    return R"({"architecture":"arm64","os":"linux","variant":"v8","rootfs":{"type":"layers","diff_ids":[")" +
           below + R"("]},"config":)" + config + more + "}";
}
ImageConfig config() {
    ImageConfig made;
    made.platform = {"linux", "arm64"};
    made.created = 1700000000;
    return made;
}
json made(const ImageConfig& image, const std::string& on) {
    return json::parse(config_document(image, BaseDocuments{on, 1}, layer));
}
std::string refusal(const ImageConfig& image) {
    return test::thrown_by([&] { return config_document(image, std::nullopt, layer); }).message();
}
std::string refusal(const std::string& on, std::size_t layers = 1) {
    return test::thrown_by([&] { return config_document(config(), BaseDocuments{on, layers}, layer); })
        .render();
}

}  // namespace

TEST(ImageConfig, AnImageOnAnEmptyRootHasTheseBytes) {
    ImageConfig image = config();
    image.entrypoint = {"/usr/local/bin/etcd"};
    image.command = {"--help"};
    image.environment = {{"B", "2"}, {"A", "ä \"1\""}};
    image.user = "65532:65532";
    image.directory = "/";
    image.ports = {"2380", "53/udp", "2379"};
    image.volumes = {"/var/etcd/"};
    image.labels = {{"org.opencontainers.image.version", "v3.6.12"}};
    EXPECT_EQ(config_document(image, std::nullopt, layer),
              R"({"architecture":"arm64","config":{"Cmd":["--help"],"Entrypoint":["/usr/local/bin/etcd"],)"
              R"("Env":["A=ä \"1\"","B=2"],"ExposedPorts":{"2379/tcp":{},"2380/tcp":{},"53/udp":{}},)"
              R"("Labels":{"org.opencontainers.image.version":"v3.6.12"},"User":"65532:65532",)"
              R"("Volumes":{"/var/etcd/":{}},"WorkingDir":"/"},"created":"2023-11-14T22:13:20Z",)"
              R"("history":[{"created":"2023-11-14T22:13:20Z","created_by":"verbatim"}],"os":"linux",)"
              R"("rootfs":{"diff_ids":["sha256:)" +
                  layer.hex() + R"("],"type":"layers"}})");
}

TEST(ImageConfig, ManifestAndIndexHaveTheseBytes) {
    const oci::Descriptor config{std::string(oci::config_type), sha256("c"), 1, {}};
    const oci::Descriptor of_layer{oci::layer_type(oci::Compression::gzip), layer, 5, {}};
    EXPECT_EQ(
        manifest_document(config, {of_layer}),
        R"({"config":{"digest":"sha256:)" + sha256("c").hex() +
            R"(","mediaType":"application/vnd.oci.image.config.v1+json","size":1},"layers":[{"digest":"sha256:)" +
            layer.hex() +
            R"(","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","size":5}],)"
            R"("mediaType":"application/vnd.oci.image.manifest.v1+json","schemaVersion":2})");
    EXPECT_EQ(
        index_document({{std::string(oci::manifest_type), layer, 5, {"linux", "arm64", "v8"}}}, {{"k", "v"}}),
        R"({"manifests":[{"annotations":{"k":"v"},"digest":"sha256:)" + layer.hex() +
            R"(","mediaType":"application/vnd.oci.image.manifest.v1+json",)"
            R"("platform":{"architecture":"arm64","os":"linux","variant":"v8"},"size":5}],)"
            R"("mediaType":"application/vnd.oci.image.index.v1+json","schemaVersion":2})");
    EXPECT_EQ(layout_document(), R"({"imageLayoutVersion":"1.0.0"})");
}

TEST(ImageConfig, TheBaseIsInheritedAsADockerfileWould) {
    ImageConfig image = config();
    image.environment = {{"PATH", "/mine"}, {"NEW", "1"}};
    image.labels = {{"a", "mine"}};
    image.ports = {"80"};
    const json document = made(
        image,
        base(
            R"({"Env":["Z=1","PATH=/bin","A=2"],"Labels":{"a":"base","b":"base"},"User":"7","WorkingDir":"/w",
                     "Cmd":["/base"],"Entrypoint":null,"ExposedPorts":{"443/tcp":{}},"StopSignal":"SIGTERM","Hostname":"x"})"));
    EXPECT_EQ(document["config"],
              json::parse(R"({"Env":["Z=1","PATH=/mine","A=2","NEW=1"],"Labels":{"a":"mine","b":"base"},
        "User":"7","WorkingDir":"/w","Cmd":["/base"],"ExposedPorts":{"443/tcp":{},"80/tcp":{}},"StopSignal":"SIGTERM"})"));
    EXPECT_EQ(document["variant"], "v8");
    EXPECT_EQ(document["rootfs"]["diff_ids"], json::array({below, "sha256:" + layer.hex()}));
}

TEST(ImageConfig, AnEntrypointTakesTheBasesCommandAway) {
    const std::string on = base(R"({"Cmd":["/base"],"Entrypoint":["/entry"]})");
    ImageConfig image = config();
    EXPECT_EQ(made(image, on)["config"], json::parse(R"({"Cmd":["/base"],"Entrypoint":["/entry"]})"));
    image.entrypoint = {"/mine"};
    EXPECT_EQ(made(image, on)["config"], json::parse(R"({"Entrypoint":["/mine"]})"));
    image.command = {"-x"};
    EXPECT_EQ(made(image, on)["config"], json::parse(R"({"Cmd":["-x"],"Entrypoint":["/mine"]})"));
    image.entrypoint = {};
    EXPECT_EQ(made(image, on)["config"], json::parse(R"({"Cmd":["-x"],"Entrypoint":["/entry"]})"));
}

TEST(ImageConfig, HistoryHasAnEntryForEachLayer) {
    const json kept = made(
        config(), base("{}", R"(,"history":[{"created_by":"x"},{"created_by":"ENV","empty_layer":true}])"));
    ASSERT_EQ(kept["history"].size(), 3U);
    EXPECT_EQ(kept["history"][0]["created_by"], "x");
    EXPECT_EQ(kept["history"][2]["created_by"], "verbatim");
    const json filled = made(config(), base("null"));
    ASSERT_EQ(filled["history"].size(), 2U);
    EXPECT_EQ(filled["history"][0]["created_by"], "a layer of the base image");
}

TEST(ImageConfig, ABaseThatDoesNotFitIsRefused) {
    EXPECT_THAT(refusal(R"({"architecture":"amd64","os":"linux","rootfs":{"diff_ids":[]}})", 0),
                AllOf(HasSubstr("another platform"), HasSubstr("expected linux/arm64"),
                      HasSubstr("came     linux/amd64")));
    EXPECT_THAT(refusal(base("{}"), 2), HasSubstr("it speaks of 1 layer, its manifest of 2"));
    EXPECT_THAT(refusal(base(R"({"OnBuild":["RUN x"]})")), HasSubstr("ONBUILD"));
    EXPECT_THAT(refusal(base(R"({"Env":[7]})")), HasSubstr("Env is no list of texts"));
    EXPECT_THAT(refusal(base(R"("text")")), HasSubstr("config is no JSON object"));
}

TEST(ImageConfig, ValuesThatCannotBeAreRefused) {
    const auto with = [](const auto& change) {
        ImageConfig image = config();
        change(image);
        return refusal(image);
    };
    for (const char* port : {"0", "65536", "80/http", "x", "", "80/", "-1"})
        EXPECT_THAT(with([&](ImageConfig& image) { image.ports = {port}; }), HasSubstr("is no port"));
    EXPECT_THAT(with([](ImageConfig& image) { image.environment = {{"A=B", "1"}}; }),
                HasSubstr("environment variable"));
    EXPECT_THAT(with([](ImageConfig& image) { image.directory = "x"; }), HasSubstr("no absolute path"));
    EXPECT_THAT(with([](ImageConfig& image) { image.volumes = {"x"}; }), HasSubstr("no absolute path"));
    EXPECT_THAT(with([](ImageConfig& image) { image.labels = {{"a", "\xff"}}; }), HasSubstr("not UTF-8"));
    EXPECT_THAT(with([](ImageConfig& image) { image.created = -1; }), HasSubstr("before 1970"));
    EXPECT_THAT(with([](ImageConfig& image) { image.created = 253402300800; }), HasSubstr("after 9999"));
}

TEST(ImageConfig, TimesAreUtc) {
    EXPECT_EQ(image_time(0), "1970-01-01T00:00:00Z");
    EXPECT_EQ(image_time(951782400), "2000-02-29T00:00:00Z");
    EXPECT_EQ(image_time(253402300799), "9999-12-31T23:59:59Z");
}

TEST(ImageConfig, NamesHaveARepositoryAndATag) {
    EXPECT_EQ(parse_image_name("etcd-io/etcd:v3.6.12-eks-1-36-7").tag, "v3.6.12-eks-1-36-7");
    EXPECT_EQ(parse_image_name("localhost:5000/a/b:v1").repository, "localhost:5000/a/b");
    for (const char* bad :
         {"", "a", "a:", ":b", "A/b:c", "a//b:c", "a:b c", "a/:b", "-a:b", "a:.b", "host:port/a:b"})
        EXPECT_THAT(test::thrown_by([&] { return parse_image_name(bad).tag; }).message(),
                    HasSubstr("no name of an image"))
            << bad;
}
