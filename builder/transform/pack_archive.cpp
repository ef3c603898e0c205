#include "transform/pack_archive.h"

#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/utf8_names.h"
#include "transform/zip_times.h"

#include <archive.h>
#include <archive_entry.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <map>
#include <memory>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr const char* level = "6";
constexpr std::size_t piece_size = 1U << 16U;

// Path → entry; the paths of folders end in '/', so that in bytewise order a folder stands before what is in
// it.
using Members = std::map<std::string, TreeEntry>;

void collect(const Store& store, const Digest& tree, const std::string& prefix, Members& members) {
    for (const TreeEntry& entry : store.get_tree(tree).entries) {
        const bool folder = entry.kind == TreeEntry::Kind::directory;
        const std::string path = prefix + entry.name + (folder ? "/" : "");
        members.emplace(path, entry);
        if (folder) collect(store, entry.digest, path, members);
    }
}

// In the locale of Utf8Names.
void check_names(const Members& members, ArchiveFormat format, const std::string& archive) {
    for (const auto& [path, entry] : members) {
        const auto refuse = [&, p = path](const std::string& why) {
            return Error(Failure::definition, "\"" + p + "\" cannot go into " + archive + ": " + why)
                .next("give the file another name, or leave it out of the archive's contents");
        };
        if (std::mbstowcs(nullptr, path.c_str(), 0) == static_cast<std::size_t>(-1))
            throw refuse("its name is not UTF-8");
        const std::string_view plain =
            std::string_view(path).substr(0, path.size() - (path.ends_with('/') ? 1 : 0));
        if (format == ArchiveFormat::zip && !is_contained_path(plain))
            throw refuse("a zip's names have no backslash and no control character");
        if (format == ArchiveFormat::zip && path.size() > 65535)
            throw refuse("its path is too long for a zip");
    }
}

