#include "verify/published.h"

#include "attest/release_layout.h"
#include "base/error.h"
#include "base/files.h"
#include "base/http.h"
#include "base/text.h"
#include "fetch/image.h"
#include "fetch/skopeo.h"
#include "inspect/image_files.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t manifest_limit = 16U << 20U, asset_limit = 8ULL << 30U;
constexpr int tries = 2;  // a file that does not come costs a reason, not the verdict

bool is_url(const std::string& text) {
    return text.starts_with("http://") || text.starts_with("https://");
}

// Why a URL may not be asked; empty where it may.
std::string forbidden(const std::string& url) {
    if (url.starts_with("https://")) return {};
    if (!url.starts_with("http://")) return "it is neither https nor http";
    // Nothing that two readers of URLs could take for different hosts.
    const std::string authority = url.substr(7, url.find('/', 7) - 7);
    const bool plain =
        authority.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.:[]-") == std::string::npos;
    if (!plain || needs_tls(authority, {})) return "over http, anybody on the way can change what comes";
    return {};
}

std::string without_last_part(const std::string& url, const std::string& part) {
    return url.ends_with("/" + part) ? url.substr(0, url.size() - part.size() - 1) : "";
}

std::string from_server(const std::string& url, const EventSink& events) {
    if (const std::string why = forbidden(url); !why.empty())
        throw Error(Failure::usage, "a manifest is not read from " + redacted_url(url) + ": " + why)
            .next("give an https URL, or a file");
    HttpRequest request;
    request.url = url;
    request.size_limit = manifest_limit;
    const HttpResponse response = http_get(request, events);
    if (response.status != 200)
        throw Error(Failure::unavailable, "there is no manifest at " + redacted_url(url) +
                                              ": the server answered " + std::to_string(response.status))
            .next("check the URL: it has to be that of the manifest itself");
    return response.body;
}

std::string folder_of_releases(const fs::path& file, const std::string& manifest) {
    const fs::path whole = fs::weakly_canonical(file);
    const fs::path root = whole.parent_path().parent_path();
    return root / manifest == whole ? root.string() : "";
}

}  // namespace

bool names_manifest(const std::string& against) {
    if (is_url(against)) return true;
    std::error_code error;
    if (!fs::is_regular_file(against, error)) return false;
    const std::string text = read_file(against, 64U << 20U);
    if (trim(text).starts_with("{")) return true;
    for (const std::string& line : split(text, '\n'))
        if (line.starts_with("apiVersion:") || line.starts_with("kind:")) return true;
    return false;
}

PublishedManifest read_published_manifest(const std::string& against, const EventSink& events) {
    PublishedManifest published;
    const bool remote = is_url(against);
    published.name = remote ? redacted_url(against) : against;
    const std::string text = remote ? from_server(against, events) : read_file(against, manifest_limit);
    published.manifest = parse_release_manifest(published.name, text, published.quirks);
    const ReleaseManifest& manifest = published.manifest;
    const std::string place = ReleaseLayout{manifest.channel, manifest.number}.manifest();
    published.root = remote ? without_last_part(against, place) : folder_of_releases(against, place);
    return published;
}

PublishedAssets::PublishedAssets(const PublishedManifest& published, FetchContext& context, fs::path scratch)
    : published_(published), context_(context), scratch_(std::move(scratch)) {}

fs::path PublishedAssets::new_place() {
    fs::path place = scratch_ / std::to_string(++places_);
    make_directories(place);
    return place;
}

fs::path PublishedAssets::fetched(const std::string& url, const ManifestClaim& claim) {
    if (const std::string why = forbidden(url); !why.empty())
        throw Error(Failure::unavailable, redacted_url(url) + " is not asked: " + why);
    fs::path file = new_place() / "file";
    HttpRequest request;
    request.url = url;
    request.size_limit = asset_limit;
    request.attempts = tries;
    const HttpResponse response = http_download(request, file, context_.events);
    if (response.status != 200)
        throw Error(Failure::unavailable,
                    redacted_url(url) + ": the server answered " + std::to_string(response.status));
    const Digest came = sha256_file(file);
    if (came == *claim.digest) return file;
    fs::remove(file);
    throw Error(Failure::mismatch,
                redacted_url(url) + " gives other bits than the manifest claims, with sha256 " + came.hex());
}

