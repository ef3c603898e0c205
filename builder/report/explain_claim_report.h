// What `verbatim explain RELEASE COMPONENT` says of claims that are not reproduced, and its renderers.
#pragma once

#include "report/explain_report.h"
#include "report/style.h"
#include "verify/verdict.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct ExplainClaimReport {
    // What the last search of these claims came to, as far as the store knows.
    struct Searched {
        std::size_t tries = 0, left = 0;
        struct Found {
            std::vector<std::string> changes;  // empty: the pins as they are
            std::size_t claims = 0;
        };
        std::vector<Found> found;
        std::size_t unexplained = 0;  // claims
    };
    std::string release, component, origin;
    std::string tag, commit, go_declared, go_found;  // of the lock; of what is unbuildable the tag alone
    std::string published_at;                        // where the release is published; empty: not known
    std::size_t in_scope = 0, reproduced = 0;
    std::vector<Finding> claims;  // those that are not reproduced; with a published file, that of the file
    std::optional<Searched> searched;
    std::optional<ExplainReport> pair;  // the published file and what we make of the same claim
    std::string ours;                   // of the pair: where a copy of what we make lies, for a while
    std::vector<std::string> next;      // what to do
};

std::string explain_claim_text(const ExplainClaimReport& report, const Style& style);
// One record, docs/formats/explain-json.md.
std::string explain_claim_json(const ExplainClaimReport& report);

}  // namespace verbatim
