// What the JSON of a container image says: indexes, manifests, configs. Of OCI images (OCI image
// specification, v1.1: image-index.md, manifest.md, config.md, descriptor.md) and of Docker's ("Image
// Manifest Version 2, Schema 2"). Hostile input: sizes, counts and depths are bounded, and no path comes out
// of it, only digests. Pure; unaware of where the documents lie.
#pragma once

#include "base/digest.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::oci {

inline constexpr std::string_view index_type = "application/vnd.oci.image.index.v1+json";
inline constexpr std::string_view manifest_type = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view config_type = "application/vnd.oci.image.config.v1+json";

// No document is longer than this (bytes); registries refuse longer manifests as well.
inline constexpr std::uint64_t document_limit = 4U << 20U;

struct ImagePlatform {
    std::string os, arch;
    std::string variant;  // "v8"; mostly empty
    auto operator<=>(const ImagePlatform&) const = default;
    [[nodiscard]] std::string str() const;  // "linux/arm64/v8"
};

// What points to a blob.
struct Descriptor {
    std::string media_type;
    Digest digest;
    std::uint64_t size = 0;  // bytes
    ImagePlatform platform;  // empty where the document names none
    bool operator==(const Descriptor&) const = default;
};

struct Index {
    std::vector<Descriptor> manifests;  // of manifests, or of further indexes
};

struct Manifest {
    Descriptor config;
    std::vector<Descriptor> layers;  // the lowest first
};

struct Config {
    ImagePlatform platform;
    std::vector<Digest> diff_ids;  // of the layers, uncompressed
};

enum class Kind { index, manifest };
enum class Compression { none, gzip, zstd };

// How a digest is written in images: "sha256:…".
std::string digest_text(const Digest& digest);

// All of these throw Error (mismatch) that begins with `what` ("the base image's manifest") and says why the
// document cannot be used. A document that could be read as both kinds is refused, and so is Docker's
// schema 1.
Kind kind_of(std::string_view document, const std::string& what);
Index parse_index(std::string_view document, const std::string& what);
Manifest parse_manifest(std::string_view document, const std::string& what);
Config parse_config(std::string_view document, const std::string& what);
// The file oci-layout of a layout.
void check_layout_version(std::string_view document, const std::string& what);

// Of OCI's and Docker's media types of layers. Throws where a layer is of another type, or lies elsewhere
// ("foreign", "nondistributable").
Compression layer_compression(const std::string& media_type, const std::string& what);
std::string layer_type(Compression compression);  // OCI's

// The manifest for a platform: one without variant, else the one with the usual variant (arm64: v8, arm: v7,
// amd64: v1). Throws Error (mismatch) that lists what there is, where none fits or several do.
const Descriptor& choose(const Index& index, const std::string& os, const std::string& arch,
                         const std::string& what);

}  // namespace verbatim::oci
