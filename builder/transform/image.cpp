#include "transform/image.h"

#include "base/error.h"
#include "inspect/image_files.h"
#include "inspect/layer.h"
#include "transform/layer.h"

#include <algorithm>
#include <set>

namespace verbatim {

namespace {

std::string blob_place(const Digest& digest) {
    return "blobs/sha256/" + digest.hex();
}

// Collects the blobs of a layout.
class LayoutBuilder {
  public:
    explicit LayoutBuilder(Store& store) : store_(store), tree_(store) {}

    oci::Descriptor document(const std::string& text, std::string_view media_type) {
        const Digest digest = store_.put(text);
        tree_.add_blob(blob_place(digest), digest, text.size());
        return {std::string(media_type), digest, text.size(), {}};
    }
    void blob(const Digest& digest, std::uint64_t size) { tree_.add_blob(blob_place(digest), digest, size); }
    Digest finish(const oci::Descriptor& entry) {
        tree_.add_file("oci-layout", layout_document());
        tree_.add_file("index.json", index_document({entry}));
        return tree_.finish();
    }

  private:
    Store& store_;
    TreeBuilder tree_;
};

struct Base {
    BaseDocuments documents;
    std::vector<oci::Descriptor> layers;  // with OCI's media types
    oci::FileSystem files;
};

Base read_base(const Digest& layout, const Store& store) {
    const std::string what = "the base image";
    const oci::Descriptor entry = layout_entry(layout, what, store);
    const oci::Manifest manifest =
        oci::parse_manifest(layout_document_of(layout, entry, what, store), what + "'s manifest");
    Base base;
    base.documents = {layout_document_of(layout, manifest.config, what, store), manifest.layers.size()};
    for (const oci::Descriptor& layer : manifest.layers) {
        check_layout_blob(layout, layer, what, store);
        const oci::Compression compression = oci::layer_compression(layer.media_type, what + "'s manifest");
        const std::string name = what + "'s layer " + oci::digest_text(layer.digest);
        oci::put_on(base.files, oci::read_layer(store.blob_path(layer.digest), compression, name));
        base.layers.push_back({oci::layer_type(compression), layer.digest, layer.size, {}});
    }
    return base;
}

oci::Descriptor with_platform(oci::Descriptor descriptor, const std::string& config) {
    descriptor.platform = oci::parse_config(config, "the image's config").platform;
    return descriptor;
}

}  // namespace

oci::Descriptor layout_entry(const Digest& layout, const std::string& what, const Store& store) {
    const auto version = store.find(layout, "oci-layout");
    const auto index = store.find(layout, "index.json");
    if (!version || !index || version->size > oci::document_limit || index->size > oci::document_limit)
        throw Error(Failure::mismatch, what + " is no OCI layout: it lacks oci-layout or index.json");
    oci::check_layout_version(store.get(version->digest), what + "'s oci-layout");
    return oci::only_entry(store.get(index->digest), what);
}

void check_layout_blob(const Digest& layout, const oci::Descriptor& descriptor, const std::string& what,
                       const Store& store) {
    const auto found = store.find(layout, blob_place(descriptor.digest));
    if (!found || found->digest != descriptor.digest)
        throw Error(Failure::mismatch, what + " lacks the blob " + oci::digest_text(descriptor.digest));
    if (found->size != descriptor.size)
        throw Error(Failure::mismatch,
                    what + "'s blob " + oci::digest_text(descriptor.digest) + " is of another size")
            .note("expected " + std::to_string(descriptor.size) + " bytes\ncame     " +
                  std::to_string(found->size) + " bytes");
}

std::string layout_document_of(const Digest& layout, const oci::Descriptor& descriptor,
                               const std::string& what, const Store& store) {
    check_layout_blob(layout, descriptor, what, store);
    if (descriptor.size > oci::document_limit)
        throw Error(Failure::mismatch, what + "'s " + oci::digest_text(descriptor.digest) +
                                           " is too long for a manifest or config");
    return store.get(descriptor.digest);
}

MadeImage make_image(const std::optional<Digest>& base, const Digest& files, const ImageConfig& config,
                     Store& store) {
    Base below;
    if (base) below = read_base(*base, store);
    // Before the layer is made, which takes long: what is wrong in the config is told at once.
    (void)config_document(config, base ? std::optional(below.documents) : std::nullopt, {});
    const Layer layer = make_layer(files, below.files, config.created, store);

    LayoutBuilder layout(store);
    const std::string text =
        config_document(config, base ? std::optional(below.documents) : std::nullopt, layer.diff_id);
    const oci::Descriptor config_entry = layout.document(text, oci::config_type);
    std::vector<oci::Descriptor> layers = below.layers;
    layers.push_back({oci::layer_type(oci::Compression::gzip), layer.blob, layer.size, {}});
    for (const oci::Descriptor& each : layers) layout.blob(each.digest, each.size);
    const oci::Descriptor manifest =
        layout.document(manifest_document(config_entry, layers), oci::manifest_type);
    return {layout.finish(with_platform(manifest, text)), manifest.digest};
}

MadeImage make_image_index(const std::vector<PlatformImage>& images, Store& store) {
    std::vector<PlatformImage> sorted = images;
    std::sort(sorted.begin(), sorted.end(),
              [](const PlatformImage& a, const PlatformImage& b) { return a.platform < b.platform; });
    LayoutBuilder layout(store);
    std::vector<oci::Descriptor> manifests;
    std::set<Platform> seen;
    for (const PlatformImage& image : sorted) {
        const std::string what = "the image for " + image.platform.str();
        if (!seen.insert(image.platform).second) throw Error(Failure::mismatch, what + " comes twice");
        const oci::Descriptor entry = layout_entry(image.layout, what, store);
        const std::string text = layout_document_of(image.layout, entry, what, store);
        const oci::Manifest manifest = oci::parse_manifest(text, what + "'s manifest");
        const std::string config = layout_document_of(image.layout, manifest.config, what, store);
        manifests.push_back(with_platform({entry.media_type, entry.digest, entry.size, {}}, config));
        if (const auto& is = manifests.back().platform;
            is.os != image.platform.os || is.arch != image.platform.arch)
            throw Error(Failure::mismatch, what + " is one for " + is.str());
        layout.blob(entry.digest, entry.size);
        layout.blob(manifest.config.digest, manifest.config.size);
        for (const oci::Descriptor& layer : manifest.layers) {
            check_layout_blob(image.layout, layer, what, store);
            layout.blob(layer.digest, layer.size);
        }
    }
    const oci::Descriptor index = layout.document(index_document(manifests), oci::index_type);
    return {layout.finish(index), index.digest};
}

}  // namespace verbatim
