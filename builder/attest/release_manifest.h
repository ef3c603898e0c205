// What a release is, as EKS Distro publishes it: a Release manifest and the ReleaseChannel of its branch
// (docs/formats/release-manifest.md). Values ↔ text; unaware of how assets were made and where the text lies.
#pragma once

#include "attest/quirk.h"
#include "base/digest.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// Where a value was written, if it was read; all places are equal.
struct Place {
    Position at;
    friend bool operator==(const Place&, const Place&) { return true; }
};

struct AssetArchive {
    std::string uri;  // https://HOST/kubernetes-1-36/releases/7/artifacts/etcd/v3.6.12/FILE
    Digest sha256;
    std::string sha512;  // 128 digits; empty where a published manifest leaves it out
    friend bool operator==(const AssetArchive&, const AssetArchive&) = default;
};

struct AssetImage {
    std::string uri;               // HOST/REPOSITORY:TAG
    std::optional<Digest> digest;  // of the image's index; published manifests leave out some
    friend bool operator==(const AssetImage&, const AssetImage&) = default;
};

enum class AssetType { archive, image };  // any single file is an "archive"

struct ReleaseAsset {
    std::string name;  // "etcd-linux-amd64-v3.6.12.tar.gz", "bin/linux/amd64/kubelet", "etcd-image"
    AssetType type = AssetType::archive;
    std::string description{};
    std::string os{};                       // linux, darwin, windows, or empty
    std::vector<std::string> arch{};        // sorted when written
    std::optional<AssetImage> image{};      // of type image, and only then
    std::optional<AssetArchive> archive{};  // of type archive, and only then
    Place place{};
    friend bool operator==(const ReleaseAsset&, const ReleaseAsset&) = default;
};

struct ReleaseComponent {
    std::string name;
    std::string git_commit{};  // before patches; published manifests leave out most
    std::string git_tag{};
    std::vector<ReleaseAsset> assets{};  // no name twice; sorted by name when written
    friend bool operator==(const ReleaseComponent&, const ReleaseComponent&) = default;
};

struct ReleaseManifest {
    std::string name;     // kubernetes-1-36-eks-7
    std::string channel;  // 1-36
    std::int64_t number = 1;
    std::string build_repo_commit{};             // of the definitions that it was built from
    std::optional<std::int64_t> date{};          // seconds since 1970
    std::vector<ReleaseComponent> components{};  // no name twice; sorted by name when written
    friend bool operator==(const ReleaseManifest&, const ReleaseManifest&) = default;
};

struct ReleaseChannel {
    std::string name;     // the branch
    std::string topic{};  // where releases are announced; may be empty
    bool active = false;
    std::optional<std::int64_t> latest_release{};
    friend bool operator==(const ReleaseChannel&, const ReleaseChannel&) = default;
};

// "kubernetes-1-36-eks-7", and what docs call it: "v1-36-eks-7".
std::string release_name(const std::string& channel, std::int64_t number);
std::string release_title(const std::string& channel, std::int64_t number);

// Components, assets and architectures in the order of their names, bytewise.
ReleaseManifest in_order(ReleaseManifest manifest);

// The texts: keys sorted, empty fields left out, one order for one value. What is written was read back:
// throws Error (definition) where it would not be accepted, such as a name that Kubernetes does not allow.
std::string release_yaml(const ReleaseManifest& manifest);
std::string release_channel_yaml(const ReleaseChannel& channel);

// A published text, hostile until parsed; `name` is what errors call it. What comes is in_order(). Throws
// Error (definition) with file, line and column for what is no such manifest: unknown fields, another kind,
// values that cannot be. Liberties of published ones are told by `quirks` (replaced).
ReleaseManifest parse_release_manifest(const std::string& name, std::string_view text,
                                       std::vector<Quirk>& quirks);
ReleaseChannel parse_release_channel(const std::string& name, std::string_view text,
                                     std::vector<Quirk>& quirks);

}  // namespace verbatim
