// Pure: the facts stamped into a binary against those that were expected.
#pragma once

#include "inspect/build_info.h"

#include <map>
#include <string>
#include <vector>

namespace verbatim {

struct StampDifference {
    std::string key, expected, found;
};

// Keys: go (the release), GOOS, GOARCH, vcs.revision, vcs.time, vcs.modified. Go before 1.18
// stamps nothing but the release: then only that is compared. From a newer one, a fact that is absent
// differs.
std::vector<StampDifference> compare_stamps(const std::map<std::string, std::string>& expected,
                                            const BuildInfo& info);

}  // namespace verbatim
