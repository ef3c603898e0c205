#include "inspect/oci.h"

#include "base/error.h"
#include "base/text.h"
#include "inspect/oci_json.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace verbatim::oci {

using nlohmann::json;

namespace {

constexpr int depth_limit = 32;
constexpr std::size_t text_limit = 64U << 10U;
constexpr std::size_t most_manifests = 1000;
constexpr std::size_t most_layers = 512;
constexpr std::uint64_t size_limit = 64ULL << 30U;

constexpr std::string_view docker_list = "application/vnd.docker.distribution.manifest.list.v2+json";
constexpr std::string_view docker_manifest = "application/vnd.docker.distribution.manifest.v2+json";
constexpr std::string_view docker_config = "application/vnd.docker.container.image.v1+json";

Error refuse(const std::string& what, const std::string& why) {
    return Error(Failure::mismatch, what + " cannot be used: " + why);
}

Digest parse_digest(const std::string& text, const std::string& what) {
    constexpr std::string_view prefix = "sha256:";
    const auto digest =
        text.starts_with(prefix) ? Digest::parse(std::string_view(text).substr(prefix.size())) : std::nullopt;
    if (!digest)
        throw refuse(what, "\"" + text.substr(0, 100) + "\" is no digest of the form sha256:… (64 digits)");
    return *digest;
}

ImagePlatform parse_platform(const json& object, const std::string& what) {
    return {text_member(object, "os", what), text_member(object, "architecture", what),
            text_member(object, "variant", what)};
}

Descriptor parse_descriptor(const json& object, const std::string& what) {
    if (!object.is_object()) throw refuse(what, "a descriptor is no JSON object");
    Descriptor descriptor;
    descriptor.media_type = text_member(object, "mediaType", what);
    descriptor.digest = parse_digest(text_member(object, "digest", what), what);
    const auto size = object.find("size");
    if (size == object.end() || !size->is_number_unsigned() || size->get<std::uint64_t>() > size_limit)
        throw refuse(what, "the size of " + digest_text(descriptor.digest) +
                               " is no number of bytes, or more than " + human_size(size_limit));
    descriptor.size = size->get<std::uint64_t>();
    if (const json platform = object_member(object, "platform", what); !platform.empty())
        descriptor.platform = parse_platform(platform, what);
    return descriptor;
}

// Lower is better; nothing where it does not fit at all.
std::optional<int> fitness(const ImagePlatform& platform, const std::string& os, const std::string& arch) {
    static const std::map<std::string, std::string> usual = {{"arm64", "v8"}, {"arm", "v7"}, {"amd64", "v1"}};
    if (platform.os != os || platform.arch != arch) return std::nullopt;
    if (platform.variant.empty()) return 0;
    const auto found = usual.find(arch);
    return found != usual.end() && found->second == platform.variant ? std::optional(1) : std::nullopt;
}

// Of the document's own mediaType: it may be left out in OCI's documents, never be another's.
void check_type(const json& document, std::initializer_list<std::string_view> types,
                const std::string& what) {
    const std::string type = text_member(document, "mediaType", what);
    if (!type.empty() && std::find(types.begin(), types.end(), type) == types.end())
        throw refuse(what, "it says of itself that it is a " + type);
    const auto version = document.find("schemaVersion");
    if (version == document.end() || !version->is_number_integer() || version->get<std::int64_t>() != 2)
        throw refuse(what, "its schemaVersion is not 2");
}

json parse_bounded(std::string_view text, const std::string& what) {
    if (text.size() > document_limit) throw refuse(what, "it is longer than " + human_size(document_limit));
    const auto bounded = [&](int depth, json::parse_event_t, json&) {
        if (depth > depth_limit) throw refuse(what, "its JSON is nested too deep");
        return true;
    };
    json document;
    try {
        document = json::parse(text, bounded);
    } catch (const json::exception& error) {
        const std::string why = error.what();  // "[json.exception.parse_error.101] parse error at line …"
        throw refuse(what,
                     "it is no JSON: " + why.substr(std::min(why.size(), why.find("] ") + 2)).substr(0, 200));
    }
    return document;
}

}  // namespace

json parse_document(std::string_view text, const std::string& what) {
    json document = parse_bounded(text, what);
    if (!document.is_object()) throw refuse(what, "it is no JSON object");
    return document;
}

json parse_list(std::string_view text, const std::string& what) {
    json list = parse_bounded(text, what);
    if (!list.is_array()) throw refuse(what, "it is no JSON list");
    return list;
}

std::string text_member(const json& object, const char* name, const std::string& what) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return {};
    if (!found->is_string()) throw refuse(what, std::string(name) + " is no text");
    auto text = found->get<std::string>();
    if (text.size() > text_limit) throw refuse(what, std::string(name) + " is too long");
    return text;
}

json array_member(const json& object, const char* name, std::size_t most, const std::string& what) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return json::array();
    if (!found->is_array()) throw refuse(what, std::string(name) + " is no list");
    if (found->size() > most)
        throw refuse(what, std::string(name) + " has more than " + std::to_string(most) + " entries");
    return *found;
}

