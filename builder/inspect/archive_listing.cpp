#include "inspect/archive_listing.h"

#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "base/utf8_names.h"

#include <archive.h>
#include <archive_entry.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::size_t block = 1U << 16U;
constexpr std::uint64_t never_too_dense = 64ULL << 20U;

std::string text(const char* given) {
    return given != nullptr ? given : "";
}

// A libarchive reader of one file, which counts what comes out of it.
class ArchiveReader {
  public:
    ArchiveReader(const fs::path& file, std::string name, const ArchiveLimits& limits)
        : name_(std::move(name)), limits_(limits), fd_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
        struct stat info{};
        if (!fd_.valid() || ::fstat(fd_.get(), &info) != 0) throw disk_error("read", file, errno);
        if (!S_ISREG(info.st_mode)) throw refuse("it is no plain file");
        packed_ = static_cast<std::uint64_t>(info.st_size);
        // Only what is compiled in: "all" would run programs of this machine for some filters.
        archive_read_support_filter_gzip(in());
    }
    // After the formats were chosen.
    void open() {
        if (archive_read_open_fd(in(), fd_.get(), block) != ARCHIVE_OK) throw refuse();
        if (archive_filter_count(in()) > 2) throw refuse("it is compressed more than once");
    }
    archive* in() { return handle_.get(); }

    [[nodiscard]] Error refuse(const std::string& why) const {
        return Error(Failure::mismatch, "the archive " + name_ + " cannot be used: " + why);
    }
    [[nodiscard]] Error refuse() const {
        const char* why = archive_error_string(handle_.get());
        return refuse(why != nullptr ? printable(why) : "it is damaged");
    }
    archive_entry* next() {
        throw_if_interrupted();
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(in(), &entry);
        if (status == ARCHIVE_EOF) return nullptr;
        if (status != ARCHIVE_OK) throw refuse();  // a warning too: then something was not understood
        return entry;
    }
    // Calls `take` with each piece; gives the size.
    template <typename Take>
    std::uint64_t content(const std::string& path, const Take& take) {
        const void* piece = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        std::uint64_t all = 0;
        int status = ARCHIVE_OK;
        while ((status = archive_read_data_block(in(), &piece, &size, &offset)) == ARCHIVE_OK) {
            throw_if_interrupted();
            if (static_cast<std::uint64_t>(offset) != all) throw refuse("\"" + path + "\" has holes");
            all += size;
            count(size);
            take(std::string_view(static_cast<const char*>(piece), size));
        }
        if (status != ARCHIVE_EOF) throw refuse();
        return all;
    }
    [[nodiscard]] std::uint64_t packed() const { return packed_; }

  private:
    void count(std::uint64_t size) {
        unpacked_ += size;
        if (unpacked_ > limits_.unpacked)
            throw refuse("it unpacks to more than " + human_size(limits_.unpacked));
        if (unpacked_ > never_too_dense && unpacked_ / limits_.ratio > packed_)
            throw refuse("it unpacks to more than " + std::to_string(limits_.ratio) + " times its size");
    }

    std::string name_;
    const ArchiveLimits& limits_;
    FileDescriptor fd_;
    std::uint64_t packed_ = 0, unpacked_ = 0;
    std::unique_ptr<archive, decltype(&archive_read_free)> handle_{archive_read_new(), &archive_read_free};
};

bool stays_inside(const std::string& plain) {
    if (plain.empty()) return true;
    const std::vector<std::string> parts = split(plain, '/');
    return std::none_of(parts.begin(), parts.end(),
                        [](const std::string& part) { return part.empty() || part == "." || part == ".."; });
}

class Lister {
  public:
    Lister(ArchiveReader& in, const ArchiveLimits& limits) : in_(in), limits_(limits) {}

    void run(ArchiveListing& listing) {
        while (archive_entry* entry = in_.next()) {
            if (listing.members.size() == limits_.members)
                throw in_.refuse("it has more than " + counted(limits_.members, "member"));
            note_format(listing);
            listing.members.push_back(member(entry));
        }
    }

