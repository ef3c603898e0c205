#include "pin/text_edits.h"

#include "base/text.h"

#include <algorithm>

namespace verbatim {

TextEdits::TextEdits(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    lines_ = split(text, '\n');
}

void TextEdits::replace(int line, int column, std::size_t length, std::string by) {
    replaced_[line][column] = {length, std::move(by)};
}

void TextEdits::remove(int from_line, int to_line) {
    for (int line = from_line; line <= to_line; ++line) removed_.insert(line);
}

void TextEdits::insert_before(int line, const std::string& text) {
    inserted_[line] += text;
}

std::string TextEdits::text() const {
    std::string out;
    for (int number = 1; number <= lines() + 1; ++number) {
        if (const auto added = inserted_.find(number); added != inserted_.end()) out += added->second;
        if (number > lines() || removed_.contains(number)) continue;
        std::string edited = line(number);
        if (const auto places = replaced_.find(number); places != replaced_.end())
            std::for_each(places->second.rbegin(), places->second.rend(), [&](const auto& place) {
                edited.replace(static_cast<std::size_t>(place.first) - 1, place.second.length,
                               place.second.by);
            });
        out += edited + "\n";
    }
    return out;
}

}  // namespace verbatim
