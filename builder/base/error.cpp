#include "base/error.h"

#include "base/text.h"

#include <fmt/format.h>

namespace verbatim {

Error::Error(Failure kind, std::string message) : kind_(kind), message_(std::move(message)) {}

Error& Error::at(Position where, std::string label) {
    where_ = std::move(where);
    label_ = std::move(label);
    return *this;
}

Error& Error::note(std::string line) {
    notes_.push_back(std::move(line));
    return *this;
}

Error& Error::next(std::string hint) {
    hints_.push_back(std::move(hint));
    return *this;
}

Error& Error::during(std::string doing) {
    frames_.push_back(std::move(doing));
    return *this;
}

namespace {

// The line with its caret. A very long line is cut around the column, so that a hostile one cannot fill a
// screen.
std::string excerpt(const Position& at, const std::string& label) {
    std::string out = fmt::format("   {}\n", printable(at.str()));
    if (at.line < 1 || at.line > static_cast<int>(at.text->lines.size())) return out;
    constexpr int width = 100;
    const std::string& full = at.text->lines[at.line - 1];
    int column = std::max(at.column, 1);
    std::string line = full;
    if (line.size() > width) {
        const std::size_t from =
            column > width / 2 ? std::min<std::size_t>(column - width / 2, full.size()) : 0;
        line = full.substr(from, width);
        column -= static_cast<int>(from);
    }
    const std::string number = std::to_string(at.line);
    std::string pad;
    for (int i = 0; i + 1 < column && i < static_cast<int>(line.size()); ++i)
        if ((static_cast<unsigned char>(line[i]) & 0xC0) != 0x80) pad += line[i] == '\t' ? "\t" : " ";
    out += fmt::format("   {} | {}\n", number, printable(line, true));
    out += fmt::format("   {} | {}^{}{}\n", std::string(number.size(), ' '), pad, label.empty() ? "" : " ",
                       printable(label));
    return out;
}

std::string indented(const std::string& text) {
    std::string out;
    for (const std::string& line : split(text, '\n')) out += "   " + printable(line, true) + "\n";
    return out;
}

}  // namespace

std::string Error::render() const {
    std::string out = "error: " + printable(message_) + "\n";
    if (where_.known()) out += excerpt(where_, label_);
    for (const auto& line : notes_) out += indented(line);
    for (const auto& frame : frames_) out += indented("while " + frame);
    for (const auto& hint : hints_) out += indented("next: " + hint);
    return out;
}

}  // namespace verbatim