  private:
    void note_format(ArchiveListing& listing) {
        const int format = archive_format(in_.in());
        if ((format & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP)
            listing.format = ArchiveListing::Format::zip;
        if (listing.format == ArchiveListing::Format::zip) return;
        if (format == ARCHIVE_FORMAT_TAR_GNUTAR)
            listing.dialect = "GNU";
        else if (format == ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE)
            listing.dialect = "pax";
        else if (listing.dialect != "pax")
            listing.dialect = format == ARCHIVE_FORMAT_TAR_USTAR ? "ustar" : "v7";
    }

    std::string bounded(const char* given, const char* what) {
        std::string found = text(given);
        remember(found.size());
        if (found.size() > limits_.path)
            throw in_.refuse(std::string(what) + " has more than " + std::to_string(limits_.path) +
                             " bytes: \"" + printable(found.substr(0, 60)) + "…\"");
        return found;
    }

    // What is kept in memory is bounded as a whole, too.
    void remember(std::uint64_t bytes) {
        remembered_ += bytes;
        if (remembered_ > limits_.names)
            throw in_.refuse("its names and attributes take more than " + human_size(limits_.names));
    }
    std::string name(const char* given) {
        std::string found = text(given);
        remember(found.size());
        return found;
    }

    ArchiveMember member(archive_entry* entry) {
        ArchiveMember made;
        made.path = bounded(archive_entry_pathname(entry), "a path");
        const std::string shown = printable(made.path);
        const std::string plain = plain_path(made.path);
        if (!stays_inside(plain)) throw in_.refuse("the path \"" + shown + "\" leaves its folder");
        if (!known_.emplace(plain, File{}).second) throw in_.refuse("the path \"" + shown + "\" comes twice");
        made.mode = archive_entry_mode(entry) & 07777U;
        made.uid = archive_entry_uid(entry);
        made.gid = archive_entry_gid(entry);
        made.uname = name(archive_entry_uname(entry));
        made.gname = name(archive_entry_gname(entry));
        made.mtime = archive_entry_mtime(entry);
        made.nanoseconds = archive_entry_mtime_nsec(entry);
        read_attributes(entry, made);
        if (archive_entry_hardlink(entry) != nullptr) {
            read_hard_link(entry, made, shown);
            known_[plain] = {true, made.size, made.content};
            return made;
        }
        read_kind(entry, made, shown);
        if (made.kind == ArchiveMember::Kind::file) read_content(entry, made, shown);
        if (plain.empty() && made.kind != ArchiveMember::Kind::directory)
            throw in_.refuse("the path \"" + shown + "\" names no file");
        if (made.kind == ArchiveMember::Kind::file) known_[plain] = {true, made.size, made.content};
        return made;
    }

    void read_hard_link(archive_entry* entry, ArchiveMember& made, const std::string& shown) {
        made.hard_link = bounded(archive_entry_hardlink(entry), "a link's target");
        const auto found = known_.find(plain_path(made.hard_link));
        if (found == known_.end() || !found->second.is_file)
            throw in_.refuse("the hard link \"" + shown + "\" names a file that is not there");
        if (in_.content(shown, [](std::string_view) {}) != 0)
            throw in_.refuse("the hard link \"" + shown + "\" has content of its own");
        made.size = found->second.size;
        made.content = found->second.content;
    }

    void read_kind(archive_entry* entry, ArchiveMember& made, const std::string& shown) {
        switch (archive_entry_filetype(entry)) {
            case AE_IFREG:
                made.kind = ArchiveMember::Kind::file;
                break;
            case AE_IFDIR:
                made.kind = ArchiveMember::Kind::directory;
                break;
            case AE_IFLNK:
                made.kind = ArchiveMember::Kind::symlink;
                made.link = bounded(archive_entry_symlink(entry), "a link's target");
                if (made.link.empty()) throw in_.refuse("the link \"" + shown + "\" leads nowhere");
                break;
            default:
                throw in_.refuse("\"" + shown + "\" is neither file, folder nor link");
        }
    }

    void read_content(archive_entry* entry, ArchiveMember& made, const std::string& shown) {
        Sha256 hash;
        made.size = in_.content(shown, [&](std::string_view piece) { hash.update(piece); });
        made.content = hash.finish();
        if (archive_entry_size_is_set(entry) != 0 &&
            static_cast<std::uint64_t>(archive_entry_size(entry)) != made.size)
            throw in_.refuse("\"" + shown + "\" is not as long as it says");
    }

    void read_attributes(archive_entry* entry, ArchiveMember& made) {
        const char* name = nullptr;
        const void* value = nullptr;
        std::size_t size = 0;
        archive_entry_xattr_reset(entry);
        while (archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK) {
            remember(size);
            made.attributes[text(name)] = std::string(static_cast<const char*>(value), size);
        }
    }

    struct File {
        bool is_file = false;
        std::uint64_t size = 0;
        Digest content;
    };
    ArchiveReader& in_;
    const ArchiveLimits& limits_;
    std::uint64_t remembered_ = 0;
    std::map<std::string, File> known_;  // by plain path
};

struct Stream {
    Digest digest;
    std::uint64_t end = 0;  // of the last byte that is not zero
};

// All that is left when gzip is taken off, the end of the tar included.
Stream read_stream(const fs::path& file, const std::string& name, const ArchiveLimits& limits) {
    ArchiveReader in(file, name, limits);
    archive_read_support_format_raw(in.in());
    in.open();
    if (in.next() == nullptr) throw in.refuse("it is empty");
    Sha256 hash;
    Stream stream;
    std::uint64_t position = 0;
    in.content("", [&](std::string_view piece) {
        hash.update(piece);
        if (const std::size_t last = piece.find_last_not_of('\0'); last != std::string_view::npos)
            stream.end = position + last + 1;
        position += piece.size();
    });
    stream.digest = hash.finish();
    return stream;
}

std::string read_beginning(const fs::path& file) {
    std::string bytes(2 * block, '\0');
    const FileDescriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    const ssize_t n = in.valid() ? ::pread(in.get(), bytes.data(), bytes.size(), 0) : -1;
    if (n < 0) throw disk_error("read", file, errno);
    bytes.resize(static_cast<std::size_t>(n));
    return bytes;
}

}  // namespace

