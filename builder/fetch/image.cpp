#include "fetch/image.h"

#include "base/error.h"
#include "base/files.h"
#include "fetch/skopeo.h"
#include "inspect/image_files.h"
#include "inspect/layer.h"
#include "inspect/oci.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr int deepest_index = 3;

bool is_registry_name(const std::string& name) {
    const auto slash = name.find('/');
    const std::string host = name.substr(0, slash);
    return slash != std::string::npos && slash + 1 < name.size() && name.find("..") == std::string::npos &&
           (host.find('.') != std::string::npos || host.find(':') != std::string::npos ||
            host == "localhost") &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view("._-/:[]").find(c) != std::string_view::npos;
           });
}

// Where documents and blobs come from.
struct ImageSource {
    std::string name;  // for people
    oci::FindBlob documents;
    // Called once, with the manifest that was chosen: from then on its blobs can be found.
    std::function<oci::FindBlob(const Digest&)> blobs;
    std::string index{};  // a layout's or archive's index.json; empty where there is none
};

// Documents of a registry are asked for one by one, so that only the platform's layers are downloaded.
class RegistrySource {
  public:
    RegistrySource(std::string place, const fs::path& work, std::set<std::string> without_tls)
        : place_(std::move(place)), work_(work), registries_{std::move(without_tls), work / "skopeo"} {
        make_directories(work_ / "documents");
    }

    [[nodiscard]] std::optional<fs::path> document(const Digest& digest) const {
        fs::path file = work_ / "documents" / digest.hex();
        if (fs::exists(file)) return file;
        std::vector<std::string> words = {"inspect", "--raw", "--retry-times", "2"};
        const SkopeoResult result = skopeo(std::move(words), "--tls-verify=false", {named(digest)});
        if (!result.succeeded) throw failure(digest, result);
        write_file(file, raw_manifest(result.output, digest));
        return file;
    }
    [[nodiscard]] oci::FindBlob blobs(const Digest& manifest) const {
        const fs::path to = work_ / "image";
        std::vector<std::string> words = {"copy", "--quiet", "--preserve-digests", "--retry-times", "2"};
        const SkopeoResult result =
            skopeo(std::move(words), "--src-tls-verify=false", {named(manifest), "dir:image"});
        if (!result.succeeded) throw failure(manifest, result);
        return oci::blobs_of_dir(to);
    }

  private:
    [[nodiscard]] std::string named(const Digest& digest) const {
        return "docker://" + place_ + "@" + oci::digest_text(digest);
    }
    [[nodiscard]] SkopeoResult skopeo(std::vector<std::string> words, const std::string& no_tls,
                                      const std::vector<std::string>& more) const {
        if (!needs_tls(registry_host(place_), registries_)) words.push_back(no_tls);
        words.insert(words.end(), more.begin(), more.end());
        return run_skopeo(words, registries_, work_);
    }
    [[nodiscard]] Error failure(const Digest& digest, const SkopeoResult& result) const {
        return registry_error("fetch the image " + place_ + "@" + oci::digest_text(digest),
                              registry_host(place_), result.output);
    }

    std::string place_;
    fs::path work_;
    Registries registries_;
};

