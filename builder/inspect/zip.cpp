#include "inspect/zip.h"

#include "base/budget.h"
#include "base/error.h"
#include "base/files.h"
#include "base/repository_name.h"
#include "base/text.h"
#include "base/utf8_names.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <optional>
#include <set>

namespace verbatim {

namespace {

class ZipReader {
  public:
    ZipReader(const std::filesystem::path& zip, std::string what, const ZipLimits& limits)
        : what_("the zip of " + std::move(what)), limits_(limits) {
        archive_read_support_format_zip_seekable(in_.get());
        if (archive_read_open_filename(in_.get(), zip.c_str(), 1U << 16U) != ARCHIVE_OK) throw damaged();
    }

    // The name of the next file; nothing at the end.
    std::optional<std::string> next() {
        const int status = archive_read_next_header(in_.get(), &entry_);
        if (status == ARCHIVE_EOF) {
            if (seen_.empty()) throw refuse("it holds no file");
            return std::nullopt;
        }
        if (status != ARCHIVE_OK) throw damaged();
        const char* raw = archive_entry_pathname(entry_);
        std::string name = raw != nullptr ? raw : "";
        if (archive_entry_filetype(entry_) != AE_IFREG) throw refuse("\"" + name + "\" is no plain file");
        if (!is_contained_path(name)) throw refuse("the name \"" + name + "\" leaves its folder");
        if (!seen_.insert(name).second) throw refuse("the name \"" + name + "\" comes twice");
        if (seen_.size() > limits_.files)
            throw refuse("it has more than " + std::to_string(limits_.files) + " files");
        budget_.entry(name);
        if (const auto found = repository_on(name); found && !limits_.repositories)
            throw refuse("\"" + name + "\" belongs to a repository of a version control system");
        return name;
    }

    // Of the file that next() named.
    const std::string& content(const std::string& name) {
        content_.clear();
        // What the header says is believed only as far as it saves growing: the limit holds for what really
        // comes.
        if (const auto said = archive_entry_size(entry_);
            said > 0 && static_cast<std::uint64_t>(said) <= limits_.unpacked)
            content_.reserve(static_cast<std::size_t>(said));
        const void* piece = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        int read = ARCHIVE_OK;
        while ((read = archive_read_data_block(in_.get(), &piece, &size, &offset)) == ARCHIVE_OK) {
            budget_.content(size);
            if (budget_.used().bytes > limits_.unpacked)
                throw refuse("it unpacks to more than " + human_size(limits_.unpacked));
            if (static_cast<std::uint64_t>(offset) != content_.size())
                throw refuse("\"" + name + "\" has holes");
            content_.append(static_cast<const char*>(piece), size);
        }
        if (read != ARCHIVE_EOF) throw damaged();
        return content_;
    }

  private:
    [[nodiscard]] Error refuse(const std::string& why) const {
        return Error(Failure::mismatch, what_ + " cannot be used: " + why).note("Nothing of it was used.");
    }
    [[nodiscard]] Error damaged() const {
        const char* why = archive_error_string(in_.get());
        return refuse(why != nullptr ? why : "it is damaged");
    }

    std::string what_;
    const ZipLimits& limits_;
    Budget budget_{what_};
    const Utf8Names names_;
    const std::unique_ptr<archive, decltype(&archive_read_free)> in_{archive_read_new(), &archive_read_free};
    archive_entry* entry_ = nullptr;
    std::set<std::string> seen_;
    std::string content_;
};

}  // namespace

void read_zip(const std::filesystem::path& zip, const std::string& what,
              const std::function<void(const std::string&, std::string_view)>& take,
              const ZipLimits& limits) {
    ZipReader reader(zip, what, limits);
    while (const auto name = reader.next()) take(*name, reader.content(*name));
}

void check_zip_names(const std::filesystem::path& zip, const std::string& what, const ZipLimits& limits) {
    ZipReader reader(zip, what, limits);
    while (reader.next()) continue;
}

}  // namespace verbatim
