// In what two executables differ, by section, function, string and name of source file. Pure; says what is,
// not why (cause/ does). All texts refer to no file: they are copies.
#pragma once

#include "inspect/executable.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct SectionDifference {
    std::string name;
    std::optional<std::uint64_t> was, is;   // sizes, in bytes; nothing: there is no such section
    std::uint64_t bytes = 0;                // of what both have, how many are others
    std::uint64_t first = 0;                // the first of them, from the section's begin
    std::uint64_t at_was = 0, at_is = 0;    // the same, from the files' begin
    std::string function_was, function_is;  // of code: "main.main+0x1c"; else empty
    bool code = false, writable = false, mapped = false;
};

struct FunctionDifference {
    std::string name;
    std::optional<std::uint64_t> was, is;  // sizes, in bytes; nothing: there is no such function
    std::optional<std::uint64_t> first;  // of equal sizes: the first byte that is no address, from its begin
};

// A string that is another one; of which one side has none where a pair could not be found.
struct StringDifference {
    std::optional<std::string> was, is;
    std::string function;  // whose code loads it; empty: a variable, or a table, begins with it
};

struct ExecutableDifference {
    std::vector<SectionDifference> sections;  // those that differ, in the order of the first
    std::size_t equal_sections = 0;
    std::string table_was, table_is;  // layouts of the tables of functions, "go1.20"; empty: there is none
    std::vector<FunctionDifference> functions;  // the first `most` that differ, by address in the second
    std::size_t functions_count = 0, functions_compared = 0;  // all that differ; all that there are
    std::vector<StringDifference> strings;                    // the first `most`
    std::size_t strings_count = 0;
    std::vector<std::string> files_was, files_is;  // source files that one alone names, the first `most`
    std::size_t files_was_count = 0, files_is_count = 0;
    std::string build_id_was, build_id_is;  // of Go; may be empty
    std::vector<std::string> problems;      // what could not be read, and why; safe for a terminal
};

ExecutableDifference compare_executables(const Executable& was, const Executable& is, std::size_t most = 20);

}  // namespace verbatim
