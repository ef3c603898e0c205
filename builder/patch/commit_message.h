// What git am makes a commit's message of: the subject of a mail without what mailing lists put before it,
// and its text with blanks in order. Unaware of how a mail was encoded.
#pragma once

#include <string>
#include <string_view>

namespace verbatim::patch {

// Without "Re:", "[PATCH 2/7]" and anything else in brackets at the beginning; blanks in runs become one.
std::string clean_subject(std::string_view subject);

// No blanks at the ends of lines, one empty line at most between others and none at both ends, the last line
// ended.
std::string strip_blanks(std::string_view text);

}  // namespace verbatim::patch
