// Claims that are older than the pins beside them, verified against the pins of their own day.
#pragma once

#include "audit/audit_set.h"
#include "cli/try_build.h"
#include "cli/workspace.h"
#include "report/verify_report.h"

#include <map>
#include <string>

namespace verbatim {

// What the pins of their own day gave for claims that are stale.
struct StaleClaims {
    struct Project {
        VerifyReport::Stale told;
        std::map<std::string, HashVerdict> verdicts;  // by artifact_key()
        TriedBuilds builds;
    };
    std::map<std::string, Project> projects;

    [[nodiscard]] bool reproduced(const Claim& claim) const;
    // What is reproduced so is reproduced, with the reason beside it; `report.stale` says of each project
    // what was found, unless all of it is reproduced by the pins of today alone.
    void add_to(VerifyReport& report) const;
};

// A CHECKSUMS that is older than the newest pins by a few days may have been published ahead of them: before
// anything is built, only those that are older than that are stale.
enum class StaleStage { before_builds, after_builds };

// Adds to `stale` each component that it lacks and of which something is not reproduced, or not yet: where
// the history of the distro says that its CHECKSUMS is stale, these claims are verified against the pins of
// the day that wrote it, with the Go releases that this project pins and that were out by then. A history
// that is not at hand tells nothing. Throws Error (interrupted).
void verify_stale_claims(Workspace& workspace, const Release& release, const Findings& findings,
                         StaleStage stage, bool cold, StaleClaims& stale);

}  // namespace verbatim