ImageSource source_of(const ImageReference& reference, const fs::path& work, const FetchContext& context) {
    const auto all_at_once = [](const std::string& name, const oci::FindBlob& find,
                                const std::optional<fs::path>& index) {
        return ImageSource{name, find, [find](const Digest&) { return find; },
                           index ? read_file(*index, oci::document_limit) : std::string()};
    };
    if (reference.kind == ImageReference::Kind::registry) {
        const auto registry =
            std::make_shared<RegistrySource>(reference.place, work, context.registries_without_tls);
        return {"the image " + reference.place,
                [registry](const Digest& digest) { return registry->document(digest); },
                [registry](const Digest& digest) { return registry->blobs(digest); }};
    }
    const fs::path place = context.project_folder / reference.place;
    std::error_code error;
    if (reference.kind == ImageReference::Kind::layout) {
        const std::string name = "the image in " + reference.place;
        if (!fs::is_directory(place, error))
            throw Error(Failure::unavailable, "there is no folder " + place.string())
                .next(
                    "put the OCI layout there, for example: skopeo copy --all --preserve-digests "
                    "docker://HOST/REPOSITORY@sha256:… oci:FOLDER");
        const fs::path version = place / "oci-layout";
        if (!fs::is_regular_file(version, error))
            throw Error(Failure::mismatch, name + " is no OCI layout: it has no file oci-layout");
        oci::check_layout_version(read_file(version, oci::document_limit), name);
        const fs::path index = place / "index.json";
        return all_at_once(name, oci::blobs_of_layout(place),
                           fs::is_regular_file(index, error) ? std::optional(index) : std::nullopt);
    }
    if (!fs::is_regular_file(place, error))
        throw Error(Failure::unavailable, "there is no file " + place.string())
            .next(
                "put the OCI archive there, for example: skopeo copy --all --preserve-digests "
                "docker://HOST/REPOSITORY@sha256:… oci-archive:FILE");
    const std::string name = "the image in " + reference.place;
    make_directories(work / "members");
    auto members = oci::take_apart(place, work / "members", name);
    const auto version = members.find("oci-layout");
    if (version == members.end())
        throw Error(Failure::mismatch, name + " is no OCI archive: it has no member oci-layout");
    oci::check_layout_version(read_file(version->second, oci::document_limit), name);
    const auto found = members.find("index.json");
    const auto index = found == members.end() ? std::nullopt : std::optional(found->second);
    return all_at_once(name, oci::blobs_of_members(std::move(members)), index);
}

// A layout that lacks what is pinned, and does not claim to have it, holds other images: which ones?
void refuse_other_images(const ImageSource& source, const Digest& pinned) {
    if (source.index.empty() || source.documents(pinned)) return;
    constexpr std::size_t most = 5;  // more are counted
    const auto there = oci::parse_index(source.index, source.name + "'s index.json").manifests;
    std::string listed;
    for (std::size_t i = 0; i < there.size(); ++i) {
        if (there[i].digest == pinned) return;
        if (i < most) listed += "\nthere    " + oci::digest_text(there[i].digest);
    }
    if (there.empty()) return;
    if (there.size() > most) listed += "\nthere    " + std::to_string(there.size() - most) + " more";
    throw Error(Failure::mismatch, source.name + " is not the pinned one")
        .note("expected " + oci::digest_text(pinned) + listed)
        .note("Nothing of it was used.")
        .next("put the pinned image there; or, where that one is meant, correct the pin");
}

// The manifest for the platform, and its text.
std::pair<oci::Descriptor, std::string> choose_manifest(const ImageSource& source, const Digest& pinned,
                                                        const Platform& platform) {
    refuse_other_images(source, pinned);
    std::string text = oci::read_document(source.documents, pinned, source.name);
    oci::Descriptor entry{"", pinned, text.size(), {}};
    for (int depth = 0; oci::kind_of(text, source.name) == oci::Kind::index; ++depth) {
        if (depth == deepest_index)
            throw Error(Failure::mismatch, source.name + " cannot be used: its indexes are nested too deep");
        entry = oci::choose(oci::parse_index(text, source.name + "'s index"), platform.os, platform.arch,
                            source.name);
        text = oci::read_document(source.documents, entry, source.name);
    }
    const auto parsed = nlohmann::json::parse(text);
    // OCI's may leave it out; kind_of() and parse_manifest() look at what is there.
    entry.media_type = parsed.value("mediaType", std::string(oci::manifest_type));
    return {entry, text};
}

