// Pure: the help of the program and of its commands → man pages in roff's man macros, which groff and mandoc
// read. Without a date, so that equal sources give equal bytes.
#pragma once

#include "report/command_help.h"

#include <string>
#include <string_view>

namespace verbatim {

// Text that roff shows as it is: no line of it can be taken for a request, no byte for an escape.
std::string roff_text(std::string_view text);

std::string man_page(const ProgramHelp& program);                              // verbatim(1)
std::string man_page(const ProgramHelp& program, const CommandHelp& command);  // verbatim-COMMAND(1)

}  // namespace verbatim
