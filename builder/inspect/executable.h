// The little that is needed of ELF, PE and Mach-O: named sections, and how addresses map to bytes of the
// file.
#pragma once

#include "inspect/bytes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct Section {
    std::string name;                                 // ".go.buildinfo", "__go_buildinfo"
    std::uint64_t address = 0, offset = 0, size = 0;  // size: of what lies in the file
    bool writable_data = false;
};

struct Executable {
    enum class Format { elf, pe, macho } format = Format::elf;
    bool big_endian = false;
    std::vector<Section> sections;
    std::string_view bytes;

    [[nodiscard]] const Section* section(std::string_view name) const;
    // The bytes at an address, as many as its section has from there (at most `limit`). Empty where nothing
    // is mapped.
    [[nodiscard]] std::string_view mapped(std::uint64_t address, std::uint64_t limit) const;
};

// Throws Error (mismatch) where the bytes are no executable, or are cut short.
Executable parse_executable(std::string_view bytes);

}  // namespace verbatim
