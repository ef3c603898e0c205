// What a release consists of, put together in the store: from outcomes to one tree, as it will lie in the
// folder of releases.
#pragma once

#include "attest/compose.h"
#include "attest/release_docs.h"
#include "attest/release_layout.h"
#include "plan/release_plan.h"
#include "store/store.h"

#include <functional>
#include <string>
#include <vector>

namespace verbatim {

// Each product of the plan with its content and sums. `outcome`: of an action of the plan. Throws Error
// (build) where an action did not make what it was to make, Error (damaged) where a blob is not what its name
// says.
std::vector<BuiltProduct> built_products(const ReleasePlan& plan,
                                         const std::function<const Outcome&(std::size_t)>& outcome,
                                         const Store& store);

// A tree for ReleaseFolder::publish(): every file with its sums, images, manifest, the lock's text, pages.
// `docs`: its manifest, its changes since the release before, and what became of it.
Digest assemble_release(const ReleaseLayout& layout, const std::vector<BuiltProduct>& built,
                        const ReleaseDocs& docs, const std::string& lock, Store& store);

}  // namespace verbatim
