#include "inspect/executable.h"

#include "base/error.h"

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::uint64_t section_limit = 10'000;

// System V ABI, chapter 4.
Executable parse_elf(std::string_view bytes) {
    const Bytes ident(bytes);
    const bool wide = ident.number(4, 1) == 2;
    Executable file{Executable::Format::elf, ident.number(5, 1) == 2, {}, bytes};
    const Bytes in(bytes, file.big_endian);
    const int word = wide ? 8 : 4;
    const std::uint64_t table = in.number(wide ? 40 : 32, word);
    const std::uint64_t entry_size = in.number(wide ? 58 : 46, 2);
    const std::uint64_t count = in.number(wide ? 60 : 48, 2);
    const std::uint64_t names = in.number(wide ? 62 : 50, 2);
    if (entry_size < (wide ? 64U : 40U) || names >= count)
        throw Error(Failure::mismatch, "the ELF section table is malformed");
    const auto header = [&](std::uint64_t i) { return table + i * entry_size; };
    const auto field = [&](std::uint64_t i, int wide_at, int narrow_at) {
        return in.number(header(i) + (wide ? wide_at : narrow_at), word);
    };
    const std::uint64_t names_at = field(names, 24, 16);
    for (std::uint64_t i = 0; i < count; ++i) {
        Section section;
        section.name = in.c_string(names_at + in.number(header(i), 4), 256);
        const std::uint64_t type = in.number(header(i) + 4, 4);
        const std::uint64_t flags = field(i, 8, 8);
        section.address = field(i, 16, 12);
        section.offset = field(i, 24, 16);
        section.size = type == 8 ? 0 : field(i, 32, 20);          // SHT_NOBITS lies nowhere
        section.writable_data = (flags & 3U) == 3U && type == 1;  // SHF_WRITE | SHF_ALLOC, SHT_PROGBITS
        if (section.size > 0) (void)in.at(section.offset, section.size);
        file.sections.push_back(std::move(section));
    }
    return file;
}

// Microsoft's PE format: the COFF header stands after the stub, the section table after the optional header.
Executable parse_pe(std::string_view bytes) {
    Executable file{Executable::Format::pe, false, {}, bytes};
    const Bytes in(bytes);
    const std::uint64_t pe = in.number(0x3c, 4);
    if (in.at(pe, 4) != std::string_view("PE\0\0", 4)) throw Error(Failure::mismatch, "it has no PE header");
    const std::uint64_t count = in.number(pe + 6, 2);
    const std::uint64_t optional_size = in.number(pe + 20, 2);
    const bool wide = in.number(pe + 24, 2) == 0x20b;
    const std::uint64_t base = in.number(pe + 24 + (wide ? 24 : 28), wide ? 8 : 4);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t at = pe + 24 + optional_size + i * 40;
        Section section;
        section.name = in.c_string(at, 8);
        section.address = base + in.number(at + 12, 4);
        section.size = in.number(at + 16, 4);
        section.offset = in.number(at + 20, 4);
        const std::uint64_t flags = in.number(at + 36, 4);
        section.writable_data = (flags & 0xC0000040U) == 0xC0000040U;  // read, write, initialised data
        if (section.size > 0) (void)in.at(section.offset, section.size);
        file.sections.push_back(std::move(section));
    }
    return file;
}

// Mach-O, 64 bit: load commands after the header, sections within the LC_SEGMENT_64 commands (0x19).
Executable parse_macho(std::string_view bytes, bool big_endian) {
    Executable file{Executable::Format::macho, big_endian, {}, bytes};
    const Bytes in(bytes, big_endian);
    const std::uint64_t commands = in.number(16, 4);
    std::uint64_t at = 32;
    for (std::uint64_t i = 0; i < commands && i < section_limit; ++i) {
        const std::uint64_t size = in.number(at + 4, 4);
        if (size < 8) throw Error(Failure::mismatch, "a Mach-O load command is malformed");
        if (in.number(at, 4) == 0x19) {
            const std::uint64_t count = in.number(at + 64, 4);
            if (count > section_limit) throw Error(Failure::mismatch, "it has too many sections");
            for (std::uint64_t k = 0; k < count; ++k) {
                const std::uint64_t s = at + 72 + k * 80;
                Section section;
                section.name = in.c_string(s, 16);
                section.writable_data = in.c_string(s + 16, 16) == "__DATA";
                section.address = in.number(s + 32, 8);
                section.size = in.number(s + 40, 8);
                section.offset = in.number(s + 48, 4);
                const std::uint64_t type = in.number(s + 64, 4) & 0xFFU;
                if (type == 1 || type == 12) section.size = 0;  // zero-filled: lies nowhere
                if (section.size > 0) (void)in.at(section.offset, section.size);
                file.sections.push_back(std::move(section));
            }
        }
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

std::string_view Executable::mapped(std::uint64_t address, std::uint64_t limit) const {
    for (const Section& section : sections)
        if (section.size > 0 && section.address != 0 && address >= section.address &&
            address - section.address < section.size) {
            const std::uint64_t inside = address - section.address;
            return bytes.substr(section.offset + inside, std::min(section.size - inside, limit));
        }
    return {};
}

Executable parse_executable(std::string_view bytes) {
    if (bytes.starts_with("\x7f"
                          "ELF"))
        return parse_elf(bytes);
    if (bytes.starts_with("MZ")) return parse_pe(bytes);
    if (bytes.starts_with("\xcf\xfa\xed\xfe")) return parse_macho(bytes, false);
    if (bytes.starts_with("\xfe\xed\xfa\xcf")) return parse_macho(bytes, true);
    throw Error(Failure::mismatch, "it is no ELF, PE or Mach-O file");
}

}  // namespace verbatim
