#include "publish/release_images.h"

#include "attest/release_manifest.h"
#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "inspect/image_files.h"
#include "inspect/oci.h"
#include "publish/release_folder.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

std::vector<std::string> channels_in(const fs::path& folder) {
    std::vector<std::string> found;
    if (!fs::is_directory(folder / "releasechannels")) return found;
    for (const auto& entry : fs::directory_iterator(folder / "releasechannels"))
        if (entry.path().extension() == ".yaml") found.push_back(entry.path().stem().string());
    std::sort(found.begin(), found.end());
    return found;
}

// "host/path/etcd-io/etcd:v1" ends in "/REPOSITORY:TAG" of one of the layouts that are there.
std::pair<std::string, std::string> name_of(const std::string& uri, const fs::path& images) {
    const auto colon = uri.rfind(':');
    const std::string name = uri.substr(0, colon);
    for (auto slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
        const std::string repository = name.substr(slash + 1);
        if (is_contained_path(repository) && fs::exists(images / repository / "oci-layout"))
            return {repository, uri.substr(colon + 1)};
    }
    throw Error(Failure::mismatch, "the image " + uri + " of the manifest is not in " + images.string())
        .next("make the release again: verbatim release … --out");
}

}  // namespace

ReleaseLayout find_release(const fs::path& folder, const std::string& channel, std::int64_t number) {
    const std::vector<std::string> channels = channels_in(folder);
    if (channels.empty())
        throw Error(Failure::usage, "no release is in " + folder.string())
            .note("It has no releasechannels/.")
            .next("give the folder that `verbatim release --out` wrote");
    if (channel.empty() && channels.size() > 1)
        throw Error(Failure::usage, folder.string() + " holds releases of several branches")
            .note("It has: " + join(channels, ", ") + ".")
            .next("say which one with --release");
    ReleaseLayout layout{channel.empty() ? channels[0] : channel, number};
    const fs::path file = folder / channel_manifest(layout.channel);
    if (!is_contained_path(layout.channel) || !fs::exists(file))
        throw Error(Failure::usage, "no release of " + layout.channel + " is in " + folder.string())
            .note("It has: " + join(channels, ", ") + ".");
    if (number == 0) {
        std::vector<Quirk> quirks;
        const ReleaseChannel manifest =
            parse_release_channel(file.string(), read_file(file, 1U << 20U), quirks);
        if (!manifest.latest_release)
            throw Error(Failure::usage,
                        "no release of " + layout.channel + " is the latest: all are withdrawn")
                .next("say which one with --number");
        layout.number = *manifest.latest_release;
    }
    if (!fs::exists(folder / layout.manifest()))
        throw Error(Failure::usage,
                    release_title(layout.channel, layout.number) + " is not in " + folder.string())
            .note("Looked for " + layout.manifest() + ".");
    return layout;
}

void refuse_withdrawn(const fs::path& folder, const ReleaseLayout& layout) {
    const auto status = release_status(folder, layout);
    if (!status || status->state != ReleaseStatus::State::withdrawn) return;
    Error refused(Failure::usage, release_title(layout.channel, layout.number) +
                                      " is withdrawn: " + printable(status->reason));
    refused.note("Said by " + layout.status() + " in " + folder.string() + ".");
    if (status->superseded_by)
        refused.note(release_title(layout.channel, *status->superseded_by) + " takes its place.")
            .next("give --number " + std::to_string(*status->superseded_by));
    else
        refused.next("give the --number of another release; without it, the channel's latest is pushed");
    throw refused;
}

std::vector<ReleaseImage> release_images(const fs::path& folder, const ReleaseLayout& layout) {
    const fs::path file = folder / layout.manifest();
    std::vector<Quirk> quirks;
    const ReleaseManifest manifest =
        parse_release_manifest(file.string(), read_file(file, 16U << 20U), quirks);
    std::vector<ReleaseImage> images;
    for (const ReleaseComponent& component : manifest.components)
        for (const ReleaseAsset& asset : component.assets) {
            if (!asset.image) continue;
            const auto [repository, tag] = name_of(asset.image->uri, folder / layout.images());
            const fs::path place = folder / layout.images() / repository;
            const Digest digest = oci::only_entry(read_file(place / "index.json", oci::document_limit),
                                                  "the image in " + place.string())
                                      .digest;
            if (asset.image->digest && *asset.image->digest != digest)
                throw Error(Failure::mismatch, "the image in " + place.string() + " is not the manifest's")
                    .note("The manifest says sha256:" + asset.image->digest->hex() +
                          ", and it is sha256:" + digest.hex() + ".");
            images.push_back({repository, tag, digest, place});
        }
    std::sort(images.begin(), images.end(),
              [](const ReleaseImage& a, const ReleaseImage& b) { return a.repository < b.repository; });
    return images;
}

}  // namespace verbatim
