// A static site of what runs found: works from a folder without a server and without a network, shows nothing
// that came from outside as anything but text. Pure: paths and their content.
#pragma once

#include "history/run.h"
#include "report/run_report.h"

#include <map>
#include <string>
#include <vector>

namespace verbatim {

struct SiteInput {
    std::string title = "Verbatim";
    std::vector<Run> runs;            // oldest first
    std::vector<RunChanges> changes;  // oldest first; runs without any may be left out
    bool has_feed = false;            // feed.atom, badge.svg and run.json will lie beside index.html
};

// index.html, components/….html, style.css, script.js.
std::map<std::string, std::string> site(const SiteInput& input);

}  // namespace verbatim
