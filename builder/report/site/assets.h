// The site's own style, script and icon, as the files beside this say; part of the program.
#pragma once

#include <string_view>

namespace verbatim {

std::string_view site_style();
std::string_view site_script();
std::string_view site_icon();

}  // namespace verbatim
