// What `verbatim verify --all` found over all locks, as one value, and its renderers.
#pragma once

#include "report/verify_report.h"

#include <chrono>
#include <string>
#include <vector>

namespace verbatim {

struct VerifyAll {
    struct NotVerified {
        std::string release;
        std::string error;  // rendered: why its claims could not even be read
    };
    std::vector<VerifyReport> releases;  // sorted by branch
    std::vector<NotVerified> not_verified;
    std::chrono::milliseconds elapsed{0};
};

// A table of branches × components, whatever is not reproduced with its reason, one sentence at the end.
std::string verify_all_text(const VerifyAll& all, const Style& style);
// One record, docs/formats/verify-json.md.
std::string verify_all_json(const VerifyAll& all);

// 0 every claim in scope of every lock is reproduced, 1 some is not, 3 where nothing could be compared or a
// lock could not be verified, 4 no claim is in scope.
ExitStatus exit_status(const VerifyAll& all);

}  // namespace verbatim
