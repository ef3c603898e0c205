#include "inspect/image_files.h"

#include "base/budget.h"
#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "base/utf8_names.h"
#include "inspect/layer.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace fs = std::filesystem;

namespace verbatim::oci {

namespace {

constexpr std::size_t most_members = 100'000;
constexpr std::size_t most_documents = 1'000;  // indexes and manifests of one image
constexpr std::uint64_t archive_limit = 64ULL << 30U;
constexpr int deepest_index = 3;

std::optional<fs::path> if_file(const fs::path& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return std::nullopt;
    return path;
}

Error lacks(const std::string& what, const Digest& digest) {
    return Error(Failure::mismatch, what + " is incomplete: it lacks " + digest_text(digest))
        .next("copy or fetch that image anew");
}

Error other_digest(const std::string& what, const Digest& expected, const Digest& came) {
    return Error(Failure::mismatch, what + " is not the pinned one")
        .note("expected " + digest_text(expected) + "\ncame     " + digest_text(came))
        .note("Nothing of it was used.")
        .next("copy or fetch that image anew, or correct the pin");
}

std::uint64_t size_of(const fs::path& file) {
    std::error_code error;
    const std::uint64_t size = fs::file_size(file, error);
    if (error) throw disk_error("read", file, error.value());
    return size;
}

void check_size(std::uint64_t came, const Descriptor& descriptor, const std::string& what) {
    if (came == descriptor.size) return;
    throw Error(Failure::mismatch,
                what + " cannot be used: " + digest_text(descriptor.digest) + " has another length")
        .note("expected " + std::to_string(descriptor.size) + " bytes\ncame     " + std::to_string(came) +
              " bytes");
}

// An index that names itself's like a thousand times is as short as any: so documents are counted.
void collect(const FindBlob& find, const Descriptor& entry, const std::string& what, int depth,
             Budget& budget, std::vector<Descriptor>& all) {
    budget.entry("");
    const std::string text = read_document(find, entry, what);
    if (kind_of(text, what) == Kind::manifest) {
        all.push_back(entry);
        return;
    }
    if (depth == deepest_index)
        throw Error(Failure::mismatch, what + " cannot be used: its indexes are nested too deep");
    for (const Descriptor& below : parse_index(text, what).manifests) {
        if (below.platform.os == "unknown") continue;
        collect(find, below, what, depth + 1, budget, all);
    }
}

class MemberReader {
  public:
    MemberReader(const fs::path& file, fs::path to, std::string what)
        : to_(std::move(to)), what_(std::move(what)) {
        archive_read_support_format_tar(in_.get());
        archive_read_support_filter_gzip(in_.get());
        if (archive_read_open_filename(in_.get(), file.c_str(), 1U << 18U) != ARCHIVE_OK) throw refuse();
    }

    std::map<std::string, fs::path> read() {
        std::map<std::string, fs::path> members;
        archive_entry* entry = nullptr;
        while (true) {
            throw_if_interrupted();
            // libarchive would pass over what was not read as well, but count nothing and listen to nobody.
            while (unread_) (void)piece();
            const int status = archive_read_next_header(in_.get(), &entry);
            if (status == ARCHIVE_EOF) return members;
            if (status != ARCHIVE_OK && status != ARCHIVE_WARN) throw refuse();
            unread_ = true;
            const char* raw = archive_entry_pathname(entry);
            const std::string name = cleaned(raw != nullptr ? raw : "");
            names_bytes_.entry(name);
            if (++count_ > most_members)
                throw refuse("it has more than " + std::to_string(most_members) + " members");
            if (archive_entry_hardlink(entry) != nullptr) {
                link(members, name, cleaned(archive_entry_hardlink(entry)));
            } else if (archive_entry_filetype(entry) == AE_IFLNK) {
                // `docker save` of old links a layer that comes twice: "../HEX/layer.tar".
                const char* target = archive_entry_symlink(entry);
                const auto slash = name.rfind('/');
                const std::string folder = slash == std::string::npos ? "" : name.substr(0, slash + 1);
                link(members, name,
                     fs::path(folder + (target != nullptr ? target : "")).lexically_normal().string());
            } else if (archive_entry_filetype(entry) == AE_IFREG) {
                if (members.contains(name)) throw refuse("\"" + name + "\" comes twice");
                members[name] = copy();
            }
        }
    }

  private:
    [[nodiscard]] Error refuse(const std::string& why) const {
        return Error(Failure::mismatch, what_ + " cannot be read: " + why);
    }
    [[nodiscard]] Error refuse() const {
        const char* why = archive_error_string(in_.get());
        return refuse(why != nullptr ? why : "it is damaged");
    }
    static std::string cleaned(const std::string& raw) {
        std::string name;
        for (const std::string& part : split(raw, '/'))
            if (!part.empty() && part != ".") name += (name.empty() ? "" : "/") + part;
        return name;
    }
    void link(std::map<std::string, fs::path>& members, const std::string& name,
              const std::string& to) const {
        const auto found = members.find(to);
        if (found == members.end()) throw refuse("\"" + name + "\" is a link to what is not in it");
        members[name] = found->second;
    }
    std::string_view piece() {
        throw_if_interrupted();
        const la_ssize_t n = archive_read_data(in_.get(), buffer_.data(), buffer_.size());
        if (n < 0) throw refuse();
        unread_ = n > 0;
        total_ += static_cast<std::uint64_t>(n);
        if (total_ > archive_limit) throw refuse("it unpacks to more than " + human_size(archive_limit));
        return std::string_view(buffer_).substr(0, static_cast<std::size_t>(n));
    }
    fs::path copy() {
        const fs::path file = to_ / std::to_string(count_);
        FileWriter out(file);
        while (unread_) out.write(piece());
        out.close();
        return file;
    }

