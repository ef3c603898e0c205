// What a project's prepare steps are as operations. They run upstream's code, so that nothing of theirs is
// trusted: what they made is a tree like any other, without its git directory. Pure; private to the room.
#pragma once

#include "catalog/project.h"
#include "plan/action.h"

#include <map>
#include <string>

namespace verbatim {

// The command without mounts. Output "tree": what it left of the source, without what is discarded and
// without the git directory. `values` are the symbols known from the pins.
RunCommand prepare_command(const Project& project, const PrepareStep& step,
                           const std::map<std::string, std::string>& values);

// `name` is what errors call the step.
TakePrepared take_prepared(const PrepareStep& step, const std::string& name);

}  // namespace verbatim
