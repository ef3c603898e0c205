// A base image, pinned by digest, from an OCI layout or archive on disk or from a registry: every byte is
// proven before it is used, down to what the layers unpack to.
#pragma once

#include "base/digest.h"
#include "base/position.h"
#include "catalog/platform.h"
#include "fetch/context.h"

#include <string>

namespace verbatim {

struct ImageReference {
    enum class Kind { layout, archive, registry };
    Kind kind = Kind::layout;
    std::string place;  // a folder or file, as written; HOST/REPOSITORY
    Digest digest;      // of a manifest, or of an index
};

// "oci:FOLDER@sha256:…", "oci-archive:FILE@sha256:…", "docker://HOST/REPOSITORY@sha256:…" (a tag before the @
// is for people and does not count). Throws Error (definition) at `at`.
ImageReference parse_image_reference(const Located<std::string>& text);

struct FetchedImage {
    Digest tree;      // an OCI layout of that one manifest: oci-layout, index.json, blobs/sha256/…
    Digest manifest;  // of the platform's manifest
};

// The image for a platform: the pinned manifest, or the one that the pinned index has for it. Folders and
// files are relative to the project's. Documents and layers stay as they are, Docker's media types too.
// Throws Error (mismatch) at the pin where something is missing or not what it should be, Error (unavailable)
// where a registry cannot be had.
FetchedImage fetch_image(const Located<std::string>& reference, const Platform& platform,
                         FetchContext& context);

}  // namespace verbatim
