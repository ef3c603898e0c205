#include "store/marker.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

namespace fs = std::filesystem;

namespace verbatim::marker {

namespace {

// Stores of format 1 had no marker.
constexpr std::string_view format = "verbatim.store/", line = "verbatim.store/2\n";

[[noreturn]] void refuse_marker(const fs::path& root, const std::string& what) {
    throw Error(Failure::usage, root.string() + " is no store: its " + std::string(file_name) + " " + what)
        .note("Verbatim writes that file itself, one line that begins with \"" + std::string(format) +
              "\". Nothing was changed.")
        .next("choose an empty or a new folder with --store DIR");
}

bool is_newer(std::string_view said) {
    if (!said.starts_with(format) || !said.ends_with('\n')) return false;
    said = said.substr(format.size(), said.size() - format.size() - 1);
    return !said.empty() && said.front() != '0' && said != "1" &&
           said.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool is_in(const fs::path& root) {
    const fs::path file = root / file_name;
    // Whatever has that name, it is not waited for.
    const FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!fd.valid()) {
        if (errno == ENOENT || errno == ENOTDIR) return false;
        if (errno == ELOOP) refuse_marker(root, "is a symbolic link");
        throw disk_error("read", file, errno);
    }
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) throw disk_error("read", file, errno);
    if (!S_ISREG(info.st_mode)) refuse_marker(root, "is no file");
    std::array<char, 64> buffer{};
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0) throw disk_error("read", file, errno);
    const std::string_view said(buffer.data(), static_cast<std::size_t>(n));
    if (said == line) return true;
    if (said.size() == buffer.size()) refuse_marker(root, "is too long");
    if (is_newer(said))
        throw Error(Failure::store, "the store " + root.string() + " is of a newer version of Verbatim")
            .note("It says " + std::string(trim(said)) + ", and this program knows " +
                  std::string(trim(line)) + ". Nothing was changed.")
            .next("use the version that made it, or another folder with --store DIR");
    refuse_marker(root, "says \"" + printable(std::string(trim(said))) + "\"");
}

void write(const fs::path& root) {
    write_file(root / file_name, line, 0444);
}

}  // namespace verbatim::marker
