// Takes away what no outcome needs, and outcomes that nobody has used for long; only what the store names so
// itself. Never while another process
// has the store open: what a run has put and not yet named in an outcome looks unneeded.
#pragma once

#include "store/folders.h"
#include "store/store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct GcOptions {
    std::optional<int> keep_days;  // outcomes and mirrors unused for longer go; nothing: all stay
    bool dry_run = false;
    std::int64_t now = 0;  // seconds since 1970
};

struct GcReport {
    struct Kind {
        std::string name;  // "outcomes", "blobs", "shared trees", "modules", "mirrors", "logs", "locks",
                           // "leftovers"
        std::uint64_t kept = 0;
        std::uint64_t removed = 0;
        std::uint64_t freed_bytes = 0;  // of what was removed, or would be
    };
    std::string store;
    bool dry_run = false;
    std::vector<Kind> kinds;
    std::vector<std::string> forgotten;  // names of actions whose outcomes went
    // Outcomes that cannot be read or lack a tree: fsck says more. They stay, what is below the lacking tree
    // may go.
    std::uint64_t damaged_outcomes = 0;

    [[nodiscard]] std::uint64_t freed_bytes() const;
};

// But for a dry run, `store` has to be open with Access::alone. Throws Error (interrupted), (store).
GcReport gc(const Store& store, const GcOptions& options);

}  // namespace verbatim
