// Verdicts that somebody expected, so that what remains is news. Pure.
#pragma once

#include "catalog/expected.h"
#include "verify/verdict.h"

#include <cstdint>
#include <string>
#include <vector>

namespace verbatim {

// Marks each finding that is as expected (Finding::expected) and returns what is not: claims in scope that
// have another verdict than expected, reproduced ones among them, and expectations whose time is over, a line
// each. `now`: seconds since 1970. The most special expectation counts: that of a path before that of its
// component.
std::vector<std::string> apply_expectations(Findings& findings, const std::vector<Expectation>& expectations,
                                            const std::string& release, std::int64_t now);

}  // namespace verbatim
