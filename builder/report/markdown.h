// Text from outside within Markdown: nothing in it is markup, a link or HTML. Unaware of what it is about.
#pragma once

#include <string>

namespace verbatim::markdown {

std::string plain(const std::string& text);
// A code span, where the text allows one.
std::string code(const std::string& text);

}  // namespace verbatim::markdown
