// Manifests that several tests begin from.
#pragma once

#include "attest/release_manifest.h"
#include "base/digest.h"

namespace verbatim::test {

inline ReleaseAsset archive_asset(const std::string& path, const std::string& arch) {
    const std::string name = path.substr(path.rfind('/') + 1);
    return {.name = name,
            .type = AssetType::archive,
            .description = "etcd tarball for linux/" + arch,
            .os = "linux",
            .arch = {arch},
            .archive = AssetArchive{"https://example.test/kubernetes-1-36/releases/7/artifacts/" + path,
                                    sha256(path), sha512_hex(path)}};
}

inline ReleaseAsset image_asset(const std::string& name, const std::string& uri) {
    return {.name = name + "-image",
            .type = AssetType::image,
            .description = name + " container image",
            .os = "linux",
            .arch = {"amd64", "arm64"},
            .image = AssetImage{uri, sha256(uri)}};
}

// Every field says something; in order.
inline ReleaseManifest sample_manifest() {
    return {
        .name = "kubernetes-1-36-eks-7",
        .channel = "1-36",
        .number = 7,
        .build_repo_commit = std::string(40, 'b'),
        .date = 1780346855,
        .components = {{"coredns",
                        std::string(40, 'c'),
                        "v1.14.3",
                        {image_asset("coredns", "registry.example.test/coredns/coredns:v1.14.3-eks-1-36-7")}},
                       {"etcd",
                        std::string(40, 'e'),
                        "v3.6.12",
                        {image_asset("etcd", "registry.example.test/etcd-io/etcd:v3.6.12-eks-1-36-7"),
                         archive_asset("etcd/v3.6.12/etcd-linux-amd64-v3.6.12.tar.gz", "amd64"),
                         archive_asset("etcd/v3.6.12/etcd-linux-arm64-v3.6.12.tar.gz", "arm64")}}}};
}

inline std::vector<std::string> texts_of(const std::vector<Quirk>& quirks) {
    std::vector<std::string> texts;
    for (const Quirk& quirk : quirks) texts.push_back(quirk_text(quirk));
    return texts;
}

}  // namespace verbatim::test