ArchiveListing list_archive(const fs::path& file, const std::string& name, const ArchiveLimits& limits) {
    const Utf8Names names;
    // First of all: it also finds what unpacks to too much.
    const Stream stream = read_stream(file, name, limits);
    ArchiveListing listing;
    ArchiveReader in(file, name, limits);
    archive_read_support_format_tar(in.in());
    archive_read_support_format_zip_seekable(in.in());
    in.open();
    Lister(in, limits).run(listing);
    listing.size = in.packed();
    listing.archive = sha256_file(file);
    listing.stream = stream.digest;
    listing.gzip = parse_gzip_header(read_beginning(file));
    if (listing.format == ArchiveListing::Format::tar &&
        stream.end > static_cast<std::uint64_t>(archive_filter_bytes(in.in(), 0)))
        throw in.refuse("other bytes come after its end");
    return listing;
}

std::string plain_path(std::string_view path) {
    while (path.starts_with("./")) path.remove_prefix(2);
    if (path.ends_with('/')) path.remove_suffix(1);
    return path == "." ? "" : std::string(path);
}

std::optional<GzipHeader> parse_gzip_header(std::string_view bytes) {
    constexpr unsigned has_extra = 4, has_name = 8;
    const auto byte = [&](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at]));
    };
    if (bytes.size() < 10 || !bytes.starts_with("\x1f\x8b\x08")) return std::nullopt;
    GzipHeader header;
    for (unsigned i = 0; i < 4; ++i) header.mtime |= byte(4 + i) << (8 * i);
    header.level = static_cast<int>(byte(8));
    header.system = static_cast<int>(byte(9));
    std::size_t at = 10;
    if ((byte(3) & has_extra) != 0) {
        if (bytes.size() < 12) return std::nullopt;
        at += 2 + (byte(10) | byte(11) << 8U);
    }
    if ((byte(3) & has_name) != 0) {
        const std::size_t end = bytes.find('\0', at);
        if (end == std::string_view::npos) return std::nullopt;
        header.name = bytes.substr(at, end - at);
    }
    return header;
}

}  // namespace verbatim
