#include "transform/pack_image.h"

#include "base/error.h"
#include "inspect/image_files.h"
#include "inspect/layer.h"
#include "inspect/oci.h"
#include "transform/image.h"
#include "transform/image_config.h"
#include "transform/tar_writer.h"

#include <nlohmann/json.hpp>

#include <set>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr const char* what = "the image";

// What containerd and podman call it once it is loaded.
std::map<std::string, std::string> annotations(const std::string& reference) {
    if (reference.empty()) return {};
    return {{"org.opencontainers.image.ref.name", parse_image_name(reference).tag},
            {"io.containerd.image.name", reference}};
}

void add_tree(TarWriter& tar, const Digest& tree, const std::string& prefix, const std::string& index,
              const Store& store) {
    for (const TreeEntry& entry : store.get_tree(tree).entries) {
        const std::string path = prefix + entry.name;
        if (entry.kind == TreeEntry::Kind::directory) {
            tar.directory(path, {});
            add_tree(tar, entry.digest, path + "/", index, store);
        } else if (entry.kind == TreeEntry::Kind::file && path == "index.json") {
            tar.text(path, index);
        } else if (entry.kind == TreeEntry::Kind::file) {
            tar.file(path, store.blob_path(entry.digest), entry.digest);
        } else {
            throw Error(Failure::mismatch, std::string(what) + " is no OCI layout: it holds " + path);
        }
    }
}

void write_oci_archive(TarWriter& tar, const Digest& layout, const ImageFile& file, const Store& store) {
    const oci::Descriptor entry = layout_entry(layout, what, store);
    add_tree(tar, layout, "", index_document({entry}, annotations(file.reference)), store);
}

void write_plain(const fs::path& to, const oci::Descriptor& layer, const Digest& diff_id,
                 const Store& store) {
    oci::check_diff_id(store.blob_path(layer.digest), layer, diff_id, what);
    FileWriter out(to);
    oci::unpack(store.blob_path(layer.digest), oci::layer_compression(layer.media_type, what), what,
                [&](std::string_view piece) { out.write(piece); });
    out.close();
}

// The format of `docker save`: a list of images, each with the names of its members.
void write_docker_archive(TarWriter& tar, const Digest& layout, const ImageFile& file,
                          const fs::path& scratch, const Store& store) {
    const oci::Descriptor entry = layout_entry(layout, what, store);
    const std::string document = layout_document_of(layout, entry, what, store);
    if (oci::kind_of(document, what) == oci::Kind::index)
        throw Error(Failure::mismatch, "a docker archive holds one platform, and this image has several")
            .next("pack the image of each platform, or an OCI archive");
    const oci::Manifest manifest = oci::parse_manifest(document, "the image's manifest");
    const std::string config_text = layout_document_of(layout, manifest.config, what, store);
    const oci::Config config = oci::parse_config(config_text, "the image's config");
    if (config.diff_ids.size() != manifest.layers.size())
        throw Error(Failure::mismatch, "the image's config and manifest have different numbers of layers");

    const std::string config_name = manifest.config.digest.hex() + ".json";
    nlohmann::json names = nlohmann::json::array(), tags = nlohmann::json::array();
    std::set<Digest> packed;
    const fs::path plain = scratch / "layer.tar";
    tar.text(config_name, config_text);
    for (std::size_t i = 0; i < manifest.layers.size(); ++i) {
        const Digest& id = config.diff_ids[i];
        const std::string name = id.hex() + ".tar";
        names.push_back(name);
        if (!packed.insert(id).second) continue;  // the same layer twice
        check_layout_blob(layout, manifest.layers[i], what, store);
        write_plain(plain, manifest.layers[i], id, store);
        tar.file(name, plain, id);
    }
    if (!file.reference.empty()) {
        (void)parse_image_name(file.reference);
        tags.push_back(file.reference);
    }
    tar.text(
        "manifest.json",
        nlohmann::json::array({{{"Config", config_name}, {"RepoTags", tags}, {"Layers", names}}}).dump());
}

}  // namespace

Digest pack_image(const Digest& layout, const ImageFile& file, Store& store) {
    const TemporaryDirectory work = store.scratch("image-");
    const fs::path made = work.path() / "image.tar";
    TarWriter tar(made, file.mtime);
    if (file.format == ImageFormat::oci_archive)
        write_oci_archive(tar, layout, file, store);
    else
        write_docker_archive(tar, layout, file, work.path(), store);
    tar.close();
    TreeBuilder tree(store);
    tree.add_blob(file.name, store.put_file(made), fs::file_size(made));
    return tree.finish();
}

}  // namespace verbatim
