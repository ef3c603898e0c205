// After a build: what the Go command stamped into the binaries, read back and compared with what the pins
// say.
#pragma once

#include "plan/action.h"
#include "store/store.h"

#include <map>
#include <string>

namespace verbatim {

// Throws Error (mismatch) naming the binary, the fact, what was expected and what is there.
void check_stamps(const RunCommand& run, const std::map<std::string, Digest>& outputs, const Store& store);

}  // namespace verbatim
