// Letters, digits and blanks as git sees them: ASCII in every locale, and neither \v nor \f is a blank.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace verbatim::patch {

constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_ignoring_case(std::string_view a, std::string_view b);
bool starts_ignoring_case(std::string_view text, std::string_view prefix);
// Where `word` stands in `text`, or npos.
std::size_t find_ignoring_case(std::string_view text, std::string_view word);

std::string_view without_blanks_before(std::string_view text);
std::string_view without_blanks_after(std::string_view text);
// Each run of blanks, line ends among them, as one space.
std::string with_single_spaces(std::string_view text);

// A whole number as C's strtol reads it: blanks (\v and \f too), a sign, digits; too large a one becomes the
// largest. `end` is `from` where there is none.
struct ReadNumber {
    std::int64_t value = 0;
    std::size_t end = 0;
    bool overflow = false;
};
ReadNumber read_number(std::string_view text, std::size_t from);

}  // namespace verbatim::patch