FetchedImage import(const ImageSource& source, const Digest& pinned, const Platform& platform, Store& store) {
    const auto [entry, text] = choose_manifest(source, pinned, platform);
    (void)oci::parse_manifest(text, source.name + "'s manifest");  // before its layers are downloaded
    const oci::FindBlob find = source.blobs(entry.digest);
    const oci::ManifestWithConfig image = oci::with_config(find, entry, text, source.name);
    if (image.config.platform.os != platform.os || image.config.platform.arch != platform.arch)
        throw Error(Failure::mismatch, source.name + " is made for another platform")
            .note("expected " + platform.str() + "\ncame     " + image.config.platform.str())
            .next("pin an image for " + platform.str() + ", or an index that has one");
    TreeBuilder tree(store);
    const auto add = [&](const Digest& digest, std::uint64_t size) {
        tree.add_blob("blobs/sha256/" + digest.hex(), digest, size);
    };
    for (std::size_t i = 0; i < image.manifest.layers.size(); ++i) {
        const oci::Descriptor& layer = image.manifest.layers[i];
        oci::check_layer(find, layer, source.name);
        const fs::path file = oci::find_layer(find, layer, source.name);
        oci::check_diff_id(file, layer, image.config.diff_ids[i], source.name);
        if (store.put_file(file) != layer.digest)
            throw Error(Failure::mismatch, "a layer of " + source.name + " changed while it was read")
                .next("the same command again, when nobody writes there");
        add(layer.digest, layer.size);
    }
    add(store.put(image.config_text), image.config_text.size());
    add(store.put(image.manifest_text), image.manifest_text.size());
    nlohmann::json platform_json = {{"os", platform.os}, {"architecture", platform.arch}};
    if (!image.config.platform.variant.empty()) platform_json["variant"] = image.config.platform.variant;
    const nlohmann::json manifest = {{"mediaType", entry.media_type},
                                     {"digest", oci::digest_text(entry.digest)},
                                     {"size", text.size()},
                                     {"platform", platform_json}};
    const nlohmann::json index = {{"schemaVersion", 2},
                                  {"mediaType", oci::index_type},
                                  {"manifests", nlohmann::json::array({manifest})}};
    tree.add_file("oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
    tree.add_file("index.json", index.dump());
    return {tree.finish(), entry.digest};
}

}  // namespace

ImageReference parse_image_reference(const Located<std::string>& text) {
    const auto refuse = [&](const std::string& why) {
        return Error(Failure::definition, "this is no reference of an image: " + why)
            .at(text.at)
            .next(
                "write oci:FOLDER@sha256:…, oci-archive:FILE@sha256:… or docker://HOST/REPOSITORY@sha256:…");
    };
    constexpr std::string_view mark = "@sha256:";
    const std::string& all = text.value;
    const auto at = all.rfind(mark);
    const auto digest = at == std::string::npos
                            ? std::nullopt
                            : Digest::parse(std::string_view(all).substr(at + mark.size()));
    if (!digest) throw refuse("it does not end with @sha256: and 64 digits");
    ImageReference reference{ImageReference::Kind::layout, all.substr(0, at), *digest};
    const auto takes = [&](std::string_view prefix, ImageReference::Kind kind) {
        if (!reference.place.starts_with(prefix)) return false;
        reference.place.erase(0, prefix.size());
        reference.kind = kind;
        return true;
    };
    if (!takes("docker://", ImageReference::Kind::registry) &&
        !takes("oci-archive:", ImageReference::Kind::archive) && !takes("oci:", ImageReference::Kind::layout))
        throw refuse("it begins with none of docker://, oci-archive:, oci:");
    if (reference.place.empty()) throw refuse("it names no place");
    if (reference.kind == ImageReference::Kind::registry) {
        const auto slash = reference.place.rfind('/');
        const auto tag = reference.place.rfind(':');
        if (tag != std::string::npos && slash != std::string::npos && tag > slash) reference.place.erase(tag);
        if (!is_registry_name(reference.place))
            throw refuse("\"" + reference.place + "\" is no HOST/REPOSITORY");
    }
    return reference;
}

FetchedImage fetch_image(const Located<std::string>& text, const Platform& platform, FetchContext& context) {
    const ImageReference reference = parse_image_reference(text);
    const TemporaryDirectory work = context.store.scratch("image-");
    try {
        return import(source_of(reference, work.path(), context), reference.digest, platform, context.store);
    } catch (Error& error) {
        if (!error.where().known() && text.at.known()) error.at(text.at, "pinned here");
        throw;
    }
}

}  // namespace verbatim
