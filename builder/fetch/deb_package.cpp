#include "fetch/deb_package.h"

#include "base/budget.h"
#include "base/error.h"
#include "base/text.h"
#include "base/utf8_names.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <map>
#include <memory>

namespace verbatim {

namespace {

constexpr std::uint64_t unpacked_limit = 4ULL << 30U;

struct Reader {
    std::unique_ptr<archive, decltype(&archive_read_free)> handle{archive_read_new(), &archive_read_free};
    std::string what;
    Budget budget;
    bool unread = false;  // content of the entry

    explicit Reader(const std::string& name)
        : what(name),
          budget("the package " + name, {500'000, 128, 4095, std::uint64_t{128} << 20U, unpacked_limit}) {}

    [[nodiscard]] Error refuse(const std::string& why) const {
        return Error(Failure::mismatch, "the package " + what + " cannot be unpacked: " + why);
    }
    [[nodiscard]] Error refuse() const {
        const char* why = archive_error_string(handle.get());
        return refuse(why != nullptr ? why : "it is damaged");
    }
    archive_entry* next() {
        // libarchive would pass over it as well, but count nothing and listen to nobody.
        while (unread) (void)piece();
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(handle.get(), &entry);
        if (status == ARCHIVE_EOF) return nullptr;
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) throw refuse();
        const char* path = archive_entry_pathname(entry);
        budget.entry(path != nullptr ? path : "");
        unread = true;
        return entry;
    }
    std::string_view piece() {
        const la_ssize_t n = archive_read_data(handle.get(), buffer.data(), buffer.size());
        if (n < 0) throw refuse();
        unread = n > 0;
        budget.content(static_cast<std::uint64_t>(n));
        return std::string_view(buffer).substr(0, static_cast<std::size_t>(n));
    }
    std::string content() {
        std::string bytes;
        while (unread) bytes += piece();
        return bytes;
    }

  private:
    std::string buffer = std::string(1U << 16U, '\0');
};

// The member data.tar.* of the ar archive.
std::string data_member(std::string_view deb, const std::string& name) {
    Reader in(name);
    archive_read_support_format_ar(in.handle.get());
    if (archive_read_open_memory(in.handle.get(), deb.data(), deb.size()) != ARCHIVE_OK) throw in.refuse();
    while (archive_entry* entry = in.next())
        if (const char* path = archive_entry_pathname(entry);
            path != nullptr && std::string_view(path).starts_with("data.tar"))
            return in.content();
    throw in.refuse("it has no data.tar");
}

// "bin" of a package that brings usr-merge's links itself.
bool is_merged_folder(const std::string& path) {
    return path.starts_with("usr/") &&
           std::find(merged_folders.begin(), merged_folders.end(), path.substr(4)) != merged_folders.end();
}

}  // namespace

std::string merged_path(const std::string& raw) {
    std::string path = raw;
    while (path.starts_with("./")) path.erase(0, 2);
    while (path.ends_with("/")) path.pop_back();
    if (path == ".") path.clear();
    const std::string top = path.substr(0, path.find('/'));
    if (std::find(merged_folders.begin(), merged_folders.end(), top) != merged_folders.end())
        path = "usr/" + path;
    for (const char* left_out : {"usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/locale",
                                 "usr/share/lintian", "usr/share/bug", "usr/share/doc-base"})
        if (path == left_out || path.starts_with(std::string(left_out) + "/")) return {};
    return path;
}

std::set<std::string> unpack_deb(std::string_view deb, const std::string& name, Store& store,
                                 TreeBuilder& tree) {
    const Utf8Names names;
    const std::string data = data_member(deb, name);
    Reader in(name);
    archive_read_support_format_tar(in.handle.get());
    // What dpkg knows; "all" would run programs of this machine for some others.
    archive_read_support_filter_gzip(in.handle.get());
    archive_read_support_filter_xz(in.handle.get());
    archive_read_support_filter_zstd(in.handle.get());
    if (archive_read_open_memory(in.handle.get(), data.data(), data.size()) != ARCHIVE_OK) throw in.refuse();
    struct File {
        Digest blob;
        std::uint64_t size;
        bool executable;
    };
    std::map<std::string, File> files;  // for hard links, which name an earlier one
    std::set<std::string> paths;
    while (archive_entry* entry = in.next()) {
        const char* raw = archive_entry_pathname(entry);
        const std::string path = merged_path(raw != nullptr ? raw : "");
        if (path.empty()) continue;
        paths.insert(path);
        if (const char* target = archive_entry_hardlink(entry)) {
            const auto found = files.find(merged_path(target));
            if (found == files.end())
                throw in.refuse("the hard link " + path + " names a file that is not there");
            tree.add_blob(path, found->second.blob, found->second.size, found->second.executable);
            continue;
        }
        switch (archive_entry_filetype(entry)) {
            case AE_IFDIR:
                tree.add_directory(path);
                break;
            case AE_IFLNK:
                if (archive_entry_symlink(entry) == nullptr)
                    throw in.refuse("the link " + path + " leads nowhere");
                if (!is_merged_folder(path)) tree.add_symlink(path, archive_entry_symlink(entry));
                break;
            case AE_IFREG: {
                const std::string content = in.content();
                const bool executable = (archive_entry_perm(entry) & 0100U) != 0;
                files[path] = {store.put(content), content.size(), executable};
                tree.add_blob(path, files[path].blob, content.size(), executable);
                break;
            }
            default:
                throw in.refuse("\"" + path + "\" is neither file, folder nor link");
        }
    }
    return paths;
}

}  // namespace verbatim
