// Which circumstances of a component's build change its bits? Builds under all of them at once first; where
// bits differ, the same circumstances again tell chance apart, and halving the axes finds which. Pure but for
// `build`, which makes what it is given.
#pragma once

#include "base/digest.h"
#include "plan/variation.h"

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace verbatim {

// What came of building a component once.
struct VariedBuild {
    struct Step {            // a Run, in the plan's order
        std::string action;  // its name
        Digest inputs, outputs;
    };
    std::map<std::string, Digest> files;  // path as in CHECKSUMS → bits
    std::string failure;                  // why some are not there, in a line
    std::vector<Step> steps;              // as far as they were made
    std::int64_t began = 0, ended = 0;    // seconds since 1970
};

// What changes bits.
struct AxisFound {
    enum class Kind {
        axis,    // a circumstance
        chance,  // nothing that was varied: the very same circumstances give other bits
        unknown  // bits differ, and the time was up before it was known why
    } kind = Kind::axis;
    std::vector<Axis> axes;       // mostly one; several where only together; of chance: none
    std::string instance;         // of the build that shows it
    std::set<std::string> paths;  // that differ
    std::string action;           // the first Run with equal inputs and other outputs; may be empty
    VariedBuild was, is;          // the two builds
    std::string failure;          // where the build fails under it
};

struct VaryResult {
    int rounds = 0;  // builds that were compared, the usual one among them
    std::vector<AxisFound> found;
    bool cut_short = false;  // time was up before all was known
};

struct Vary {
    std::set<Axis> axes;   // that can be varied here
    int rounds = 2;        // how often it is built before it counts as steady, the usual build among them
    std::string instance;  // of the run; each build has its number after it
    std::function<VariedBuild(const Variation&)> build;
    // Asked before each build; what was found by then is the result. May be empty.
    std::function<bool()> out_of_time;
};

// `usual`: the build under the usual circumstances. Files that are in one of two builds only differ.
VaryResult vary(const VariedBuild& usual, const Vary& options);

}  // namespace verbatim
