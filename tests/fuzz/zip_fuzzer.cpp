// A module zip of any bytes: files within their bounds and of no repository, or an Error. For libFuzzer.
#include "base/error.h"
#include "base/files.h"
#include "base/repository_name.h"
#include "inspect/zip.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

using namespace verbatim;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const int file = ::memfd_create("zip", MFD_CLOEXEC);
    if (file < 0 || ::ftruncate(file, 0) != 0 || ::pwrite(file, data, size, 0) != static_cast<ssize_t>(size))
        std::abort();
    constexpr std::uint64_t most = 1U << 20U;
    const std::string path = "/proc/self/fd/" + std::to_string(file);
    std::set<std::string> seen;
    std::uint64_t total = 0;
    try {
        read_zip(path, "fuzz",
                 [&](const std::string& name, std::string_view content) {
                     total += content.size();
                     if (!is_contained_path(name) || repository_on(name) || !seen.insert(name).second ||
                         total > most)
                         std::abort();
                 },
                 {.files = 1000, .unpacked = most});
        check_zip_names(path, "fuzz", {.files = 1000, .unpacked = most});  // what was read has good names
    } catch (const Error& error) {
        if (error.kind() != Failure::mismatch) std::abort();
        (void)error.render();
    }
    return 0;
}
