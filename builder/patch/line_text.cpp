#include "patch/line_text.h"

#include "patch/ascii.h"

#include <algorithm>

namespace verbatim::patch {

void LineText::add(std::string_view text, std::size_t line) {
    bool begins = content.empty() || content.back() == '\n';
    for (std::size_t at = 0; at < text.size();) {
        if (begins) lines.push_back(line);
        at = std::min(text.find('\n', at), text.size() - 1) + 1;
        begins = true;
    }
    content += text;
}

bool LineReader::next(Line& line) {
    const std::string& content = text_.content;
    if (at_ >= content.size()) return false;
    const std::size_t end = std::min(content.find('\n', at_), content.size() - 1) + 1;
    line.text.assign(content, at_, end - at_);
    line.number = text_.lines[index_++];
    at_ = end;
    return true;
}

void LineReader::skip_blanks() {
    for (; at_ < text_.content.size() && is_blank(text_.content[at_]); ++at_)
        if (text_.content[at_] == '\n') ++index_;
}

Error Source::refusal(const std::string& why, std::size_t line, std::string label, std::size_t column) const {
    Error error(Failure::mismatch, "the patch cannot be read: " + why);
    error.at(Position{.text = text, .line = static_cast<int>(line), .column = static_cast<int>(column)},
             std::move(label));
    return error;
}

}  // namespace verbatim::patch
