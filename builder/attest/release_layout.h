// Where the files of a release lie, below the folder (or the URI) that all releases of a distribution share.
// Pure. Source of the names: EKS Distro's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace verbatim {

struct ReleaseLayout {
    std::string channel;
    std::int64_t number = 1;

    [[nodiscard]] std::string folder() const;     // kubernetes-1-36/releases/7
    [[nodiscard]] std::string artifacts() const;  // …/artifacts: <component>/<tag>/<file>
    [[nodiscard]] std::string images() const;     // …/images: <repository>, an OCI layout
    [[nodiscard]] std::string lock() const;       // …/lock.yaml: the pins that it was made from
    [[nodiscard]] std::string manifest() const;   // kubernetes-1-36/kubernetes-1-36-eks-7.yaml
    [[nodiscard]] std::string status() const;     // kubernetes-1-36/kubernetes-1-36-eks-7.status.yaml
    [[nodiscard]] std::string docs() const;       // docs/contents/releases/1-36/7
    [[nodiscard]] std::string changelog() const;  // …/CHANGELOG-v1-36-eks-7.md
};

std::string channel_folder(std::string_view channel);    // kubernetes-1-36
std::string channel_manifest(std::string_view channel);  // releasechannels/1-36.yaml
// The number in the name of a manifest or of a status, as above; nothing where it is no such name.
std::optional<std::int64_t> number_of_manifest(std::string_view channel, std::string_view file_name);
std::optional<std::int64_t> number_of_status(std::string_view channel, std::string_view file_name);

}  // namespace verbatim
