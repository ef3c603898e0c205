// What `verbatim doctor` found, as values, and its renderers. Unaware of how anything is checked.
#pragma once

#include "report/style.h"

#include <string>
#include <vector>

namespace verbatim {

struct Diagnosis {
    enum class Result { ok, warn, fail, not_checked };
    std::string name;  // "user namespaces"
    Result result = Result::ok;
    std::string seen;  // what is there, or why it was not checked
    std::string fix;   // a command or a sentence; of a failure never empty
};

bool any_failed(const std::vector<Diagnosis>& all);
std::string doctor_text(const std::vector<Diagnosis>& all, const Style& style);
// One record, docs/formats/doctor-json.md.
std::string doctor_json(const std::vector<Diagnosis>& all);

}  // namespace verbatim
