// For tests: tars as others might make them, by libarchive.
#pragma once

#include "base/utf8_names.h"
#include "inspect/oci.h"

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace verbatim::test {

struct TarMember {
    std::string path;
    char kind = 'f';        // file, directory, link (symbolic), hard link
    std::string content{};  // of a file; of a link: where it leads
    unsigned mode = 0644;
    long owner = 0;
};

inline void write_tar(const std::filesystem::path& file, const std::vector<TarMember>& members,
                      oci::Compression compression = oci::Compression::none, long time = 0) {
    const Utf8Names names;
    const std::unique_ptr<archive, decltype(&archive_write_free)> out(archive_write_new(),
                                                                      &archive_write_free);
    archive_write_set_format_pax_restricted(out.get());
    if (compression == oci::Compression::gzip) {
        archive_write_add_filter_gzip(out.get());
        // Else the second in which it is written is in it.
        archive_write_set_filter_option(out.get(), "gzip", "timestamp", nullptr);
    }
    if (compression == oci::Compression::zstd) archive_write_add_filter_zstd(out.get());
    if (archive_write_open_filename(out.get(), file.c_str()) != ARCHIVE_OK)
        throw std::runtime_error(file.string());
    for (const TarMember& member : members) {
        const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                                  &archive_entry_free);
        archive_entry_set_pathname(entry.get(), member.path.c_str());
        archive_entry_set_perm(entry.get(), member.mode);
        archive_entry_set_uid(entry.get(), member.owner);
        archive_entry_set_gid(entry.get(), member.owner);
        archive_entry_set_mtime(entry.get(), time, 0);
        archive_entry_set_filetype(entry.get(), member.kind == 'd'   ? AE_IFDIR
                                                : member.kind == 'l' ? AE_IFLNK
                                                                     : AE_IFREG);
        if (member.kind == 'l') archive_entry_set_symlink(entry.get(), member.content.c_str());
        if (member.kind == 'h') archive_entry_set_hardlink(entry.get(), member.content.c_str());
        const bool is_file = member.kind == 'f';
        archive_entry_set_size(entry.get(), is_file ? static_cast<la_int64_t>(member.content.size()) : 0);
        if (archive_write_header(out.get(), entry.get()) != ARCHIVE_OK) throw std::runtime_error(member.path);
        if (is_file) archive_write_data(out.get(), member.content.data(), member.content.size());
    }
    if (archive_write_close(out.get()) != ARCHIVE_OK) throw std::runtime_error(file.string());
}

}  // namespace verbatim::test
