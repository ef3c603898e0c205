// Unicode's table of well-formed byte sequences (The Unicode Standard, table 3-7), by hand: what does not fit
// is replaced, a byte at a time.
#include "history/sqlite.h"

namespace verbatim::sqlite {

namespace {

bool continues(std::string_view text, std::size_t at, unsigned char from = 0x80, unsigned char to = 0xBF) {
    if (at >= text.size()) return false;
    const auto byte = static_cast<unsigned char>(text[at]);
    return byte >= from && byte <= to;
}

// Length of the well-formed sequence that starts at `at`; 0 where there is none, and for NUL.
std::size_t well_formed(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) return lead == 0 ? 0 : 1;
    if (lead >= 0xC2 && lead <= 0xDF) return continues(text, at + 1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool second = continues(text, at + 1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
        return second && continues(text, at + 2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool second = continues(text, at + 1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
        return second && continues(text, at + 2) && continues(text, at + 3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

std::string kept_text(std::string_view text) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD", ellipsis = "\xE2\x80\xA6";
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = well_formed(text, at);
        const std::string_view next = length == 0 ? replacement : text.substr(at, length);
        at += length == 0 ? 1 : length;
        const std::size_t room = longest_text - (at < text.size() ? ellipsis.size() : 0);
        if (out.size() + next.size() > room) return out.append(ellipsis);
        out += next;
    }
    return out;
}

}  // namespace verbatim::sqlite
