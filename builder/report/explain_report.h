// How `verbatim explain` shows what it found: for a terminal, for programs.
#pragma once

#include "cause/explanation.h"
#include "report/style.h"

#include <string>

namespace verbatim {

struct ExplainReport {
    std::string was, is;  // as they were named
    Explanation explanation;
};

std::string explain_text(const ExplainReport& report, const Style& style);
// One record, docs/formats/explain-json.md.
std::string explain_json(const ExplainReport& report);

}  // namespace verbatim
