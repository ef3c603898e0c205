// For tests: Go's tables of functions in each of their layouts, made by hand, in the least ELF file that can
// hold them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace verbatim::test {

inline std::string little(std::uint64_t value, std::size_t size) {
    std::string out(size, '\0');
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>((value >> (8 * i)) & 0xFFU);
    return out;
}

inline constexpr std::uint64_t text_address = 0x401000;
inline constexpr std::uint64_t text_size = 0x100;

// Functions of 16 bytes each from where the text starts; a file that all are of. `layout`: 2, 16, 18 or 20.
inline std::string go_table(int layout, const std::vector<std::string>& names, const std::string& file) {
    const std::uint32_t magic = layout == 2    ? 0xfffffffbU
                                : layout == 16 ? 0xfffffffaU
                                : layout == 18 ? 0xfffffff0U
                                               : 0xfffffff1U;
    const bool words = layout < 18;
    const std::size_t field = words ? 8 : 4;
    const std::uint64_t base = words ? text_address : 0;
    std::string text;
    std::vector<std::uint64_t> name_at;
    for (const std::string& name : names) {
        name_at.push_back(text.size());
        text += name + '\0';
    }
    const std::string head = little(magic, 4) + std::string("\0\0\1\x08", 4) + little(names.size(), 8);
    const std::size_t entries = (2 * names.size() + 1) * field;
    const auto table = [&](std::uint64_t records, std::uint64_t names_from) {
        std::string index, record;
        for (std::size_t i = 0; i < names.size(); ++i) {
            index += little(base + 16 * i, field) + little(records + record.size(), field);
            record += little(base + 16 * i, field) + little(names_from + name_at[i], 4);
        }
        return index + little(base + 16 * names.size(), field) + std::string(layout == 2 ? 4 : 0, '\0') +
               record;
    };
    if (layout == 2) {
        const std::size_t first = head.size(), records = first + entries + 4;
        const std::size_t names_from = records + names.size() * 12;
        const std::size_t files_from = names_from + text.size();
        std::string body = table(records, names_from);
        body.replace(entries, 4, little(files_from, 4));
        return head + body + text + little(2, 4) + little(files_from + 8, 4) + file + '\0';
    }
    std::vector<std::uint64_t> header = {1};
    if (layout >= 18) header.push_back(layout == 18 ? text_address : 0);  // Go 1.26 writes none
    const std::size_t start = head.size() + 8 * (header.size() + 5);
    const std::size_t files_from = start + text.size(), pcs = files_from + file.size() + 1;
    for (const std::size_t at : {start, files_from, files_from, pcs, pcs}) header.push_back(at);
    std::string out = head;
    for (const std::uint64_t word : header) out += little(word, 8);
    return out + text + file + '\0' + table(entries, 0);
}

// .text of no instruction in particular, and the table in a section of its own.
inline std::string elf_with_table(const std::string& table) {
    const std::string names = std::string("\0.text\0.gopclntab\0.names\0", 25);
    const std::uint64_t text_at = 64, table_at = text_at + text_size, names_at = table_at + table.size(),
                        sections_at = names_at + names.size();
    std::string file =
        "\x7f"
        "ELF";
    file += {2, 1, 1};
    file.resize(16, '\0');
    file += little(2, 2) + little(62, 2) + little(1, 4) + little(text_address, 8) + little(0, 8) +
            little(sections_at, 8) + little(0, 4) + little(64, 2) + little(0, 2) + little(0, 2) +
            little(64, 2) + little(4, 2) + little(3, 2);
    file += std::string(text_size, '\x90') + table + names;
    const auto section = [](std::uint64_t name, std::uint64_t type, std::uint64_t flags,
                            std::uint64_t address, std::uint64_t at, std::uint64_t size) {
        return little(name, 4) + little(type, 4) + little(flags, 8) + little(address, 8) + little(at, 8) +
               little(size, 8) + std::string(24, '\0');
    };
    return file + std::string(64, '\0') + section(1, 1, 6, text_address, text_at, text_size) +
           section(7, 1, 2, 0x500000, table_at, table.size()) + section(18, 3, 0, 0, names_at, names.size());
}

}  // namespace verbatim::test
