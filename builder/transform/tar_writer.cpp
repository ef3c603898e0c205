#include "transform/tar_writer.h"

#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/utf8_names.h"

#include <archive.h>
#include <archive_entry.h>

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <functional>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

// Piece by piece; at most `piece` bytes each.
std::uint64_t read_through(const fs::path& file, const std::function<void(std::string_view)>& take) {
    const FileDescriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!in.valid()) throw disk_error("read", file, errno);
    std::string buffer(1U << 18U, '\0');
    std::uint64_t total = 0;
    while (true) {
        throw_if_interrupted();
        const ssize_t n = ::read(in.get(), buffer.data(), buffer.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw disk_error("read", file, errno);
        if (n == 0) return total;
        total += static_cast<std::uint64_t>(n);
        take({buffer.data(), static_cast<std::size_t>(n)});
    }
}

}  // namespace

struct TarWriter::Entry {
    std::string path;
    unsigned type = AE_IFREG;
    Owner owner{};
    std::uint64_t size = 0;
    std::string target{};
};

TarWriter::TarWriter(const fs::path& file, std::int64_t time)
    : file_(file), time_(time), out_(archive_write_new(), &archive_write_free) {
    archive_write_set_format_pax_restricted(out_.get());
    archive_write_set_bytes_in_last_block(out_.get(), 1);
    if (archive_write_open_filename(out_.get(), file.c_str()) != ARCHIVE_OK)
        throw disk_error("write", file_, archive_errno(out_.get()));
}

TarWriter::~TarWriter() = default;

void TarWriter::header(const Entry& entry) {
    throw_if_interrupted();
    const Utf8Names names;
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> made(archive_entry_new(),
                                                                             &archive_entry_free);
    archive_entry_set_pathname(made.get(), entry.path.c_str());
    archive_entry_set_filetype(made.get(), entry.type);
    archive_entry_set_perm(made.get(), entry.owner.mode);
    archive_entry_set_uid(made.get(), entry.owner.uid);
    archive_entry_set_gid(made.get(), entry.owner.gid);
    archive_entry_set_mtime(made.get(), time_, 0);
    archive_entry_set_size(made.get(), static_cast<la_int64_t>(entry.size));
    if (entry.type == AE_IFLNK) archive_entry_set_symlink(made.get(), entry.target.c_str());
    if (archive_write_header(out_.get(), made.get()) != ARCHIVE_OK)
        throw Error(Failure::definition,
                    "\"" + entry.path + "\" cannot be packed: " + archive_error_string(out_.get()));
}

void TarWriter::data(std::string_view bytes) {
    while (!bytes.empty()) {
        const la_ssize_t n = archive_write_data(out_.get(), bytes.data(), bytes.size());
        if (n <= 0) throw disk_error("write", file_, archive_errno(out_.get()));
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

void TarWriter::directory(const std::string& path, const Owner& owner) {
    header({path, AE_IFDIR, owner});
}

void TarWriter::symlink(const std::string& path, const std::string& target) {
    header({path, AE_IFLNK, {.mode = 0777}, 0, target});
}

void TarWriter::text(const std::string& path, std::string_view content) {
    header({path, AE_IFREG, {.mode = 0644}, content.size()});
    data(content);
}

void TarWriter::file(const std::string& path, const fs::path& from, const Digest& digest, bool executable) {
    std::error_code error;
    const std::uint64_t size = fs::file_size(from, error);
    if (error) throw disk_error("read", from, error.value());
    header({path, AE_IFREG, {.mode = executable ? 0755U : 0644U}, size});
    Sha256 hash;
    std::uint64_t rest = size;
    read_through(from, [&](std::string_view piece) {
        hash.update(piece);
        if (piece.size() > rest) piece = piece.substr(0, rest);
        rest -= piece.size();
        data(piece);
    });
    if (const Digest found = hash.finish(); found != digest)
        throw Error(Failure::damaged, "what was to be packed as " + path + " is damaged")
            .note("expected " + digest.hex() + "\ncame     " + found.hex() + "\nFile: " + from.string())
            .next("verbatim store fsck --repair, and the same command again");
}

void TarWriter::close() {
    if (archive_write_close(out_.get()) != ARCHIVE_OK)
        throw disk_error("write", file_, archive_errno(out_.get()));
}

void gzip_file(const fs::path& from, const fs::path& to) {
    constexpr int level = 6, window = 15 + 16 /* a gzip header */, memory = 8;
    z_stream stream{};
    if (::deflateInit2(&stream, level, Z_DEFLATED, window, memory, Z_DEFAULT_STRATEGY) != Z_OK)
        throw Error(Failure::store, "cannot compress " + from.string());
    const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, &::deflateEnd);
    FileWriter out(to);
    std::string buffer(1U << 18U, '\0');
    const auto push = [&](std::string_view piece, int flush) {
        std::string input(piece);
        stream.next_in = reinterpret_cast<Bytef*>(input.data());
        stream.avail_in = static_cast<uInt>(input.size());
        do {
            stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
            stream.avail_out = static_cast<uInt>(buffer.size());
            ::deflate(&stream, flush);
            out.write({buffer.data(), buffer.size() - stream.avail_out});
        } while (stream.avail_out == 0);
    };
    read_through(from, [&](std::string_view piece) { push(piece, Z_NO_FLUSH); });
    push({}, Z_FINISH);
    out.close();
}

}  // namespace verbatim
