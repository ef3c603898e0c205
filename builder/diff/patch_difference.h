// Two patch series → what was added, changed, dropped. Pure.
#pragma once

#include "diff/patch_facts.h"
#include "diff/release_difference.h"

#include <vector>

namespace verbatim {

struct SeriesDifference {
    std::vector<PatchChange> changes;  // in the order of the new series, then what was dropped
    std::size_t unchanged = 0;
};

// A patch of one series is the same as one of the other by the first of these that holds: equal bytes, equal
// change, equal name, equal subject. The distro's are compared with the distro's, our own with our own.
SeriesDifference series_difference(const std::vector<PatchFacts>& was, const std::vector<PatchFacts>& is);

}  // namespace verbatim
