// How much a Run has written, looked at while it runs, so that it cannot fill the disk that everybody works
// on: its folders, and what its processes hold open without a name. What cannot be counted ends the Run.
// Not seen: what is written between two looks, or kept by a mapping or a message alone. The space that is
// left cannot be held against one Run, since others use the disk too: only the last of it is kept, from
// everybody.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
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
    bool hidden = false;      // there is a folder that we may not read
    std::string odd;          // the name of the first that is neither file, folder nor link, if any
};
// Never follows links; what goes away meanwhile is not counted. It looks deepest_tree folders deep.
DiskUse disk_use(const std::filesystem::path& folder);

// Looks again and again, but spends no more than a small part of the time in looking.
class DiskWatch {
  public:
    // `first_process` tells the sandbox's first process, 0 as long as that is not known.
    DiskWatch(std::filesystem::path folder, std::uint64_t limit_bytes,
              std::function<pid_t()> first_process = {})
        : folder_(std::move(folder)), limit_(limit_bytes), first_process_(std::move(first_process)) {}
    // Why the Run must end, if so. For ProcessSpec::objection.
    std::optional<std::string> operator()();
    // The last objection was to the little space that is left, whoever took it.
    [[nodiscard]] bool full() const { return full_; }

  private:
    std::optional<std::string> look();

    std::filesystem::path folder_;
    std::uint64_t limit_;
    std::function<pid_t()> first_process_;
    bool hidden_before_ = false;
    bool full_ = false;
    std::chrono::steady_clock::time_point next_{};
};

}  // namespace verbatim::bubblewrap
