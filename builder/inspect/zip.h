// A module zip, read with distrust: bounded in count and size, no path that leaves, none twice, nothing but
// files, no repository of a version control system. Unaware of what they mean.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace verbatim {

struct ZipLimits {
    std::uint64_t files = 100'000;
    std::uint64_t unpacked = 500ULL << 20U;  // as the Go command has it
    bool repositories = false;               // whether a member may belong to one of a version control system
};

// Calls `take` for each file with its whole content. Throws Error (mismatch), which names `what`, on a zip
// that is damaged or breaks a rule; `take` has then seen a part.
void read_zip(const std::filesystem::path& zip, const std::string& what,
              const std::function<void(const std::string& name, std::string_view content)>& take,
              const ZipLimits& limits = {});
// The same of names and kinds alone, for a zip that was read before.
void check_zip_names(const std::filesystem::path& zip, const std::string& what, const ZipLimits& limits = {});

}  // namespace verbatim
