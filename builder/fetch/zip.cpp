#include "fetch/zip.h"

#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "base/utf8_names.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <set>

namespace verbatim {

void read_zip(const std::filesystem::path& zip, const std::string& what,
              const std::function<void(const std::string&, std::string_view)>& take,
              const ZipLimits& limits) {
    const auto refuse = [&](const std::string& why) {
        return Error(Failure::mismatch, "the zip of " + what + " cannot be used: " + why)
            .note("Nothing of it was used.");
    };
    const Utf8Names names;
    const std::unique_ptr<archive, decltype(&archive_read_free)> in(archive_read_new(), &archive_read_free);
    archive_read_support_format_zip_seekable(in.get());
    if (archive_read_open_filename(in.get(), zip.c_str(), 1U << 16U) != ARCHIVE_OK)
        throw refuse(archive_error_string(in.get()));
    std::set<std::string> seen;
    std::uint64_t total = 0;
    std::string content;
    archive_entry* entry = nullptr;
    while (true) {
        throw_if_interrupted();
        const int status = archive_read_next_header(in.get(), &entry);
        if (status == ARCHIVE_EOF) break;
        if (status != ARCHIVE_OK)
            throw refuse(archive_error_string(in.get()) != nullptr ? archive_error_string(in.get())
                                                                   : "it is damaged");
        const char* raw = archive_entry_pathname(entry);
        const std::string name = raw != nullptr ? raw : "";
        if (archive_entry_filetype(entry) != AE_IFREG) throw refuse("\"" + name + "\" is no plain file");
        if (!is_contained_path(name)) throw refuse("the name \"" + name + "\" leaves its folder");
        if (!seen.insert(name).second) throw refuse("the name \"" + name + "\" comes twice");
        if (seen.size() > limits.files)
            throw refuse("it has more than " + std::to_string(limits.files) + " files");
        content.clear();
        // What the header says is believed only as far as it saves growing: the limit holds for what really
        // comes.
        if (const auto said = archive_entry_size(entry);
            said > 0 && static_cast<std::uint64_t>(said) <= limits.unpacked)
            content.reserve(static_cast<std::size_t>(said));
        const void* piece = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        int read = ARCHIVE_OK;
        while ((read = archive_read_data_block(in.get(), &piece, &size, &offset)) == ARCHIVE_OK) {
            total += size;
            if (total > limits.unpacked)
                throw refuse("it unpacks to more than " + human_size(limits.unpacked));
            if (static_cast<std::uint64_t>(offset) != content.size())
                throw refuse("\"" + name + "\" has holes");
            content.append(static_cast<const char*>(piece), size);
        }
        if (read != ARCHIVE_EOF)
            throw refuse(archive_error_string(in.get()) != nullptr ? archive_error_string(in.get())
                                                                   : "it is damaged");
        take(name, content);
    }
    if (seen.empty()) throw refuse("it holds no file");
}

}  // namespace verbatim
