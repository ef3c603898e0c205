// The small scripts that make a shell ask `verbatim __complete`; all knowledge is in the program.
#pragma once

#include <string>
#include <vector>

namespace verbatim {

std::vector<std::string> completion_shells();
std::string completion_script(const std::string& shell);  // of completion_shells()

}  // namespace verbatim
