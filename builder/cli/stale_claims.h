// Claims that are older than the pins beside them, verified against the pins of their own day.
#pragma once

#include "cli/workspace.h"
#include "report/verify_report.h"

namespace verbatim {

// For each component of which something is not reproduced: where the history of the distro says that its
// CHECKSUMS is stale, these claims are verified against the pins of the day that wrote it, with the Go
// releases that this project pins. What is reproduced then is reproduced, with the reason beside it;
// `report.stale` says what was found. A history that is not at hand tells nothing. Throws Error
// (interrupted).
void verify_stale_claims(Workspace& workspace, const Release& release, VerifyReport& report);

}  // namespace verbatim
