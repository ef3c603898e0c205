// What a night found, for a terminal. Pure.
#pragma once

#include "history/changes.h"
#include "report/style.h"

#include <string>
#include <vector>

namespace verbatim {

struct NightReport {
    Run run;
    std::vector<StateChange> changes;
    std::vector<std::string> news, notes;
    std::vector<std::string> newer;  // messages on what came out since the pins
    std::string written_to;          // the folder with its reports; empty: none
};

// A table of releases × components, what changed, what is not good with its cause, one sentence at the end.
std::string night_text(const NightReport& report, const Style& style);

// "reproduced → differs: 1-36 etcd-io/etcd linux/amd64", with its cause and what changed in between.
std::string change_text(const StateChange& change, const Style& style);

}  // namespace verbatim
