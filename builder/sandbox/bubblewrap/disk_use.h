// How much a Run has written, looked at while it runs, so that it cannot fill the disk that everybody works
// on.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace verbatim::bubblewrap {

inline constexpr std::uint64_t deepest_tree = 200;  // far more than a real tree has

struct DiskUse {
    std::uint64_t bytes = 0;  // really taken
    std::uint64_t apparent =
        0;  // of regular files as they would be read: a file with holes is larger than it takes
    std::uint64_t entries = 0;
    std::uint64_t depth = 0;  // of folders; at most one more than deepest_tree
};
// Never follows links; what goes away meanwhile is not counted. It looks 200 folders deep.
DiskUse disk_use(const std::filesystem::path& folder);

// Looks again and again, but spends no more than a small part of the time in looking.
class DiskWatch {
  public:
    DiskWatch(std::filesystem::path folder, std::uint64_t limit_bytes)
        : folder_(std::move(folder)), limit_(limit_bytes) {}
    // Why the Run must end, if so. For ProcessSpec::objection.
    std::optional<std::string> operator()();

  private:
    std::filesystem::path folder_;
    std::uint64_t limit_;
    std::chrono::steady_clock::time_point next_{};
};

}  // namespace verbatim::bubblewrap
