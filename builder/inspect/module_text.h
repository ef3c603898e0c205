// The text that the Go command makes of a build's modules and settings (Go's runtime/debug.ParseBuildInfo).
// Private to the room; unaware of executables.
#pragma once

#include "inspect/build_info.h"

#include <string_view>

namespace verbatim {

// Fills path, main, dependencies and settings. Lines of a kind that is not known are passed over, as Go does;
// throws Error (mismatch) where a line is malformed or the text is larger than any build's.
void parse_module_text(std::string_view text, BuildInfo& info);

}  // namespace verbatim
