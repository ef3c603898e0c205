// Transform: a container image as one file: an OCI archive, or what `docker load` takes. The same bits for
// the same layout; layers go through the store's scratch, not through memory (docs/formats/images.md).
#pragma once

#include "base/digest.h"
#include "store/store.h"

#include <cstdint>
#include <string>

namespace verbatim {

enum class ImageFormat {
    oci_archive,     // the layout as a tar
    docker_archive,  // manifest.json, config, layers uncompressed: one platform
};

struct ImageFile {
    std::string name;  // of the file that is made
    ImageFormat format = ImageFormat::oci_archive;
    std::string reference;   // "repo:tag", what the image is called after loading; empty: it has no name
    std::int64_t mtime = 0;  // of all members, seconds since 1970
};

// A tree of one file. Throws Error (mismatch) where the layout cannot be used, or holds several platforms and
// a docker archive is asked for; Error (definition) where the reference is none.
Digest pack_image(const Digest& layout, const ImageFile& file, Store& store);

}  // namespace verbatim
