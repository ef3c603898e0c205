// Transform: files out of input trees at new paths: what goes into an archive or into an image's layer.
#pragma once

#include "plan/action.h"
#include "store/store.h"

#include <map>
#include <string>

namespace verbatim {

// `inputs`: trees by the names that the places use. Throws Error (build) where something to be placed is not
// there, or two things come to lie at one path.
Digest arrange(const Arrange& arrange, const std::map<std::string, Digest>& inputs, Store& store);

}  // namespace verbatim
