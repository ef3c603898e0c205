// What the last search of a component's claims came to, kept in the store for `verbatim explain`: the record
// of `verbatim search --json` (docs/formats/search-json.md), a file a component.
#pragma once

#include "catalog/release.h"
#include "report/explain_claim_report.h"
#include "report/search_report.h"
#include "store/store.h"

#include <optional>
#include <string>

namespace verbatim {

void keep_search(const Store& store, const SearchReport& report);

// Nothing where none is kept, or where it was one of other pins or claims than these: of another tag, Go
// release or commit of the distro.
std::optional<ExplainClaimReport::Searched> kept_search(const Store& store, const Release& release,
                                                        const ComponentPin& pin, const std::string& origin);

}  // namespace verbatim
