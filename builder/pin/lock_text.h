// The text of a lock that was not there before, and of parts of one. Pure.
#pragma once

#include "catalog/release.h"

#include <map>
#include <string>

namespace verbatim {

// The key `unbuildable` with all that it says; empty where there is nothing to say.
std::string unbuildable_text(const std::map<std::string, Unbuildable>& all);

// A whole lock with a distro. `remarks` are said of components' Go releases.
std::string lock_text(const Release& release, const std::map<std::string, std::string>& remarks);

}  // namespace verbatim
