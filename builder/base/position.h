// A place in a text that a person wrote: file, line, column, and the line itself, so that an error can show
// it with a caret. Unaware of what kind of text it is.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// A text split into lines, shared by all positions within it. `name` is what a person knows it by (a path
// relative to the project, or "CHECKSUMS of aws/eks-distro@17884462").
struct SourceText {
    std::string name;
    std::vector<std::string> lines;

    static std::shared_ptr<const SourceText> make(std::string name, std::string_view content);
};

// Line and column count from 1; 0 means "the text as a whole". A default Position is nowhere (known() is
// false).
struct Position {
    std::shared_ptr<const SourceText> text;
    int line = 0;
    int column = 0;

    [[nodiscard]] bool known() const { return text != nullptr; }
    // "releases/1-36.yaml:14:13", or "" where unknown.
    [[nodiscard]] std::string str() const;
};

// A value together with where it was written. Equality is of the value alone.
template <typename T>
struct Located {
    T value{};
    Position at;

    friend bool operator==(const Located& a, const Located& b) { return a.value == b.value; }
};

}  // namespace verbatim
