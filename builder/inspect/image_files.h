// The blobs of a container image on disk, in whatever form they lie there, proven as they are read: documents
// by digest and length, layers by digest, length and the digest of what they unpack to. Hostile input.
// Unaware of where the files came from.
#pragma once

#include "base/digest.h"
#include "inspect/oci.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace verbatim::oci {

// Where a blob lies; nothing where there is none.
using FindBlob = std::function<std::optional<std::filesystem::path>(const Digest&)>;

FindBlob blobs_of_layout(const std::filesystem::path& folder);  // FOLDER/blobs/sha256/HEX
FindBlob blobs_of_dir(const std::filesystem::path& folder);     // FOLDER/HEX, as skopeo's "dir:" has them
FindBlob blobs_of_members(std::map<std::string, std::filesystem::path> members);  // of an OCI archive

// Takes the plain files of a tar (perhaps compressed with gzip) apart: by cleaned name, each in a file of
// `to` (made by the caller; its names are numbers of ours). Links to other members count as them. Throws
// Error (mismatch) where the archive is damaged, has more than 100,000 members, or is larger than 64 GiB.
std::map<std::string, std::filesystem::path> take_apart(const std::filesystem::path& archive,
                                                        const std::filesystem::path& to,
                                                        const std::string& what);

// An index, manifest or config. Throws Error (mismatch) that names what was expected and what came.
std::string read_document(const FindBlob& find, const Digest& digest, const std::string& what);
std::string read_document(const FindBlob& find, const Descriptor& descriptor, const std::string& what);

// A manifest with its config, both proven.
struct ManifestWithConfig {
    Descriptor entry;  // of the manifest; its platform is the config's
    Manifest manifest;
    Config config;
    std::string manifest_text, config_text;
};
// Throws also where config and manifest disagree on the number of layers.
ManifestWithConfig read_manifest(const FindBlob& find, const Descriptor& entry, const std::string& what);
// From a document that was read, and proven, already.
ManifestWithConfig with_config(const FindBlob& find, const Descriptor& entry, std::string manifest_text,
                               const std::string& what);

// All manifests below an entry: the entry itself, or those of an index (indexes in it too, three deep at the
// most), in the order in which they stand. Those without a platform ("unknown/unknown": attestations) are
// left out.
std::vector<Descriptor> manifests_below(const FindBlob& find, const Descriptor& entry,
                                        const std::string& what);

// Is there a file of the right length? Throws Error (mismatch) where not.
std::filesystem::path find_layer(const FindBlob& find, const Descriptor& layer, const std::string& what);
// And does it have the right digest?
void check_layer(const FindBlob& find, const Descriptor& layer, const std::string& what);
// Does it unpack to what the config says?
void check_diff_id(const std::filesystem::path& file, const Descriptor& layer, const Digest& diff_id,
                   const std::string& what);

// The one entry of a layout's index.json.
Descriptor only_entry(std::string_view index_json, const std::string& what);

}  // namespace verbatim::oci
