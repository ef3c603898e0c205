// What both kinds of `verbatim verify` share: against sums and files, and against a Release manifest.
#pragma once

#include "cli/workspace.h"
#include "report/verify_report.h"

#include <chrono>
#include <set>
#include <string>
#include <vector>

namespace verbatim {

struct VerifyOptions {
    Selection selection;
    std::string against;
    bool json = false, cold = false;
};

// Against a published Release manifest (verify_manifest.cpp).
ExitStatus verify_manifest(const VerifyOptions& options, const Globals& globals);

// How many patches each component's series has, as far as it was applied or known.
void count_patches(const Plan& plan, const std::vector<ActionResult>& results, VerifyReport& report);

// How the builds among `actions` ended.
void count_builds(const std::set<std::size_t>& actions, const std::vector<ActionResult>& results,
                  VerifyReport& report);

// Makes `targets` again without the compiler cache. `builds`: the Runs that used it, with bits that are now
// in doubt; where any comes out otherwise, the caches are set aside and the report says so.
void make_again(Workspace& workspace, const Plan& plan, const std::set<std::size_t>& targets,
                const std::set<std::size_t>& builds, std::vector<ActionResult>& results,
                VerifyReport& report);

// Why an action has no outcome, in a line; the log of what failed, if any.
struct FailedAction {
    std::string why, log;
};
FailedAction why_failed(const Plan& plan, std::size_t action, const std::vector<ActionResult>& results,
                        const Store& store);

// Writes the report; what the exit status is.
ExitStatus show(VerifyReport& report, bool json, std::chrono::steady_clock::time_point begin);

}  // namespace verbatim
