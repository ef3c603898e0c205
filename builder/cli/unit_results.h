// What `verify` found of a component, as results of its units: what a night records.
#pragma once

#include "catalog/release.h"
#include "history/run.h"
#include "plan/plan.h"
#include "report/verify_report.h"

#include <vector>

namespace verbatim {

// A unit for each platform, sorted. `plan`: of this component and the platforms asked for; without artifacts
// where its inputs are not public. Claims out of scope are left out.
std::vector<UnitResult> unit_results(const VerifyReport& report, const Plan& plan, const Release& release,
                                     const std::string& component);

// What its lock pins.
UnitPins unit_pins(const Release& release, const std::string& component);

// Takes in what other circumstances gave: a unit that is good and not steady is `unsteady`.
void add_steadiness(UnitResult& unit, Steadiness steadiness);

}  // namespace verbatim
