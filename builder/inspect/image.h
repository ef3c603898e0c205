// A container image on disk as a value, whoever made it: a folder with an OCI layout, an OCI archive, or what
// `docker save` writes. Hostile input; every blob is proven by the digests that the image itself names.
// Unaware of what the image should be.
#pragma once

#include "base/digest.h"
#include "inspect/layer.h"
#include "inspect/oci.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace verbatim::oci {

struct ReadLayer {
    Digest blob, diff_id;  // as it lies there; uncompressed
    Compression compression = Compression::none;
    bool operator==(const ReadLayer&) const = default;
};

// The image for one platform.
struct ReadImage {
    ImagePlatform platform;
    std::optional<Digest> manifest;  // a docker archive has none
    std::string manifest_type;       // as it says of itself; may be empty
    Digest config;
    // How its program is run, as canonical JSON: what is empty or belongs to a container is left out, Env
    // sorted.
    std::string runtime;
    std::string created, history;  // as the config has them; history as JSON
    std::vector<ReadLayer> layers;
    FileSystem files;  // all layers together
};

struct ReadImages {
    std::optional<Digest>
        digest;  // of the one index or manifest; none for docker archives, or several entries
    std::vector<ReadImage> images;  // sorted by platform
};

// `scratch`: an empty folder, where archives are taken apart. Throws Error (mismatch) where it is no image,
// lacks something, or is not what its own digests say; Error (store) where a file cannot be read.
ReadImages read_images(const std::filesystem::path& place, const std::filesystem::path& scratch);

}  // namespace verbatim::oci
