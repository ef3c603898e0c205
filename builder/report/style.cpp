#include "report/style.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace verbatim {

namespace {

bool is_set(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
}

struct Range {
    char32_t from, to;
};
// Unicode's Mn and Me, as far as names and messages are likely to hold them; and East Asian Width W and F.
constexpr std::array<Range, 6> no_columns = {{{0x300, 0x36F},
                                              {0x1AB0, 0x1AFF},
                                              {0x200B, 0x200D},
                                              {0x20D0, 0x20FF},
                                              {0xFE00, 0xFE0F},
                                              {0xFE20, 0xFE2F}}};
constexpr std::array<Range, 9> two_columns = {{{0x1100, 0x115F},
                                               {0x2E80, 0xA4CF},
                                               {0xAC00, 0xD7A3},
                                               {0xF900, 0xFAFF},
                                               {0xFE30, 0xFE6F},
                                               {0xFF00, 0xFF60},
                                               {0xFFE0, 0xFFE6},
                                               {0x1F300, 0x1FAFF},
                                               {0x20000, 0x3FFFD}}};

template <std::size_t size>
bool within(const std::array<Range, size>& ranges, char32_t code) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const Range& range) { return code >= range.from && code <= range.to; });
}

std::size_t columns_of(char32_t code) {
    return within(no_columns, code) ? 0 : within(two_columns, code) ? 2 : 1;
}

// The code point at the front, taken off `rest`. A byte that starts none stands for itself.
char32_t take_code(std::string_view& rest) {
    const auto lead = static_cast<unsigned char>(rest.front());
    std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    length = std::min(length, rest.size());
    char32_t code = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i)
        code = (code << 6U) | (static_cast<unsigned char>(rest[i]) & 0x3FU);
    rest.remove_prefix(length);
    return code;
}

}  // namespace

Style Style::of(std::FILE* stream) {
    if (is_set("NO_COLOR")) return {false};
    if (is_set("CLICOLOR_FORCE") && std::string_view(std::getenv("CLICOLOR_FORCE")) != "0") return {true};
    const char* term = std::getenv("TERM");
    return {is_terminal(stream) && term != nullptr && std::string_view(term) != "dumb"};
}

std::string Style::paint(std::string_view code, std::string_view text) const {
    if (!colours) return std::string(text);
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

bool is_terminal(std::FILE* stream) {
    return ::isatty(::fileno(stream)) == 1;
}

int terminal_columns(std::FILE* stream) {
    winsize size{};
    return ::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) width += columns_of(take_code(text));
    return width;
}

std::string shortened(std::string_view text, std::size_t width) {
    if (display_width(text) <= width) return std::string(text);
    std::size_t used = 0, kept = 0;
    for (std::string_view rest = text; !rest.empty(); kept = text.size() - rest.size()) {
        used += columns_of(take_code(rest));
        if (used + 1 > width) break;
    }
    return std::string(text.substr(0, kept)) + "…";
}

std::string padded(const std::string& text, std::size_t width) {
    const std::size_t now = display_width(text);
    return now < width ? text + std::string(width - now, ' ') : text;
}

}  // namespace verbatim
