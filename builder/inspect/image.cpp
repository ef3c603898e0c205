#include "inspect/image.h"

#include "base/error.h"
#include "base/files.h"
#include "inspect/image_files.h"
#include "inspect/oci_json.h"

#include <algorithm>
#include <map>

namespace fs = std::filesystem;

namespace verbatim::oci {

using nlohmann::json;

namespace {

constexpr std::size_t most_images = 100;
constexpr std::size_t most_names = 10'000;

using Members = std::map<std::string, fs::path>;

std::string canonical_runtime(const json& config, const std::string& what) {
    json part = object_member(config, "config", what);
    for (const char* of_a_container :
         {"Hostname", "Domainname", "Image", "AttachStdin", "AttachStdout", "AttachStderr", "OpenStdin",
          "StdinOnce", "Tty", "ArgsEscaped", "OnBuild"})
        part.erase(of_a_container);
    json env = array_member(part, "Env", most_names, what);
    std::sort(env.begin(), env.end());
    part["Env"] = env;
    json kept = json::object();
    for (const auto& [name, value] : part.items())
        if (!value.is_null() && !value.empty() && value != json("")) kept[name] = value;
    return kept.dump();
}

void read_config(ReadImage& image, const std::string& text, const std::string& what) {
    const json config = parse_document(text, what);
    image.config = sha256(text);
    image.platform = parse_config(text, what).platform;
    image.runtime = canonical_runtime(config, what);
    image.created = text_member(config, "created", what);
    image.history = array_member(config, "history", most_names, what).dump();
}

void add_layer(ReadImage& image, const fs::path& file, const ReadLayer& layer, const std::string& what) {
    const std::string name = "a layer of " + what;
    if (const Digest came = diff_id(file, layer.compression, name); came != layer.diff_id)
        throw Error(Failure::mismatch, name + " does not unpack to what the config says")
            .note("expected " + digest_text(layer.diff_id) + "\ncame     " + digest_text(came));
    put_on(image.files, read_layer(file, layer.compression, name));
    image.layers.push_back(layer);
}

ReadImage read_one(const FindBlob& find, const Descriptor& entry, const std::string& what) {
    const ManifestWithConfig read = read_manifest(find, entry, what);
    ReadImage image;
    image.manifest = entry.digest;
    image.manifest_type = text_member(parse_document(read.manifest_text, what), "mediaType", what);
    read_config(image, read.config_text, what + "'s config");
    for (std::size_t i = 0; i < read.manifest.layers.size(); ++i) {
        const Descriptor& layer = read.manifest.layers[i];
        check_layer(find, layer, what);
        add_layer(image, find_layer(find, layer, what),
                  {layer.digest, read.config.diff_ids[i], layer_compression(layer.media_type, what)}, what);
    }
    return image;
}

ReadImages read_layout(const FindBlob& find, const std::string& version, const std::string& index,
                       const std::string& what) {
    check_layout_version(version, what);
    const Index entries = parse_index(index, what + "'s index.json");
    ReadImages all;
    if (entries.manifests.size() == 1) all.digest = entries.manifests.front().digest;
    for (const Descriptor& entry : entries.manifests) {
        for (const Descriptor& manifest : manifests_below(find, entry, what)) {
            if (all.images.size() == most_images)
                throw Error(Failure::mismatch, what + " cannot be used: it has more than 100 images");
            all.images.push_back(read_one(find, manifest, what));
        }
    }
    return all;
}

const fs::path& member(const Members& members, const json& name, const std::string& what) {
    const auto found = name.is_string() ? members.find(name.get<std::string>()) : members.end();
    if (found == members.end())
        throw Error(Failure::mismatch,
                    what + " is incomplete: it lacks " +
                        (name.is_string() ? name.get<std::string>() : std::string("a member")) +
                        ", which its manifest.json names");
    return found->second;
}

ReadImages read_docker_archive(const Members& members, const std::string& what) {
    const json list =
        parse_list(read_file(members.at("manifest.json"), document_limit), what + "'s manifest.json");
    if (list.size() > most_images)
        throw Error(Failure::mismatch, what + " cannot be used: it has more than 100 images");
    ReadImages all;
    for (const json& entry : list) {
        if (!entry.is_object())
            throw Error(Failure::mismatch, what + " cannot be used: its manifest.json is no list of images");
        ReadImage image;
        const std::string text =
            read_file(member(members, entry.value("Config", json()), what), document_limit);
        read_config(image, text, what + "'s config");
        const std::vector<Digest> ids = parse_config(text, what + "'s config").diff_ids;
        const json layers = array_member(entry, "Layers", most_names, what);
        if (layers.size() != ids.size())
            throw Error(Failure::mismatch, what +
                                               " cannot be used: its config and manifest.json have different "
                                               "numbers of layers");
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const fs::path& file = member(members, layers[i], what);
            add_layer(image, file, {sha256_file(file), ids[i], compression_of(file)}, what);
        }
        all.images.push_back(std::move(image));
    }
    return all;
}

ReadImages read_any(const fs::path& place, const fs::path& scratch) {
    const std::string what = "the image " + place.string();
    if (fs::is_directory(place)) {
        if (!fs::is_regular_file(place / "oci-layout") || !fs::is_regular_file(place / "index.json"))
            throw Error(Failure::mismatch, what + " is no OCI layout: it lacks oci-layout or index.json");
        return read_layout(blobs_of_layout(place), read_file(place / "oci-layout", document_limit),
                           read_file(place / "index.json", document_limit), what);
    }
    const Members members = take_apart(place, scratch, what);
    if (members.contains("oci-layout") && members.contains("index.json"))
        return read_layout(blobs_of_members(members), read_file(members.at("oci-layout"), document_limit),
                           read_file(members.at("index.json"), document_limit), what);
    if (members.contains("manifest.json")) return read_docker_archive(members, what);
    throw Error(Failure::mismatch, what + " is neither an OCI archive nor a docker archive")
        .note("It has neither oci-layout with index.json, nor manifest.json.");
}

}  // namespace

ReadImages read_images(const fs::path& place, const fs::path& scratch) {
    ReadImages all = read_any(place, scratch);
    std::stable_sort(all.images.begin(), all.images.end(),
                     [](const ReadImage& a, const ReadImage& b) { return a.platform < b.platform; });
    return all;
}

}  // namespace verbatim::oci
