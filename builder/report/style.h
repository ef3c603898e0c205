// Colours, where a person wants them: words always stand beside them.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace verbatim {

struct Style {
    bool colours = false;

    // By NO_COLOR, CLICOLOR_FORCE, TERM and whether the stream is a terminal.
    static Style of(std::FILE* stream);
    [[nodiscard]] std::string good(std::string_view text) const { return paint("32", text); }
    [[nodiscard]] std::string bad(std::string_view text) const { return paint("31", text); }
    [[nodiscard]] std::string warn(std::string_view text) const { return paint("33", text); }
    [[nodiscard]] std::string bold(std::string_view text) const { return paint("1", text); }
    [[nodiscard]] std::string faint(std::string_view text) const { return paint("2", text); }

  private:
    [[nodiscard]] std::string paint(std::string_view code, std::string_view text) const;
};

bool is_terminal(std::FILE* stream);
int terminal_columns(std::FILE* stream);  // 80 where unknown
// How many columns a UTF-8 text takes: East Asian wide letters and emoji two, combining marks none.
std::size_t display_width(std::string_view text);
// Cut to so many columns (at least one), "…" at its end where something is gone; never within a letter.
std::string shortened(std::string_view text, std::size_t width);
std::string padded(const std::string& text, std::size_t width);

}  // namespace verbatim