class Writer {
  public:
    Writer(ArchiveFormat format, const fs::path& file, std::int64_t mtime, const Store& store)
        : file_(file),
          mtime_(mtime),
          store_(store),
          fd_(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)) {
        if (!fd_.valid()) throw disk_error("write", file_, errno);
        if (format == ArchiveFormat::zip) {
            must(archive_write_set_format_zip(out()));
            must(archive_write_set_format_option(out(), "zip", "compression", "deflate"));
            must(archive_write_set_format_option(out(), "zip", "compression-level", level));
            must(archive_write_set_format_option(out(), "zip", "hdrcharset", "UTF-8"));
        } else {
            must(archive_write_set_format_pax_restricted(out()));
            must(archive_write_add_filter_gzip(out()));
            must(archive_write_set_filter_option(out(), "gzip", "compression-level", level));
            must(archive_write_set_filter_option(out(), "gzip", "timestamp", nullptr));
        }
        must(archive_write_set_bytes_in_last_block(out(), 1));
        must(archive_write_open(out(), this, nullptr, &Writer::write_out, nullptr));
    }

    // What was not finished is given up: else libarchive would fill up what is missing with zeros, however
    // much it is. It is not told to fail, since then it would leave behind what it has allocated.
    ~Writer() {
        given_up_ = true;
        handle_.reset();
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void add(const std::string& path, const TreeEntry& entry) {
        must(archive_write_finish_entry(out()));
        headers_.local.push_back(position());
        const bool file = entry.kind == TreeEntry::Kind::file || entry.kind == TreeEntry::Kind::executable;
        archive_entry* header = archive_entry_clear(entry_.get());
        archive_entry_set_pathname(header, path.c_str());
        archive_entry_set_mtime(header, mtime_, 0);
        archive_entry_set_uid(header, 0);
        archive_entry_set_gid(header, 0);
        archive_entry_set_uname(header, "root");
        archive_entry_set_gname(header, "root");
        archive_entry_set_size(header, file ? static_cast<la_int64_t>(entry.size) : 0);
        switch (entry.kind) {
            case TreeEntry::Kind::directory:
                archive_entry_set_mode(header, AE_IFDIR | 0755U);
                break;
            case TreeEntry::Kind::symlink:
                archive_entry_set_mode(header, AE_IFLNK | 0777U);
                archive_entry_set_symlink(header, store_.get(entry.digest).c_str());
                break;
            case TreeEntry::Kind::executable:
                archive_entry_set_mode(header, AE_IFREG | 0755U);
                break;
            case TreeEntry::Kind::file:
                archive_entry_set_mode(header, AE_IFREG | 0644U);
                break;
        }
        must(archive_write_header(out(), header));
        if (file) add_content(entry);
    }

    ZipHeaders finish() {
        must(archive_write_finish_entry(out()));
        headers_.directory = position();
        must(archive_write_close(out()));
        return headers_;
    }

  private:
    archive* out() { return handle_.get(); }
    // libarchive's callback: all of it, or -1.
    static la_ssize_t write_out(archive* out, void* self, const void* bytes, std::size_t size) {
        const auto& writer = *static_cast<Writer*>(self);
        std::string_view left(static_cast<const char*>(bytes), size);
        while (!left.empty()) {
            const ssize_t n = writer.given_up_ ? -1 : ::write(writer.fd_.get(), left.data(), left.size());
            if (n < 0 && !writer.given_up_ && errno == EINTR) continue;
            if (n < 0) {
                archive_set_error(out, writer.given_up_ ? ECANCELED : errno, "cannot write");
                return -1;
            }
            left.remove_prefix(static_cast<std::size_t>(n));
        }
        return static_cast<la_ssize_t>(size);
    }
    // What the format has written so far, before it is compressed as a whole (a zip is not).
    std::uint64_t position() { return static_cast<std::uint64_t>(archive_filter_bytes(out(), 0)); }
    void must(int status) {
        if (status == ARCHIVE_OK) return;
        if (const int error = archive_errno(out()); error > 0 && error != EINVAL)
            throw disk_error("write", file_, error);
        const char* why = archive_error_string(out());
        throw Error(Failure::store,
                    "cannot write " + file_.string() + ": " + (why != nullptr ? why : "unknown"));
    }
    // Hashed as it is read: a blob that is no longer what it was does not get into an archive.
    void add_content(const TreeEntry& entry) {
        const fs::path path = store_.blob_path(entry.digest);
        const FileDescriptor in(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
        if (!in.valid() && errno != ENOENT) throw disk_error("read", path, errno);
        Sha256 hash;
        std::uint64_t size = 0;
        while (in.valid()) {
            throw_if_interrupted();
            const ssize_t n = ::read(in.get(), buffer_.data(), buffer_.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) throw disk_error("read", path, errno);
            if (n == 0) break;
            hash.update({buffer_.data(), static_cast<std::size_t>(n)});
            size += static_cast<std::uint64_t>(n);
            if (size > entry.size) break;
            const la_ssize_t written = archive_write_data(out(), buffer_.data(), static_cast<std::size_t>(n));
            if (written != n) must(written < 0 ? static_cast<int>(written) : ARCHIVE_FATAL);
        }
        if (!in.valid() || size != entry.size || hash.finish() != entry.digest)
            throw Error(Failure::damaged, "the blob " + entry.digest.hex() + " in the store is " +
                                              (in.valid() ? "damaged" : "missing"))
                .note("It was not used.\nStore: " + store_.root().string())
                .next("verbatim store fsck --repair, and the same command again");
    }

    fs::path file_;
    std::int64_t mtime_;
    const Store& store_;
    FileDescriptor fd_;
    bool given_up_ = false;
    std::unique_ptr<archive, decltype(&archive_write_free)> handle_{archive_write_new(), &archive_write_free};
    std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry_{archive_entry_new(),
                                                                         &archive_entry_free};
    std::string buffer_ = std::string(piece_size, '\0');
    ZipHeaders headers_;
};

}  // namespace

std::optional<ArchiveFormat> archive_format_of(std::string_view name) {
    if (name.ends_with(".tar.gz") || name.ends_with(".tgz")) return ArchiveFormat::tar_gz;
    if (name.ends_with(".zip")) return ArchiveFormat::zip;
    return std::nullopt;
}

Digest pack_archive(const Digest& tree, ArchiveFormat format, const std::string& name, std::int64_t mtime,
                    Store& store) {
    if (!is_contained_path(name))
        throw Error(Failure::definition, "an archive cannot be called \"" + name + "\"")
            .next("use a name without \"..\", with no slash at its start");
    const std::int64_t last = format == ArchiveFormat::zip ? (1LL << 31) - 1 : (1LL << 33) - 1;
    if (mtime < 0 || mtime > last)
        throw Error(Failure::definition,
                    "the members of " + name + " cannot have the time " + std::to_string(mtime))
            .note("The format holds seconds since 1970 from 0 to " + std::to_string(last) + ".");
    const Utf8Names names;
    Members members;
    collect(store, tree, "", members);
    check_names(members, format, name);

    const TemporaryDirectory work = store.scratch("archive-");
    const fs::path file = work.path() / "archive";
    Writer writer(format, file, mtime, store);
    for (const auto& [path, entry] : members) {
        throw_if_interrupted();
        writer.add(path, entry);
    }
    const ZipHeaders headers = writer.finish();
    if (format == ArchiveFormat::zip) set_utc_times(file, headers, mtime);
    TreeBuilder packed(store);
    packed.add_blob(name, store.put_file(file), fs::file_size(file));
    return packed.finish();
}

}  // namespace verbatim
