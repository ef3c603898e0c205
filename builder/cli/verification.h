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
    bool json = false, cold = false, all = false;
};

// A lock against what its distro claims, or against sums or files (verify_release.cpp).
VerifyReport verify_release(const VerifyOptions& options, Workspace& workspace);

// Against a published Release manifest (verify_manifest.cpp).
ExitStatus verify_manifest(const VerifyOptions& options, const Globals& globals);

// "aws/eks-distro@17884462", or "no distro".
std::string distro_of(const Release& release);

// What the distro claims of the plan's release, at its pinned commit; nothing where the lock names none.
// Throws what fetching it throws.
std::vector<Claim> read_distro_claims(Workspace& workspace, const Plan& plan, const Release& release);

// How many patches each component's series has, as far as it was applied or known.
void count_patches(const Plan& plan, const std::vector<ActionResult>& results, VerifyReport& report);

// How the builds among `actions` ended.
void count_builds(const std::set<std::size_t>& actions, const std::vector<ActionResult>& results,
                  VerifyReport& report);

// Why an action has no outcome, in a line; the log of what failed, if any.
struct FailedAction {
    std::string why, log;
};
FailedAction why_failed(const Plan& plan, std::size_t action, const std::vector<ActionResult>& results,
                        const Store& store);

// Writes the report; what the exit status is.
ExitStatus show(const VerifyReport& report, bool json);

std::chrono::milliseconds since(std::chrono::steady_clock::time_point begin);

}  // namespace verbatim
