// Transform: what collect_licences() gathered and the classifier's report → ATTRIBUTION.txt, LICENSES/ and
// licences.json (docs/formats/licences.md).
#pragma once

#include "store/store.h"
#include "transform/attribution_text.h"

#include <string>
#include <vector>

namespace verbatim {

struct AttributionOf {
    std::string component;                   // "etcd-io/etcd"
    std::string source;                      // address of its upstream
    std::vector<LicenceOverride> overrides;  // of its project.yaml
};

struct Attribution {
    // ATTRIBUTION.txt; LICENSES/MODULE PATH/FILE; licences.json.
    Digest tree;
    // What a person should hear of, a line each: licences that an override allows, reciprocal ones, overrides
    // that nothing needs.
    std::vector<std::string> notes;
};

// `collected`: output of collect_licences(); `report`: output of the classifier's Run. Throws one Error
// (definition) that names every module whose licence is not found, not known or restricted, and that no
// override allows; Error (mismatch) on a report that is none.
Attribution make_attribution(const AttributionOf& of, const Digest& collected, const Digest& report,
                             Store& store);

}  // namespace verbatim
