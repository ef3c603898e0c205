#include "inspect/executable.h"

#include "base/error.h"

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::string_view elf_magic =
    "\x7f"
    "ELF";

// System V ABI, chapters 4 and 5. Where both tables are there, sections give names and segments addresses.
Executable parse_elf(std::string_view bytes) {
    const Bytes ident(bytes);
    const bool wide = ident.number(4, 1) == 2;
    Executable file{Executable::Format::elf, ident.number(5, 1) == 2, 0, {}, {}, bytes};
    const Bytes in(bytes, file.big_endian);
    file.machine = static_cast<std::uint32_t>(in.number(18, 2));
    const int word = wide ? 8 : 4;

    const std::uint64_t segments = in.number(wide ? 32 : 28, word);
    const std::uint64_t segment_size = in.number(wide ? 54 : 42, 2);
    const std::uint64_t segment_count = in.number(wide ? 56 : 44, 2);
    if (segment_count > 0 && segment_size < (wide ? 56U : 32U))
        throw Error(Failure::mismatch, "the ELF program headers are malformed");
    for (std::uint64_t i = 0; i < segment_count; ++i) {
        const std::uint64_t at = segments + i * segment_size;
        if (in.number(at, 4) != 1) continue;  // PT_LOAD
        const std::uint64_t flags = in.number(at + (wide ? 4 : 24), 4);
        const Segment segment{in.number(at + (wide ? 16 : 8), word), in.number(at + (wide ? 8 : 4), word),
                              in.number(at + (wide ? 32 : 16), word), (flags & 3U) == 2U};  // PF_W, no PF_X
        (void)in.at(segment.offset, segment.size);
        file.segments.push_back(segment);
    }

    const std::uint64_t table = in.number(wide ? 40 : 32, word);
    const std::uint64_t entry_size = in.number(wide ? 58 : 46, 2);
    const std::uint64_t count = in.number(wide ? 60 : 48, 2);
    const std::uint64_t names = in.number(wide ? 62 : 50, 2);
    if (count == 0) return file;
    if (entry_size < (wide ? 64U : 40U) || names >= count)
        throw Error(Failure::mismatch, "the ELF section table is malformed");
    const auto field = [&](std::uint64_t i, unsigned wide_at, unsigned narrow_at) {
        return in.number(table + i * entry_size + (wide ? wide_at : narrow_at), word);
    };
    const std::uint64_t names_at = field(names, 24, 16);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t header = table + i * entry_size;
        if (const std::uint64_t type = in.number(header + 4, 4); type == 0 || type == 8)
            continue;  // SHT_NULL, SHT_NOBITS: lie nowhere
        const std::uint64_t flags = field(i, 8, 8);
        const Section section{in.c_string(names_at + in.number(header, 4), 64),
                              field(i, 24, 16),
                              field(i, 32, 20),
                              field(i, 16, 12),
                              (flags & 4U) != 0,   // SHF_EXECINSTR
                              (flags & 1U) != 0};  // SHF_WRITE
        (void)in.at(section.offset, section.size);
        file.sections.push_back(section);
    }
    return file;
}

// Microsoft's PE format: the COFF header stands after the stub, the section table after the optional header.
// Sections are what is mapped.
Executable parse_pe(std::string_view bytes) {
    Executable file{Executable::Format::pe, false, 0, {}, {}, bytes};
    const Bytes in(bytes);
    const std::uint64_t pe = in.number(0x3c, 4);
    if (in.at(pe, 4) != std::string_view("PE\0\0", 4)) throw Error(Failure::mismatch, "it has no PE header");
    file.machine = static_cast<std::uint32_t>(in.number(pe + 4, 2));
    const std::uint64_t count = in.number(pe + 6, 2);
    const std::uint64_t optional_size = in.number(pe + 20, 2);
    const bool wide = in.number(pe + 24, 2) == 0x20b;
    const std::uint64_t base = in.number(pe + 24 + (wide ? 24 : 28), wide ? 8 : 4);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t at = pe + 24 + optional_size + i * 40;
        const std::uint64_t flags = in.number(at + 36, 4);
        const Segment segment{base + in.number(at + 12, 4), in.number(at + 20, 4), in.number(at + 16, 4),
                              // Initialised data, read and written, not executed.
                              (flags & 0xE0000060U) == 0xC0000040U};
        (void)in.at(segment.offset, segment.size);
        file.segments.push_back(segment);
        // IMAGE_SCN_MEM_EXECUTE, IMAGE_SCN_MEM_WRITE
        file.sections.push_back({in.c_string(at, 8), segment.offset, segment.size, segment.address,
                                 (flags & 0x20000000U) != 0, (flags & 0x80000000U) != 0});
    }
    return file;
}

