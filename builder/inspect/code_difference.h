// Is the code of a function the same, but for addresses? All that moved elsewhere changes the addresses in
// code that nobody touched, so bytes say little. For amd64 and arm64 references to the same place count as
// equal, and what strings the code loads is told (amd64). Elsewhere bytes are compared. Pure; the bytes are
// hostile.
#pragma once

#include "inspect/executable.h"
#include "inspect/go_functions.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace verbatim {

// A string constant that code loads, with its length.
struct LoadedString {
    std::uint64_t at = 0;  // where the length stands, in bytes from the function's begin
    std::string_view text;
};

// One of the two binaries, with what is looked up again and again.
struct CodeSide {
    const Executable* file = nullptr;
    const GoFunctions* functions = nullptr;
};

// The bytes of a function; fewer than its size where they are not all in the file.
std::string_view code_of(const CodeSide& side, const GoFunction& function);

// Of amd64: text that is UTF-8 without control bytes other than white space. Empty for others.
std::vector<LoadedString> loaded_strings(const CodeSide& side, const GoFunction& function);

// Of two functions of the same size: the offset of the first byte that is another, and not because of an
// address or of the length of a string that is loaded in both; nothing where there is none.
std::optional<std::uint64_t> first_other_code(const CodeSide& was, const GoFunction& old, const CodeSide& is,
                                              const GoFunction& now);

// Could a person read it? (UTF-8, no control bytes but white space, not empty.)
bool is_readable(std::string_view text);

}  // namespace verbatim
