// `verbatim explain RELEASE COMPONENT`: what is known of claims that are not reproduced, and where the user
// has the published file, in what it differs from ours.
#pragma once

#include "cli/workspace.h"
#include "report/explain_claim_report.h"

#include <filesystem>
#include <string>
#include <vector>

namespace verbatim {

struct ExplainClaimOptions {
    std::string release, component;
    std::vector<std::string> platforms;
    std::string published;  // a file; empty: the user has none
};

// Builds, or takes from the store, what we make of the component. `scratch`: an empty folder; a copy of ours
// is left in it where there is a pair. Throws Error (usage) where the published file is none of those
// claimed, and what verify_release() throws.
ExplainClaimReport explain_claim(const ExplainClaimOptions& options, Workspace& workspace,
                                 const std::filesystem::path& scratch);

}  // namespace verbatim
