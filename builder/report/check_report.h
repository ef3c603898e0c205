// What `verbatim check` found, and its renderers. Pure.
#pragma once

#include "history/run.h"
#include "report/style.h"

#include <chrono>
#include <string>
#include <vector>

namespace verbatim {

struct CheckReport {
    struct Unit {
        UnitName name;
        Steadiness steadiness;
        std::string error;  // where it cannot be built at all: why, in a line
    };
    std::string release, origin;
    std::vector<Unit> units;  // sorted by name
    std::chrono::milliseconds elapsed{0};
};

// Same bits each time, and it was built more than once.
bool is_steady(const CheckReport::Unit& unit);

std::string check_text(const CheckReport& report, const Style& style);
// docs/formats/check-json.md, verbatim.check/1
std::string check_json(const CheckReport& report);

// A variance in words, one sentence: "host-name: builder → varied.example changes build x linux/amd64".
std::string variance_text(const Variance& variance);

}  // namespace verbatim