fs::path PublishedAssets::file(const ManifestClaim& claim) {
    const ReleaseLayout layout{published_.manifest.channel, published_.manifest.number};
    std::vector<std::string> urls;
    if (!published_.root.empty() && !claim.path.empty()) {
        const std::string beside = published_.root + "/" + layout.artifacts() + "/" + claim.path;
        std::error_code error;
        if (is_url(published_.root))
            urls.push_back(beside);
        else if (fs::is_regular_file(beside, error) && sha256_file(beside) == *claim.digest)
            return beside;
    }
    if (std::find(urls.begin(), urls.end(), claim.uri) == urls.end()) urls.push_back(claim.uri);
    for (std::size_t i = 0;; ++i) try {
            return fetched(urls[i], claim);
        } catch (const Error& error) {
            if (error.kind() == Failure::interrupted || error.kind() == Failure::store) throw;
            if (i + 1 == urls.size()) throw;
        }
}

oci::ReadImages PublishedAssets::image(const ManifestClaim& claim,
                                       const std::vector<oci::ImagePlatform>& only) {
    const ReleaseLayout layout{published_.manifest.channel, published_.manifest.number};
    const std::string& name = claim.repository;
    for (auto slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
        if (published_.root.empty() || is_url(published_.root)) break;
        const std::string repository = name.substr(slash + 1);
        const fs::path place = fs::path(published_.root) / layout.images() / repository;
        std::error_code error;
        if (!is_contained_path(repository) || !fs::exists(place / "oci-layout", error)) continue;
        oci::ReadImages images = oci::read_images(place, new_place());
        if (images.digest == claim.digest) return images;
    }
    return from_registry(claim, only);
}

oci::ReadImages PublishedAssets::from_registry(const ManifestClaim& claim,
                                               const std::vector<oci::ImagePlatform>& only) {
    const Registries registries{context_.registries_without_tls, new_place()};
    const std::string host = registry_host(claim.repository);
    const std::string name = "docker://" + claim.repository + "@" + oci::digest_text(*claim.digest);
    std::vector<std::string> words = {"inspect", "--raw"};
    if (!needs_tls(host, registries)) words.emplace_back("--tls-verify=false");
    words.push_back(name);
    const SkopeoResult result = run_skopeo(words, registries);
    if (!result.succeeded) throw registry_error("look into " + claim.repository, host, result.output);
    const std::string document = raw_manifest(result.output, *claim.digest);
    std::vector<oci::ImagePlatform> platforms = only;
    if (oci::kind_of(document, "the published image") == oci::Kind::index) {
        platforms.clear();
        for (const oci::Descriptor& entry : oci::parse_index(document, "the published index").manifests)
            if (!entry.platform.os.empty() && entry.platform.os != "unknown")  // an attestation
                platforms.push_back(entry.platform);
    } else if (only.size() != 1) {
        throw Error(Failure::mismatch,
                    "it is for one platform, the built one for " + counted(only.size(), "platform"));
    }
    oci::ReadImages images{claim.digest, {}};
    for (const oci::ImagePlatform& platform : platforms) {
        const FetchedImage one = fetch_image({name, {}}, Platform{platform.os, platform.arch}, context_);
        const fs::path layout = new_place();
        context_.store.materialise(one.tree, layout, 0);
        oci::ReadImages read = oci::read_images(layout, new_place());
        std::move(read.images.begin(), read.images.end(), std::back_inserter(images.images));
    }
    std::sort(images.images.begin(), images.images.end(),
              [](const oci::ReadImage& a, const oci::ReadImage& b) { return a.platform < b.platform; });
    return images;
}

}  // namespace verbatim
