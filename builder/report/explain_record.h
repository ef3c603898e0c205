// The record of one explained pair, alone or as part of another.
#pragma once

#include "report/explain_report.h"
#include "report/json.h"

namespace verbatim {

// docs/formats/explain-json.md, verbatim.explain/1
Json explain_record(const ExplainReport& report);

}  // namespace verbatim
