// An archive of any bytes: a listing that holds what it promises and is equal to itself, or an Error. For
// libFuzzer.
#include "base/error.h"
#include "base/files.h"
#include "inspect/archive_difference.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

using namespace verbatim;

namespace {

constexpr std::uint64_t unpacked_limit = 1U << 20U;

// A file without a name, which ends with the process.
int memory_file() {
    const int fd = ::memfd_create("archive", MFD_CLOEXEC);
    if (fd < 0) std::abort();
    return fd;
}

void check(const ArchiveListing& listing) {
    std::set<std::string> paths;
    std::uint64_t total = 0;
    for (const ArchiveMember& member : listing.members) {
        const std::string path = plain_path(member.path);
        if (!paths.insert(path).second || path.starts_with('/') || path.starts_with("../")) std::abort();
        if (member.kind == ArchiveMember::Kind::symlink && member.link.empty()) std::abort();
        if (member.hard_link.empty()) total += member.size;
    }
    if (total > unpacked_limit) std::abort();
    if (!compare_archives(listing, listing).identical()) std::abort();
    ArchiveListing other = listing;
    other.archive.bytes[0] ^= 1U;
    if (!other.members.empty()) other.members.back().path = "\x1b/other";
    const ArchiveComparison made = compare_archives(listing, other);
    if (made.identical()) std::abort();
    for (const auto* list : {&made.content, &made.packaging})
        for (const ArchiveDifference& difference : *list)
            if (difference.text.empty() || difference.text.find('\x1b') != std::string::npos) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const int file = memory_file();
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, data, size, 0) != static_cast<ssize_t>(size))
        std::abort();
    try {
        check(list_archive("/proc/self/fd/" + std::to_string(file), "fuzz",
                           {.members = 1000, .unpacked = unpacked_limit, .names = 1U << 20U}));
    } catch (const Error& error) {
        if (error.kind() != Failure::mismatch) std::abort();
        (void)error.render();
    }
    return 0;
}
