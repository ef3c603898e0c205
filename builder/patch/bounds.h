// How much a patch may ask for. What a patch claims is never believed: memory grows with what is really
// there, and stops here.
#pragma once

#include <cstddef>
#include <cstdint>

namespace verbatim::patch::bounds {

constexpr std::size_t patch_bytes = 256U << 20U;
constexpr std::size_t patch_lines = 4'500'000;
constexpr std::size_t changes = 100'000;                    // of files, in one mail
constexpr std::size_t blob_bytes = 256U << 20U;             // of one file that a patch makes
constexpr std::size_t result_bytes = std::size_t{1} << 30;  // of all files that a series makes
constexpr std::size_t folders = 500'000;                    // that a series makes
// Steps of search and of moving lines about, for a second or two. No patch that somebody wrote comes near it.
constexpr std::uint64_t work = 500'000'000;
// What file systems allow, so that what is made here can be checked out.
constexpr std::size_t path_bytes = 4095;
constexpr std::size_t name_bytes = 255;

}  // namespace verbatim::patch::bounds
