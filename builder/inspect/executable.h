// The little that is needed of ELF, PE and Mach-O: named sections, and segments, which map addresses to bytes
// of the file. Unaware of what is looked for. Files are hostile: nothing here takes more memory than the
// file.
#pragma once

#include "inspect/bytes.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace verbatim {

// A piece of the file and where it is mapped; the piece is known to lie within the file.
struct Segment {
    std::uint64_t address = 0, offset = 0, size = 0;
    bool writable_data = false;  // written to, not executed
};

struct Section {
    std::string_view name;  // ".go.buildinfo", "__go_buildinfo"
    std::uint64_t offset = 0, size = 0;
    std::uint64_t address = 0;            // where it is mapped; 0: nowhere
    bool code = false, writable = false;  // as the section's own flags have it
};

struct Executable {
    enum class Format { elf, pe, macho } format = Format::elf;
    bool big_endian = false;
    std::uint32_t machine = 0;  // as the format numbers them
    std::vector<Section> sections;
    std::vector<Segment> segments;
    std::string_view bytes;

    // The first of that name which has content in the file.
    [[nodiscard]] const Section* section(std::string_view name) const;
    // The first one with content that is mapped at this address; null where none is.
    [[nodiscard]] const Section* section_at(std::uint64_t address) const;
    // "amd64", "arm64" or "386"; empty for others.
    [[nodiscard]] std::string_view architecture() const;
    // Where data starts: the first segment of writable data.
    [[nodiscard]] const Segment* data() const;
    // The bytes at an address, as many as its segment has from there (at most `limit`). Empty where nothing
    // is mapped.
    [[nodiscard]] std::string_view mapped(std::uint64_t address, std::uint64_t limit) const;
};

// Throws Error (mismatch) where the bytes are no executable, or are cut short.
Executable parse_executable(std::string_view bytes);

}  // namespace verbatim
