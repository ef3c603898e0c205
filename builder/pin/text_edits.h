// A text with some of its bytes replaced, and lines put in or taken out: the rest stays byte for byte. Pure;
// unaware of what the text means.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// All places are those of the text as it was, lines and columns counted from 1, columns in bytes.
class TextEdits {
  public:
    explicit TextEdits(std::string_view text);

    [[nodiscard]] const std::string& line(int number) const {
        return lines_.at(static_cast<std::size_t>(number) - 1);
    }
    [[nodiscard]] int lines() const { return static_cast<int>(lines_.size()); }
    // Within one line, and not where another replacement is.
    void replace(int line, int column, std::size_t length, std::string by);
    void remove(int from_line, int to_line);  // both included
    // Several at one place stand in the order of the calls. lines() + 1 is the end of the text.
    void insert_before(int line, const std::string& text);
    [[nodiscard]] std::string text() const;

  private:
    struct Replacement {
        std::size_t length;
        std::string by;
    };
    std::vector<std::string> lines_;
    std::map<int, std::map<int, Replacement>> replaced_;  // by line, by column
    std::set<int> removed_;
    std::map<int, std::string> inserted_;
};

}  // namespace verbatim
