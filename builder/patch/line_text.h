// Text whose lines remember which line of the patch file they came from, and a reader of it line by line. So
// that errors name the right line after mails were split, unwrapped and decoded.
#pragma once

#include "base/error.h"
#include "base/position.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::patch {

struct LineText {
    std::string content;
    std::vector<std::size_t> lines;  // lines[i]: where line i of `content` came from

    // All lines that begin in `text` came from `line`.
    void add(std::string_view text, std::size_t line);
};

struct Line {
    std::string text;  // with its '\n', which the last one may lack
    std::size_t number = 0;
};

// The text outlives it.
class LineReader {
  public:
    explicit LineReader(const LineText& text) : text_(text) {}

    // False at the end.
    bool next(Line& line);
    // '\0' at the end.
    [[nodiscard]] char peek() const { return at_ < text_.content.size() ? text_.content[at_] : '\0'; }
    void skip_blanks();

  private:
    const LineText& text_;
    std::size_t at_ = 0;
    std::size_t index_ = 0;
};

// The patch file, for the errors of all who read from it.
struct Source {
    std::shared_ptr<const SourceText> text;

    // "the patch cannot be read: WHY", at the line, with LABEL beside the caret. A column of 0 is the line as
    // a whole.
    [[nodiscard]] Error refusal(const std::string& why, std::size_t line, std::string label = {},
                                std::size_t column = 0) const;
};

}  // namespace verbatim::patch
