// Names in double quotes, with C's escapes, as git writes names that hold blanks, quotes or bytes beyond
// ASCII (git's core.quotePath). Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace verbatim::patch {

struct QuotedName {
    std::string name;
    std::size_t length = 0;  // of the quoted form, both quotes included
};

// Of a text that begins with the opening quote; what follows the closing one is left alone. Nothing where the
// quotes do not close or an escape is unknown.
std::optional<QuotedName> unquote(std::string_view text);

}  // namespace verbatim::patch
