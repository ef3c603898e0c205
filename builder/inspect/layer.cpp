#include "inspect/layer.h"

#include "base/budget.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "base/utf8_names.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <fstream>
#include <memory>

namespace fs = std::filesystem;

namespace verbatim::oci {

namespace {

constexpr std::uint64_t unpacked_limit = 64ULL << 30U;
constexpr std::size_t most_layer_members = 1'000'000;
constexpr std::string_view whiteout = ".wh.";
constexpr std::string_view opaque = ".wh..wh..opq";

class LayerReader {
  public:
    LayerReader(const fs::path& file, Compression compression, std::string what, bool as_tar)
        : what_(std::move(what)), compression_(compression) {
        if (as_tar) {
            archive_read_support_format_tar(get());
            archive_read_support_format_empty(get());
        } else {
            archive_read_support_format_raw(get());
            archive_read_support_format_empty(get());
        }
        if (compression == Compression::gzip) archive_read_support_filter_gzip(get());
        if (compression == Compression::zstd) archive_read_support_filter_zstd(get());
        if (archive_read_open_filename(get(), file.c_str(), 1U << 16U) != ARCHIVE_OK) throw refuse();
    }

    // Null at the end.
    archive_entry* next() {
        // libarchive would pass over what was not read as well, but count nothing and listen to nobody.
        if (unread_) content([](std::string_view) {});
        throw_if_interrupted();
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(get(), &entry);
        if (status != ARCHIVE_EOF && status != ARCHIVE_OK && status != ARCHIVE_WARN) throw refuse();
        check_filter();
        unread_ = status != ARCHIVE_EOF;
        return status == ARCHIVE_EOF ? nullptr : entry;
    }

    void content(const std::function<void(std::string_view)>& take) {
        while (true) {
            const la_ssize_t n = archive_read_data(get(), buffer_.data(), buffer_.size());
            if (n < 0) throw refuse();
            unread_ = n > 0;
            if (n == 0) return;
            budget_.content(static_cast<std::uint64_t>(n));
            take({buffer_.data(), static_cast<std::size_t>(n)});
        }
    }

    // Of names and of what links lead to: both are kept in memory.
    void name(std::string_view text) { budget_.entry(text); }

    [[nodiscard]] Error refuse(const std::string& why) const {
        return Error(Failure::mismatch, what_ + " cannot be used: " + why);
    }

  private:
    [[nodiscard]] archive* get() const { return handle_.get(); }
    [[nodiscard]] Error refuse() const {
        const char* why = archive_error_string(get());
        return refuse(why != nullptr ? why : "it is damaged");
    }
    void check_filter() const {
        const int code = archive_filter_code(get(), 0);
        if (compression_ == Compression::gzip && code != ARCHIVE_FILTER_GZIP)
            throw refuse("it is not compressed by gzip, as its media type says");
        if (compression_ == Compression::zstd && code != ARCHIVE_FILTER_ZSTD)
            throw refuse("it is not compressed by zstd, as its media type says");
    }

