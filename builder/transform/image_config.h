// The JSON of an image that we make: its config as a Dockerfile build would write it, manifest, index,
// layout. Pure: the same bytes for the same values (keys sorted, no blanks, times fixed). Source: OCI image
// specification, v1.1 (config.md, manifest.md, image-index.md, image-layout.md). Unaware of files.
#pragma once

#include "base/digest.h"
#include "catalog/platform.h"
#include "inspect/oci.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct ImageConfig {
    Platform platform;
    // An entrypoint takes away the base's command, as in a Dockerfile. Empty: the base's.
    std::vector<std::string> entrypoint, command;
    std::map<std::string, std::string> environment;  // a name that the base has gets this value instead
    std::string user, directory;                     // empty: the base's
    std::vector<std::string> ports, volumes;         // "2380", "53/udp"; "/var/etcd/"; the base's stay
    std::map<std::string, std::string> labels;       // as environment
    std::int64_t created = 0;  // seconds since 1970: of the config, its history, and the layer's files
};

// A base image's documents.
struct BaseDocuments {
    std::string config;
    std::size_t layers = 0;
};

// RFC 3339 in UTC. Throws Error (definition) for years beyond 9999 or before 1970.
std::string image_time(std::int64_t seconds);

// The config of the base with one more layer; without a base, of that layer alone. Throws Error (definition)
// where a value of `config` cannot be, Error (mismatch) where the base's config cannot be used, is of another
// platform, or asks for instructions to be run by who builds on it (ONBUILD).
std::string config_document(const ImageConfig& config, const std::optional<BaseDocuments>& base,
                            const Digest& diff_id);
std::string manifest_document(const oci::Descriptor& config, const std::vector<oci::Descriptor>& layers);
// Also a layout's index.json. Annotations are those of each manifest.
std::string index_document(const std::vector<oci::Descriptor>& manifests,
                           const std::map<std::string, std::string>& annotations = {});
std::string layout_document();

// "etcd-io/etcd:v3.6.12" in two. Throws Error (definition) where it is no name with a tag (OCI distribution
// specification, v1.1: "Pulling manifests").
struct ImageName {
    std::string repository, tag;
};
ImageName parse_image_name(std::string_view text);

}  // namespace verbatim
