// The command line's own declarations as a value: what --help shows, for man pages and completion.
#pragma once

#include "report/command_help.h"

#include <CLI/CLI.hpp>

namespace verbatim {

// Of the whole tree, whose root is given; what no help shows, such as commands whose names begin with "__",
// is left out.
ProgramHelp describe(const CLI::App& root);

}  // namespace verbatim