    Utf8Names names_;
    std::string what_;
    Compression compression_;
    std::unique_ptr<archive, decltype(&archive_read_free)> handle_{archive_read_new(), &archive_read_free};
    std::string buffer_ = std::string(1U << 16U, '\0');
    bool unread_ = false;
    // A member may have two names. Paths may have any depth: no folder is made of them.
    Budget budget_{what_, {2 * most_layer_members, 4096, 4096, std::uint64_t{512} << 20U, unpacked_limit}};
};

std::string clean_path(const char* raw, LayerReader& reader) {
    if (raw == nullptr) throw reader.refuse("a name in it is not UTF-8");
    const std::string_view text = raw;
    if (text.size() > 4096) throw reader.refuse("a name in it is longer than 4096 bytes");
    reader.name(text);
    std::string path;
    for (const std::string& part : split(text, '/')) {
        if (part.empty() || part == ".") continue;
        if (part == "..") throw reader.refuse("the path \"" + std::string(text) + "\" leaves the root");
        path += (path.empty() ? "" : "/") + part;
    }
    return path.empty() ? "." : path;
}

Member::Kind kind_of(archive_entry* entry) {
    if (archive_entry_hardlink(entry) != nullptr) return Member::Kind::hardlink;
    switch (archive_entry_filetype(entry)) {
        case AE_IFREG:
            return Member::Kind::file;
        case AE_IFDIR:
            return Member::Kind::directory;
        case AE_IFLNK:
            return Member::Kind::symlink;
        default:
            return Member::Kind::other;
    }
}

Member read_member(archive_entry* entry, LayerReader& reader) {
    Member member;
    member.path = clean_path(archive_entry_pathname(entry), reader);
    member.kind = kind_of(entry);
    member.mode = archive_entry_perm(entry);
    member.uid = archive_entry_uid(entry);
    member.gid = archive_entry_gid(entry);
    if (member.kind == Member::Kind::hardlink) {
        member.target = clean_path(archive_entry_hardlink(entry), reader);
    } else if (member.kind == Member::Kind::symlink) {
        const char* target = archive_entry_symlink(entry);
        member.target = target != nullptr ? target : "";
        reader.name(member.target);
    } else if (member.kind == Member::Kind::other) {
        member.device = (static_cast<std::uint64_t>(archive_entry_filetype(entry)) << 48U) ^
                        static_cast<std::uint64_t>(archive_entry_rdev(entry));
    } else if (member.kind == Member::Kind::file) {
        Sha256 hash;
        reader.content([&](std::string_view piece) {
            hash.update(piece);
            member.size += piece.size();
        });
        member.content = hash.finish();
    }
    return member;
}

// All that lies below a path, and, where asked for, what stands there itself.
void take_away(FileSystem& files, const std::string& path, bool itself) {
    if (path == ".") {
        std::erase_if(files, [](const auto& entry) { return entry.first != "."; });
        return;
    }
    if (itself) files.erase(path);
    files.erase(files.lower_bound(path + "/"), files.lower_bound(path + "0"));  // '0' comes after '/'
}

std::pair<std::string, std::string> folder_and_name(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return {".", path};
    return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace

void unpack(const fs::path& file, Compression compression, const std::string& what,
            const std::function<void(std::string_view)>& take) {
    LayerReader reader(file, compression, what, false);
    if (reader.next() != nullptr) reader.content(take);
}

Digest diff_id(const fs::path& file, Compression compression, const std::string& what) {
    Sha256 hash;
    unpack(file, compression, what, [&](std::string_view piece) { hash.update(piece); });
    return hash.finish();
}

Compression compression_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::array<char, 4> first{};
    in.read(first.data(), first.size());
    const std::string_view bytes(first.data(), static_cast<std::size_t>(in.gcount()));
    if (bytes.starts_with("\x1f\x8b")) return Compression::gzip;
    if (bytes.starts_with("\x28\xb5\x2f\xfd")) return Compression::zstd;
    return Compression::none;
}

std::vector<Member> read_layer(const fs::path& file, Compression compression, const std::string& what) {
    LayerReader reader(file, compression, what, true);
    std::vector<Member> members;
    while (archive_entry* entry = reader.next()) {
        if (members.size() == most_layer_members)
            throw reader.refuse("it has more than " + std::to_string(most_layer_members) + " members");
        members.push_back(read_member(entry, reader));
    }
    return members;
}

void put_on(FileSystem& files, const std::vector<Member>& layer) {
    for (const Member& member : layer) {  // what they take away is below: whatever their place in the layer
        const auto [folder, name] = folder_and_name(member.path);
        if (name == opaque)
            take_away(files, folder, false);
        else if (name.starts_with(whiteout))
            take_away(files, (folder == "." ? "" : folder + "/") + name.substr(whiteout.size()), true);
    }
    for (const Member& member : layer) {
        if (folder_and_name(member.path).second.starts_with(whiteout)) continue;
        if (member.kind != Member::Kind::directory) take_away(files, member.path, true);
        files[member.path] = member;
    }
}

}  // namespace verbatim::oci