// LC_SEGMENT_64: the segment, then its sections, which must lie within the command.
void add_macho_segment(const Bytes& in, std::uint64_t at, std::uint64_t size, Executable& file) {
    const std::uint64_t count = in.number(at + 64, 4);
    if (size < 72 || count > (size - 72) / 80)
        throw Error(Failure::mismatch, "a Mach-O segment has more sections than it has room for");
    const Segment segment{in.number(at + 24, 8), in.number(at + 40, 8), in.number(at + 48, 8),
                          (in.number(at + 60, 4) & 7U) == 3U};  // read and write
    (void)in.at(segment.offset, segment.size);
    if (segment.size > 0) file.segments.push_back(segment);
    for (std::uint64_t s = at + 72; s < at + 72 + count * 80; s += 80) {
        const std::uint64_t type = in.number(s + 64, 4) & 0xFFU;
        if (type == 1 || type == 12) continue;  // zero-filled: lies nowhere
        const Section section{
            in.c_string(s, 16),
            in.number(s + 48, 4),
            in.number(s + 40, 8),
            in.number(s + 32, 8),
            (in.number(s + 64, 4) & 0x80000400U) != 0,  // S_ATTR_PURE_INSTRUCTIONS, S_ATTR_SOME_INSTRUCTIONS
            segment.writable_data};
        (void)in.at(section.offset, section.size);
        file.sections.push_back(section);
    }
}

// Mach-O, 64 bit: load commands after the header.
Executable parse_macho(std::string_view bytes, bool big_endian) {
    Executable file{Executable::Format::macho, big_endian, 0, {}, {}, bytes};
    const Bytes in(bytes, big_endian);
    file.machine = static_cast<std::uint32_t>(in.number(4, 4));
    const std::uint64_t commands = in.number(16, 4);
    std::uint64_t at = 32;
    for (std::uint64_t i = 0; i < commands; ++i) {
        const std::uint64_t size = in.number(at + 4, 4);
        if (size < 8) throw Error(Failure::mismatch, "a Mach-O load command is malformed");
        (void)in.at(at, size);
        if (in.number(at, 4) == 0x19) add_macho_segment(in, at, size, file);
        at += size;
    }
    return file;
}

}  // namespace

const Section* Executable::section(std::string_view name) const {
    for (const Section& section : sections)
        if (section.name == name && section.size > 0) return &section;
    return nullptr;
}

const Section* Executable::section_at(std::uint64_t address) const {
    for (const Section& section : sections)
        if (section.address != 0 && address >= section.address && address - section.address < section.size)
            return &section;
    return nullptr;
}

std::string_view Executable::architecture() const {
    struct Known {
        Format format;
        std::uint32_t machine;
        std::string_view name;
    };
    static constexpr Known all[] = {
        {Format::elf, 62, "amd64"},          {Format::elf, 183, "arm64"},        {Format::elf, 3, "386"},
        {Format::pe, 0x8664, "amd64"},       {Format::pe, 0xaa64, "arm64"},      {Format::pe, 0x14c, "386"},
        {Format::macho, 0x1000007, "amd64"}, {Format::macho, 0x100000c, "arm64"}};
    for (const Known& known : all)
        if (known.format == format && known.machine == machine) return known.name;
    return {};
}

const Segment* Executable::data() const {
    for (const Segment& segment : segments)
        if (segment.writable_data && segment.size > 0) return &segment;
    return nullptr;
}

std::string_view Executable::mapped(std::uint64_t address, std::uint64_t limit) const {
    for (const Segment& segment : segments) {
        if (address < segment.address || address - segment.address >= segment.size) continue;
        const std::uint64_t inside = address - segment.address;
        return bytes.substr(segment.offset + inside, std::min(segment.size - inside, limit));
    }
    return {};
}

Executable parse_executable(std::string_view bytes) {
    if (bytes.starts_with(elf_magic)) return parse_elf(bytes);
    if (bytes.starts_with("MZ")) return parse_pe(bytes);
    if (bytes.starts_with("\xcf\xfa\xed\xfe")) return parse_macho(bytes, false);
    if (bytes.starts_with("\xfe\xed\xfa\xcf")) return parse_macho(bytes, true);
    throw Error(Failure::mismatch, "it is no ELF, PE or Mach-O file");
}

}  // namespace verbatim
