// The checks of `verbatim doctor`: each looks at one thing and says what it saw. None changes anything
// that stays, and none makes a store.
#pragma once

#include "cli/workspace.h"
#include "report/doctor_report.h"

#include <functional>
#include <string>
#include <vector>

namespace verbatim::doctor {

struct Check {
    std::string name;
    std::function<std::vector<Diagnosis>()> run;
};

// Need no project: programs, bubblewrap, namespaces, limits.
std::vector<Check> machine_checks();
// Definitions and store.
std::vector<Check> project_checks(const Workspace& workspace);
// Git sources, module proxy, Debian mirrors: what the project's releases need of them.
std::vector<Check> network_checks(const Workspace& workspace);

// What holds a build's memory and processes here: control groups, else rlimits.
Diagnosis check_limits();

}  // namespace verbatim::doctor
