// How a Go module's path and version are written in a module proxy and in a binary. Pure.
#pragma once

#include <string>
#include <string_view>

namespace verbatim {

// Upper-case letters as "!" and the small one (go.dev/ref/mod#goproxy-protocol). Throws Error (definition) on
// what is no module path or version.
std::string escape_module(const std::string& path_or_version);

// Does a binary hold the name of a function or file of this package, or of one below it? Go's table of
// functions, which no stripping removes, has the name of each. Where it says no, nothing of the package is
// linked; a yes may be a chance.
bool mentions_package(std::string_view binary, const std::string& package);

}  // namespace verbatim
