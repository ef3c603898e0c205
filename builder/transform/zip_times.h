// The times that a zip keeps as the clock on the wall shows them, made those of UTC. Private to the room.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace verbatim {

// Where libarchive put the headers of a zip, in bytes from its start.
struct ZipHeaders {
    std::vector<std::uint64_t> local;  // one a member, in order
    std::uint64_t directory = 0;       // the central directory: as many again, one after the other
};

// `time`: seconds since 1970; one before 1980 becomes 1980-01-01 00:00:00. Odd seconds become even ones: so
// the format has it. Throws Error (store) where the file cannot be changed or has no header at such a place.
void set_utc_times(const std::filesystem::path& zip, const ZipHeaders& headers, std::int64_t time);

}  // namespace verbatim
