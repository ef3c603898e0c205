// Text from outside within XML and HTML, in content and in quoted attributes. Unaware of what it is about.
#pragma once

#include <string>
#include <string_view>

namespace verbatim {

// Control characters, bidirectional overrides, noncharacters and what is no UTF-8 become visible; &, <, >, "
// and ' become references, so that nothing is markup and "]]>" cannot come about. What remains is valid
// XML 1.0.
std::string xml_text(std::string_view text);

}  // namespace verbatim