json object_member(const json& object, const char* name, const std::string& what) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return json::object();
    if (!found->is_object()) throw refuse(what, std::string(name) + " is no JSON object");
    return *found;
}

std::string ImagePlatform::str() const {
    return os + "/" + arch + (variant.empty() ? "" : "/" + variant);
}

std::string digest_text(const Digest& digest) {
    return "sha256:" + digest.hex();
}

Kind kind_of(std::string_view document, const std::string& what) {
    const json parsed = parse_document(document, what);
    const std::string type = text_member(parsed, "mediaType", what);
    const auto version = parsed.find("schemaVersion");
    if (type.starts_with("application/vnd.docker.distribution.manifest.v1+") ||
        (version != parsed.end() && version->is_number_integer() && version->get<std::int64_t>() == 1))
        throw refuse(what, "it is of Docker's schema 1, whose layers have no digests of their content")
            .next("push that image anew with a current tool, and pin the digest that it has then");
    const bool index = parsed.contains("manifests");
    if (index == (parsed.contains("layers") || parsed.contains("config")))
        throw refuse(what, index ? "it is an index and a manifest at once"
                                 : "it is neither an image index nor an image manifest");
    return index ? Kind::index : Kind::manifest;
}

Index parse_index(std::string_view document, const std::string& what) {
    if (kind_of(document, what) != Kind::index) throw refuse(what, "it is no image index");
    const json parsed = parse_document(document, what);
    check_type(parsed, {index_type, docker_list}, what);
    Index index;
    for (const json& manifest : array_member(parsed, "manifests", most_manifests, what))
        index.manifests.push_back(parse_descriptor(manifest, what));
    return index;
}

Manifest parse_manifest(std::string_view document, const std::string& what) {
    if (kind_of(document, what) != Kind::manifest) throw refuse(what, "it is no image manifest");
    const json parsed = parse_document(document, what);
    check_type(parsed, {manifest_type, docker_manifest}, what);
    Manifest manifest;
    manifest.config = parse_descriptor(object_member(parsed, "config", what), what);
    const std::string& type = manifest.config.media_type;
    if (type != config_type && type != docker_config)
        throw refuse(what, "it is no container image: its config is a " + (type.empty() ? "nothing" : type));
    for (const json& layer : array_member(parsed, "layers", most_layers, what))
        manifest.layers.push_back(parse_descriptor(layer, what));
    return manifest;
}

Config parse_config(std::string_view document, const std::string& what) {
    const json parsed = parse_document(document, what);
    Config config{parse_platform(parsed, what), {}};
    const json rootfs = object_member(parsed, "rootfs", what);
    for (const json& id : array_member(rootfs, "diff_ids", most_layers, what)) {
        if (!id.is_string()) throw refuse(what, "a diff_id is no text");
        config.diff_ids.push_back(parse_digest(id.get<std::string>(), what));
    }
    return config;
}

void check_layout_version(std::string_view document, const std::string& what) {
    const std::string version = text_member(parse_document(document, what), "imageLayoutVersion", what);
    if (version != "1.0.0") throw refuse(what, "its imageLayoutVersion is \"" + version + "\", not 1.0.0");
}

Compression layer_compression(const std::string& type, const std::string& what) {
    static const std::map<std::string, Compression> known = {
        {"application/vnd.oci.image.layer.v1.tar", Compression::none},
        {"application/vnd.oci.image.layer.v1.tar+gzip", Compression::gzip},
        {"application/vnd.oci.image.layer.v1.tar+zstd", Compression::zstd},
        {"application/vnd.docker.image.rootfs.diff.tar", Compression::none},
        {"application/vnd.docker.image.rootfs.diff.tar.gzip", Compression::gzip},
        {"application/vnd.docker.image.rootfs.diff.tar.zstd", Compression::zstd},
    };
    const auto found = known.find(type);
    if (found == known.end()) throw refuse(what, "a layer is of the type \"" + type + "\"");
    return found->second;
}

std::string layer_type(Compression compression) {
    const std::string tar = "application/vnd.oci.image.layer.v1.tar";
    return tar + (compression == Compression::gzip   ? "+gzip"
                  : compression == Compression::zstd ? "+zstd"
                                                     : "");
}

const Descriptor& choose(const Index& index, const std::string& os, const std::string& arch,
                         const std::string& what) {
    std::map<int, std::vector<const Descriptor*>> fitting;
    std::string list;
    for (const Descriptor& manifest : index.manifests) {
        if (const auto rank = fitness(manifest.platform, os, arch)) fitting[*rank].push_back(&manifest);
        if (list.size() < 2000)
            list += "\n  " + digest_text(manifest.digest) + "  " + manifest.platform.str();
    }
    const std::string platform = os + "/" + arch;
    if (fitting.empty())
        throw refuse(what, "it has no image for " + platform)
            .note("It holds" + (list.empty() ? " nothing." : ":" + list))
            .next("pin an image that is made for " + platform + ", or leave out that platform");
    if (fitting.begin()->second.size() > 1)
        throw refuse(what, "it has several images for " + platform)
            .note("It holds:" + list)
            .next("pin the digest of the one that is meant");
    return *fitting.begin()->second.front();
}

}  // namespace verbatim::oci
