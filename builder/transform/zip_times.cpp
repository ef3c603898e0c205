// A zip's header holds its member's time as year, month, day, hour, minute and second on the wall of whoever
// packed it, and says nowhere which zone that was. libarchive asks the machine's zone. The bits must not
// depend on it, and neither TZ nor the process may be changed in a thread: so the headers are written over
// afterwards. The extra field UT beside them is in seconds since 1970 and needs no help.
#include "transform/zip_times.h"

#include "base/error.h"
#include "base/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <string>
#include <string_view>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

// PKWARE's APPNOTE.TXT 4.4.6: 7 bits of year from 1980, 4 of month, 5 of day; 5 of hour, 6 of minute, 5 of
// seconds / 2.
std::uint32_t dos_time(std::int64_t seconds) {
    constexpr std::int64_t first = 315532800;  // 1980-01-01 00:00:00
    const std::time_t time = seconds < first ? first : seconds;
    std::tm t{};
    gmtime_r(&time, &t);
    const auto bits = [](int value, unsigned shift) { return static_cast<std::uint32_t>(value) << shift; };
    return bits(t.tm_year - 80, 25) | bits(t.tm_mon + 1, 21) | bits(t.tm_mday, 16) | bits(t.tm_hour, 11) |
           bits(t.tm_min, 5) | bits(t.tm_sec / 2, 0);
}

class Zip {
  public:
    explicit Zip(const fs::path& file) : file_(file), fd_(::open(file.c_str(), O_RDWR | O_CLOEXEC)) {
        if (!fd_.valid()) throw disk_error("open", file_, errno);
    }
    void expect(std::uint64_t offset, std::string_view signature) const {
        std::array<char, 4> found{};
        read(offset, found.data(), found.size());
        if (std::string_view(found.data(), found.size()) != signature)
            throw Error(Failure::store, "the zip " + file_.string() + " has no header at byte " +
                                            std::to_string(offset) + ", where libarchive wrote one");
    }
    [[nodiscard]] std::uint64_t short_at(std::uint64_t offset) const {
        std::array<unsigned char, 2> bytes{};
        read(offset, bytes.data(), bytes.size());
        return bytes[0] | static_cast<std::uint64_t>(bytes[1]) << 8U;
    }
    void set(std::uint64_t offset, std::uint32_t value) const {
        std::array<unsigned char, 4> bytes{};
        for (unsigned i = 0; i < 4; ++i) bytes[i] = static_cast<unsigned char>(value >> (8 * i));
        if (::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset)) != 4)
            throw disk_error("write", file_, errno);
    }

  private:
    void read(std::uint64_t offset, void* to, std::size_t size) const {
        if (::pread(fd_.get(), to, size, static_cast<off_t>(offset)) != static_cast<ssize_t>(size))
            throw disk_error("read", file_, errno);
    }
    fs::path file_;
    FileDescriptor fd_;
};

}  // namespace

void set_utc_times(const fs::path& zip, const ZipHeaders& headers, std::int64_t time) {
    const Zip file(zip);
    const std::uint32_t value = dos_time(time);
    std::uint64_t central = headers.directory;
    for (const std::uint64_t local : headers.local) {
        file.expect(local, "PK\3\4");
        file.set(local + 10, value);
        file.expect(central, "PK\1\2");
        file.set(central + 12, value);
        central +=
            46 + file.short_at(central + 28) + file.short_at(central + 30) + file.short_at(central + 32);
    }
}

}  // namespace verbatim
