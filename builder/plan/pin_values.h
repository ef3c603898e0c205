// What the symbols of templates stand for that are known from a component's pins. Pure; private to the room.
#pragma once

#include "catalog/project.h"
#include "catalog/release.h"

#include <map>
#include <string>

namespace verbatim {

// tag, tag_without_v, tag_object, commit, branch; of the pinned commit's committer time pinned_time (seconds
// since 1970) and pinned_date (RFC 3339, UTC); tag_major and tag_minor, the first two numbers of a tag such
// as v1.27.16. Throws Error (definition) where the project names one of the latter two and the tag has none.
std::map<std::string, std::string> pin_values(const ComponentPin& pin, const Project& project,
                                              const std::string& branch);

}  // namespace verbatim
