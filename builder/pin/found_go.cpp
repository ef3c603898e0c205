#include "pin/found_go.h"

#include "base/error.h"
#include "base/text.h"

#include <string_view>
#include <vector>

namespace verbatim {

namespace {

constexpr std::string_view guessed = " is a guess, the newest ";

bool is_guess(const std::string& line) {
    return trim(line).starts_with("# go") && line.find(guessed) != std::string::npos;
}

}  // namespace

std::string go_guess(const std::string& go, const std::string& declared) {
    return go + std::string(guessed) + declared + " that is pinned here, until verify proves it";
}

std::string with_found_go(const std::string& file, const std::string& text, const ComponentPin& pin,
                          const std::string& go) {
    std::vector<std::string> lines = split(text, '\n');
    const Position& at = pin.go.at;
    const auto line = static_cast<std::size_t>(at.line - 1);
    auto column = static_cast<std::size_t>(at.column - 1);
    const auto is_quote = [](char c) { return c == '"' || c == '\''; };
    if (line < lines.size() && column < lines[line].size() && is_quote(lines[line][column])) ++column;
    if (at.line < 1 || at.column < 1 || line >= lines.size() || column > lines[line].size() ||
        lines[line].substr(column, pin.go.value.size()) != pin.go.value)
        throw Error(Failure::definition, "the lock " + file + " has changed while the search ran")
            .at(at, "here stood " + pin.go.value)
            .next("the same command again");
    lines[line].replace(column, pin.go.value.size(), go);
    if (line == 0 || !is_guess(lines[line - 1])) return join(lines, "\n");
    const auto remark = lines.begin() + static_cast<std::ptrdiff_t>(line) - 1;
    if (pin.go_declared.empty() || go.starts_with("go" + pin.go_declared + "."))
        lines.erase(remark);
    else
        *remark = remark->substr(0, remark->find('#')) + "# GOLANG_VERSION says " + pin.go_declared +
                  ", but the published bits are those of " + go + ".";
    return join(lines, "\n");
}

}  // namespace verbatim
