// Transform: files and a base image → a container image, as an OCI layout (oci-layout, index.json,
// blobs/sha256/…; docs/formats/images.md). No daemon, no network; the same bits for the same values.
#pragma once

#include "base/digest.h"
#include "catalog/platform.h"
#include "inspect/oci.h"
#include "store/store.h"
#include "transform/image_config.h"

#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct MadeImage {
    Digest tree;    // the layout
    Digest digest;  // of its manifest, or index: what "name@sha256:…" means
};

// `base`: a layout of one manifest, as fetch_image() gives it; none: an empty root. Its layers are kept bit
// for bit (Docker's media types become OCI's). `files`: what the new layer holds. Throws what
// config_document() and make_layer() throw, and Error (mismatch) where the base cannot be used.
MadeImage make_image(const std::optional<Digest>& base, const Digest& files, const ImageConfig& config,
                     Store& store);

// A layout of one manifest, for one platform.
struct PlatformImage {
    Platform platform;
    Digest layout;
};

// All of them under one image index, sorted by platform: a layout whose index.json has one entry, that index.
// Throws Error (mismatch) where a layout is not for its platform, or a platform comes twice.
MadeImage make_image_index(const std::vector<PlatformImage>& images, Store& store);

// What a layout in the store holds: the one entry of its index.json. Throws Error (mismatch) where it is no
// layout or has several.
oci::Descriptor layout_entry(const Digest& layout, const std::string& what, const Store& store);
// A document or layer of a layout, by descriptor. Throws Error (mismatch) where the layout lacks it or its
// size differs; the content is checked as it is read, as of all blobs.
std::string layout_document_of(const Digest& layout, const oci::Descriptor& descriptor,
                               const std::string& what, const Store& store);
void check_layout_blob(const Digest& layout, const oci::Descriptor& descriptor, const std::string& what,
                       const Store& store);

}  // namespace verbatim
