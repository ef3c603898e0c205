// Builds a component under other circumstances, again and again, and says which of them get into its bits:
// `verbatim check`, and a night.
#pragma once

#include "cli/workspace.h"
#include "history/run.h"
#include "plan/variation.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace verbatim {

struct SteadinessOptions {
    std::set<Axis> axes;                // asked for
    int rounds = 2;                     // builds that are compared, the usual one among them
    std::string instance;               // of this run: what is made under another is not taken for it
    std::function<bool()> out_of_time;  // may be empty
};

// By platform. `platforms` empty: all that the component is built for. Throws Error (build) where it cannot
// be built under the usual circumstances.
std::map<std::string, Steadiness> check_steadiness(Workspace& workspace, const std::string& release,
                                                   const std::string& component,
                                                   const std::vector<std::string>& platforms,
                                                   const SteadinessOptions& options);

// "build-path" … → axes; none asked for: all. Throws Error (usage) at an unknown one.
std::set<Axis> axes_asked(const std::vector<std::string>& names);

}  // namespace verbatim