    Utf8Names names_;
    fs::path to_;
    std::string what_;
    std::unique_ptr<archive, decltype(&archive_read_free)> in_{archive_read_new(), &archive_read_free};
    std::string buffer_ = std::string(1U << 18U, '\0');
    std::size_t count_ = 0;
    std::uint64_t total_ = 0;
    bool unread_ = false;
    Budget names_bytes_{what_};
};

}  // namespace

FindBlob blobs_of_layout(const fs::path& folder) {
    return [folder](const Digest& digest) { return if_file(folder / "blobs" / "sha256" / digest.hex()); };
}

FindBlob blobs_of_dir(const fs::path& folder) {
    return [folder](const Digest& digest) { return if_file(folder / digest.hex()); };
}

FindBlob blobs_of_members(std::map<std::string, fs::path> members) {
    return [members = std::move(members)](const Digest& digest) -> std::optional<fs::path> {
        const auto found = members.find("blobs/sha256/" + digest.hex());
        if (found == members.end()) return std::nullopt;
        return found->second;
    };
}

std::map<std::string, fs::path> take_apart(const fs::path& archive, const fs::path& to,
                                           const std::string& what) {
    return MemberReader(archive, to, what).read();
}

std::string read_document(const FindBlob& find, const Digest& digest, const std::string& what) {
    const auto file = find(digest);
    if (!file) throw lacks(what, digest);
    if (size_of(*file) > document_limit)
        throw Error(Failure::mismatch, what + " cannot be used: " + digest_text(digest) +
                                           " is too long for an index, manifest or config");
    std::string text = read_file(*file, document_limit);
    if (const Digest came = sha256(text); came != digest) throw other_digest(what, digest, came);
    return text;
}

std::string read_document(const FindBlob& find, const Descriptor& descriptor, const std::string& what) {
    std::string text = read_document(find, descriptor.digest, what);
    check_size(text.size(), descriptor, what);
    return text;
}

ManifestWithConfig with_config(const FindBlob& find, const Descriptor& entry, std::string manifest_text,
                               const std::string& what) {
    ManifestWithConfig read{entry, parse_manifest(manifest_text, what + "'s manifest"), {}, {}, {}};
    read.manifest_text = std::move(manifest_text);
    read.config_text = read_document(find, read.manifest.config, what + "'s config");
    read.config = parse_config(read.config_text, what + "'s config");
    read.entry.platform = read.config.platform;
    if (read.config.diff_ids.size() != read.manifest.layers.size())
        throw Error(Failure::mismatch, what + " cannot be used: its config speaks of " +
                                           counted(read.config.diff_ids.size(), "layer") +
                                           ", its manifest of " +
                                           std::to_string(read.manifest.layers.size()));
    return read;
}

ManifestWithConfig read_manifest(const FindBlob& find, const Descriptor& entry, const std::string& what) {
    return with_config(find, entry, read_document(find, entry, what + "'s manifest"), what);
}

std::vector<Descriptor> manifests_below(const FindBlob& find, const Descriptor& entry,
                                        const std::string& what) {
    std::vector<Descriptor> all;
    Budget budget(what, {most_documents, 1, 1, 1, 1});
    collect(find, entry, what, 0, budget, all);
    return all;
}

fs::path find_layer(const FindBlob& find, const Descriptor& layer, const std::string& what) {
    const auto file = find(layer.digest);
    if (!file) throw lacks(what, layer.digest);
    check_size(size_of(*file), layer, what);
    return *file;
}

void check_layer(const FindBlob& find, const Descriptor& layer, const std::string& what) {
    const Digest came = sha256_file(find_layer(find, layer, what));
    if (came != layer.digest) throw other_digest("a layer of " + what, layer.digest, came);
}

void check_diff_id(const fs::path& file, const Descriptor& layer, const Digest& expected,
                   const std::string& what) {
    const std::string name = "layer " + digest_text(layer.digest) + " of " + what;
    const Digest came = diff_id(file, layer_compression(layer.media_type, what), name);
    if (came != expected)
        throw Error(Failure::mismatch, name + " does not unpack to what the config says")
            .note("expected " + digest_text(expected) + "\ncame     " + digest_text(came))
            .note("Nothing of it was used.")
            .next("tell whoever published that image; pin another");
}

Descriptor only_entry(std::string_view index_json, const std::string& what) {
    const Index index = parse_index(index_json, what + "'s index.json");
    if (index.manifests.size() != 1)
        throw Error(Failure::mismatch,
                    what + " is a layout of " + counted(index.manifests.size(), "image") + "; one is needed");
    return index.manifests.front();
}

}  // namespace verbatim::oci
