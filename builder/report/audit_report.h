// What `verbatim audit` found in a distro's history, and its renderers.
#pragma once

#include "audit/audit.h"
#include "report/style.h"
#include "verify/exit_status.h"

#include <string>

namespace verbatim {

// "kubernetes/release · aws/eks-distro@17884462 · 61 sets of hashes, 22 of them declared for Go 1.21 or
// newer"
std::string audit_headline(const Audit& audit, const std::string& component, const PublishedSets& sets,
                           std::size_t in_scope);
// A line a set, told as it comes; where not all of it is reproduced, a second one with the cause.
std::string audit_line(const SetAudit& set, const Style& style);
// One line for the sets that the budget was spent before, of which there may be hundreds.
std::string audit_untried_line(std::size_t sets, const Style& style);
// What could not be read, and a table of how many different hashes have which verdict.
std::string audit_text(const Audit& audit, const Style& style);
// One record, docs/formats/audit-json.md.
std::string audit_json(const Audit& audit);

// 0 every hash in scope is reproduced, 1 some is not, 3 nothing at all could be built, 4 nothing is in scope.
ExitStatus exit_status(const Audit& audit);

}  // namespace verbatim
