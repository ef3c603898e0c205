// Tar files with the same bytes for the same members: ustar, and pax headers just where a name or size needs
// one; root owns everything, one time for all. Private to the room. Unaware of what is packed.
#pragma once

#include "base/digest.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct archive;

namespace verbatim {

class TarWriter {
  public:
    // A new file. `time` in seconds since 1970.
    TarWriter(const std::filesystem::path& file, std::int64_t time);
    ~TarWriter();
    TarWriter(const TarWriter&) = delete;
    TarWriter& operator=(const TarWriter&) = delete;

    // Who owns a folder, and how it may be used, where a base image says so.
    struct Owner {
        unsigned mode = 0755;
        std::int64_t uid = 0, gid = 0;
    };
    void directory(const std::string& path, const Owner& owner);
    void symlink(const std::string& path, const std::string& target);
    void text(const std::string& path, std::string_view content);
    // Copied piece by piece. Throws Error (damaged) where the file is not what `digest` says.
    void file(const std::string& path, const std::filesystem::path& from, const Digest& digest,
              bool executable = false);
    void close();

  private:
    struct Entry;
    void header(const Entry& entry);
    void data(std::string_view bytes);
    std::filesystem::path file_;
    std::int64_t time_;
    std::unique_ptr<archive, int (*)(archive*)> out_;
};

// Compresses a file with gzip (level 6, no name, no time).
void gzip_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace verbatim
