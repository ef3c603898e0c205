// A published Release manifest, and what was published with it: found beside it, or fetched from where it
// says. All of it is hostile until proven: a file or image is given out only if it is the one that the
// manifest claims, by its digest. Unaware of what was built.
#pragma once

#include "base/event.h"
#include "fetch/context.h"
#include "inspect/image.h"
#include "verify/manifest_claims.h"

#include <filesystem>
#include <string>
#include <vector>

namespace verbatim {

struct PublishedManifest {
    std::string name;  // the path or URL that it was read from
    ReleaseManifest manifest;
    std::vector<Quirk> quirks;
    // What the release shares with others, where the manifest lies as attest/release_layout.h says: a folder,
    // or a URL without its last slash. Empty where it lies elsewhere.
    std::string root;
};

// Does --against name a manifest? A URL does; so does a file that does not begin as sums do, with a digest,
// but has a key `apiVersion` or `kind`.
bool names_manifest(const std::string& against);

// A file, or a URL: https, or http on this machine, as anybody on the way can change what comes over http.
// Throws Error (usage) for another URL, Error (unavailable) where the server does not give it, Error
// (definition) where it is no Release manifest.
PublishedManifest read_published_manifest(const std::string& against, const EventSink& events);

class PublishedAssets {
  public:
    // `scratch`: an empty folder, for what is fetched; both outlive the object.
    PublishedAssets(const PublishedManifest& published, FetchContext& context, std::filesystem::path scratch);

    // The claimed file. It is looked for beside the manifest, then at its own URI (https, or http on this
    // machine). Throws Error (unavailable) or (mismatch) that says why it cannot be had.
    std::filesystem::path file(const ManifestClaim& claim);
    // The claimed image, all its platforms: beside the manifest, then in its registry. An image that is not
    // an index is for `only`, where that is one platform.
    oci::ReadImages image(const ManifestClaim& claim, const std::vector<oci::ImagePlatform>& only);

  private:
    std::filesystem::path fetched(const std::string& url, const ManifestClaim& claim);
    oci::ReadImages from_registry(const ManifestClaim& claim, const std::vector<oci::ImagePlatform>& only);
    std::filesystem::path new_place();

    const PublishedManifest& published_;
    FetchContext& context_;
    std::filesystem::path scratch_;
    std::size_t places_ = 0;
};

}  // namespace verbatim
