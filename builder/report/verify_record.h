// The record of one verified release, alone or among others.
#pragma once

#include "report/json.h"
#include "report/verify_report.h"

namespace verbatim {

// docs/formats/verify-json.md, verbatim.verify/1
Json verify_record(const VerifyReport& report);

// What verdicts rest on.
Json definitions_record(const Definitions& definitions);

// One claim of it.
Json claim_record(const Finding& finding);

// How many claims have which verdict; every verdict is there.
Json verdict_counts(const VerdictCounts& counts);

}  // namespace verbatim
