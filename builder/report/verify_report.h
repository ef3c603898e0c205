// What `verbatim verify` found, as one value, and its renderers.
#pragma once

#include "report/style.h"
#include "verify/verdict.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace verbatim {

struct VerifyReport {
    struct Component {
        std::string name, tag, go;
        std::size_t patches = 0;
    };
    std::string release;
    std::string origin;                 // "aws/eks-distro@17884462", or what --against names
    std::vector<Component> components;  // of the lock, as far as they are in scope
    Findings findings;
    std::size_t builds_made = 0, builds_from_store = 0, builds_failed = 0;
    std::size_t builds_made_again = 0;  // without the compiler cache, since their bits differed
    std::chrono::milliseconds elapsed{0};
    // Liberties that a Release manifest takes, and that are no difference (attest/quirk.h).
    std::vector<std::string> quirks;
    std::vector<std::string> errors;  // rendered, of actions that failed
};

// The terminal's form: a row a component, whatever is not reproduced in full, one sentence at the end.
std::string verify_text(const VerifyReport& report, const Style& style);
// One record, docs/formats/verify-json.md.
std::string verify_json(const VerifyReport& report);

}  // namespace verbatim
