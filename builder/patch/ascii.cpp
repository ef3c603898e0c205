#include "patch/ascii.h"

#include "base/text.h"

#include <algorithm>
#include <limits>

namespace verbatim::patch {

namespace {

bool same_letter(char a, char b) {
    return lower(a) == lower(b);
}

}  // namespace

bool same_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), same_letter);
}

bool starts_ignoring_case(std::string_view text, std::string_view prefix) {
    return same_ignoring_case(text.substr(0, prefix.size()), prefix);
}

std::size_t find_ignoring_case(std::string_view text, std::string_view word) {
    const auto found = std::search(text.begin(), text.end(), word.begin(), word.end(), same_letter);
    return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

std::string_view without_blanks_before(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    return text;
}

std::string_view without_blanks_after(std::string_view text) {
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string with_single_spaces(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool in_run = false;
    for (const char c : text) {
        if (!is_blank(c))
            out += c;
        else if (!in_run)
            out += ' ';
        in_run = is_blank(c);
    }
    return out;
}

ReadNumber read_number(std::string_view text, std::size_t from) {
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    ReadNumber number{.value = 0, .end = from, .overflow = false};
    std::size_t at = from;
    while (at < text.size() && (is_blank(text[at]) || text[at] == '\v' || text[at] == '\f')) ++at;
    const bool negative = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    for (; at < text.size() && is_digit(text[at]); ++at) {
        const int digit = text[at] - '0';
        number.overflow = number.overflow || number.value > (largest - digit) / 10;
        number.value = number.overflow ? largest : number.value * 10 + digit;
        number.end = at + 1;
    }
    if (negative) number.value = -number.value;
    return number;
}

}  // namespace verbatim::patch
