// Go's table of functions (pclntab), which every Go binary keeps, stripped or not: which function lies where,
// and the names of source files. The layouts of Go 1.2, 1.16, 1.18 and 1.20 (Go's runtime/symtab.go and
// debug/gosym/pclntab.go). Hostile input: every offset and count is checked. Unaware of what functions do.
#pragma once

#include "inspect/executable.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct GoFunction {
    std::string_view name;  // "main.main", "net/http.(*Client).Do"; refers into the binary
    std::uint64_t address = 0, size = 0;
};

struct GoFunctions {
    std::string_view layout;            // "go1.2", "go1.16", "go1.18", "go1.20": since when it is so
    std::vector<GoFunction> functions;  // by address; they do not overlap
    std::vector<std::string_view> files;

    // The function that an address lies in; null where it lies in none.
    [[nodiscard]] const GoFunction* at(std::uint64_t address) const;
    // "main.main+0x1c", or empty.
    [[nodiscard]] std::string place(std::uint64_t address) const;
};

// Nothing where the binary has no such table. Throws Error (mismatch) where there is one that is cut short or
// lies about itself.
std::optional<GoFunctions> read_go_functions(const Executable& file);

// What `go tool buildid` shows; empty where there is none, as with -buildid=.
std::string go_build_id(const Executable& file);

}  // namespace verbatim
