// "GIT binary patch": a file's new content, or a delta to it, as zlib's stream in base 85, line by line, and
// perhaps the way back. The format is described nowhere but in git's diff.c and apply.c; base 85's alphabet
// is RFC 1924's, the order of bytes is not. Hostile input: nothing is allocated by what a patch claims.
#pragma once

#include "patch/diff.h"
#include "patch/diff_lines.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace verbatim::patch {

// `length` bytes of groups of five digits; nothing where a digit or a value is none. The last group may hold
// more than is asked for.
std::optional<std::string> base85(std::string_view digits, std::size_t length);

// Of a zlib stream that holds exactly `size` bytes.
std::optional<std::string> inflated(std::string_view stream, std::size_t size);

// Reads from the line after "GIT binary patch" on, and moves `at` behind it.
void read_binary(const DiffLines& lines, std::size_t& at, FileChange& change);

}  // namespace verbatim::patch
