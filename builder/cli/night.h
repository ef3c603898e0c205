// A night: builds and verifies what its configuration names, longest not looked at first, and keeps each
// result as soon as it is there.
#pragma once

#include "catalog/nightly.h"
#include "cli/workspace.h"
#include "history/changes.h"
#include "history/history.h"

#include <string>
#include <vector>

namespace verbatim {

struct NightResult {
    Run run;
    std::vector<StateChange> changes;
    // What is not as expected.yaml says: what the exit status is about, with the units that are not good.
    std::vector<std::string> news;
    std::vector<std::string> notes;  // what a person should know, such as a history that was damaged
};

// Throws where the night cannot begin: a release that is not there, a history that cannot be opened. What
// goes wrong later is in the result.
NightResult run_night(Workspace& workspace, const NightlySettings& settings, History& history);

// 0 all that ran is good or expected; 1 news; 3 nothing could be compared; 4 nothing ran; 130 interrupted.
ExitStatus exit_status(const NightResult& night);

}  // namespace verbatim
