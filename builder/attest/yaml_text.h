// Text as a YAML value that any reader takes for just this text, whichever version of YAML it follows.
#pragma once

#include <string>
#include <string_view>

namespace verbatim {

// As it is where no reader takes it for a number, a date, a truth value, nothing or punctuation; else in
// double quotes. One line: control bytes are escaped.
std::string yaml_scalar(std::string_view text);

}  // namespace verbatim
