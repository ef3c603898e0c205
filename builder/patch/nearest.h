// Where in a text lines stand best, when they stand nowhere whole: for error messages alone. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::patch {

struct Nearest {
    std::size_t at = 0;        // index of the line that corresponds to the first one wanted
    std::size_t matching = 0;  // lines that match from there on, each at its place; 0 where none does
};

Nearest nearest_place(const std::vector<std::string_view>& text, const std::vector<std::string>& wanted);

}  // namespace verbatim::patch
