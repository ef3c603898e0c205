#include "report/style.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace verbatim {

namespace {
bool is_set(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
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
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width) {
    const std::size_t now = display_width(text);
    return now < width ? text + std::string(width - now, ' ') : text;
}

}  // namespace verbatim
