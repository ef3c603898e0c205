// Claims of a published Release manifest: every file and image in it, by digest (attest/release_manifest.h
// reads its text). Pure; unaware of how what was built came about, and of how a published file is fetched to
// be compared.
#pragma once

#include "attest/release_manifest.h"
#include "base/digest.h"
#include "verify/verdict.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace verbatim {

struct ManifestClaim {
    std::string component;  // "etcd"
    std::string git_tag;    // may be empty
    std::string asset;      // "etcd-linux-amd64-v3.6.12.tar.gz"
    AssetType type = AssetType::archive;
    std::string uri;
    std::string path{};               // of a file: below artifacts/; empty where its URI has no such part
    std::string repository{}, tag{};  // of an image: "HOST/etcd-io/etcd", "v3.6.12-eks-1-36-7"
    std::optional<Digest>
        digest{};          // of a file its SHA-256, of an image its index's; absent: nothing is claimed
    std::string sha512{};  // of a file; may be empty
    std::vector<Platform> platforms{};  // that the manifest says it is for; may be empty
    Position at{};

    // What it is called in findings and in comparisons: path, or else the URI.
    [[nodiscard]] std::string key() const { return path.empty() ? uri : path; }
};

// In the order of the manifest.
std::vector<ManifestClaim> manifest_claims(const ReleaseManifest& manifest);

// A file or image that the release makes, and what came of it.
struct BuiltAsset {
    std::string component;  // as the manifest calls it
    AssetType type = AssetType::archive;
    std::string path{};              // of a file: below artifacts/
    std::string repository{};        // of an image: below the registry, "etcd-io/etcd"
    std::optional<Digest> digest{};  // SHA-256 of the file, digest of the image's index
    std::string sha512{};            // of a file
    std::string failure{};           // where there is no digest: why, in a line
    std::string log{};
    bool left_out = false;  // by --platform: claims of it are out of scope
};

// The one that a claim is of: at the place that it says; a file also by the name of the asset, as another
// registry or web server may lay out its folders otherwise. Nothing where there is none, or more than one.
const BuiltAsset* claimed_asset(const ManifestClaim& claim, const std::vector<BuiltAsset>& built);

// What a look into a published file or image said that has other bits than ours.
struct AssetComparison {
    bool same_content = false;
    std::string summary;  // "packed otherwise, the content is the same", "it has other content"
    // In what: "times differ in 3 of 3 members", "\"etcd\" has other bytes". May be empty.
    std::vector<std::string> differences{};
};

// What is asked about, by the components' names in the manifest.
struct ManifestScope {
    std::map<std::string, std::string> tags;  // that we release → our tag
    std::map<std::string, std::string>
        unbuildable{};               // that nobody but the distro can build → the missing input
    std::set<Platform> platforms{};  // empty: all
};

// Is anything that is for these platforms not asked for? What is for further ones as well, such as an image
// of all, is left out with them.
bool is_left_out(const std::vector<Platform>& platforms, const ManifestScope& scope);

// `comparisons`: by ManifestClaim::key(), for as many as were made. In the order of the claims; the reason of
// each that is not reproduced says what to make of it. Claims without a digest are out of scope.
Findings judge_manifest(const std::vector<ManifestClaim>& claims, const std::vector<BuiltAsset>& built,
                        const std::map<std::string, AssetComparison>& comparisons,
                        const ManifestScope& scope);

}  // namespace verbatim
