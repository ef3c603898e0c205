// How much disk a store takes, by kind. Looks at sizes only.
#pragma once

#include "store/store.h"

#include <cstdint>
#include <string>
#include <vector>

namespace verbatim {

struct DuReport {
    struct Kind {
        std::string name;  // "blobs", "shared trees", "mirrors", "modules", "outcomes", "logs", "locks",
                           // "tmp", "other"
        std::uint64_t files = 0;
        std::uint64_t bytes = 0;  // on the disk, in whole blocks
    };
    std::string store;
    std::vector<Kind> kinds;

    [[nodiscard]] std::uint64_t bytes() const;
};

DuReport du(const Store& store);

}  // namespace verbatim
