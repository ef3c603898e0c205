// For tests: the least ELF file that has Go's build information, with any text one likes and no code.
#pragma once

#include <cstdint>
#include <string>

namespace verbatim::test {

// `modules`: lines as the Go command writes them ("dep\texample.com/a\tv1.0.0\th1:…\n"); empty: none, as in
// GOPATH mode. `symbols`: whatever else stands in the file.
inline std::string fake_go_binary(const std::string& go, const std::string& modules,
                                  const std::string& symbols = "") {
    const auto number = [](std::uint64_t value, std::size_t size) {
        std::string out(size, '\0');
        for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>((value >> (8 * i)) & 0xFFU);
        return out;
    };
    const auto counted_text = [](const std::string& text) {
        std::string out;
        std::uint64_t size = text.size();
        for (; size >= 0x80; size >>= 7U) out += static_cast<char>(0x80U | (size & 0x7FU));
        return out + static_cast<char>(size) + text;
    };
    std::string info = "\xff Go buildinf:";
    info += {8, 2};
    info.resize(32, '\0');
    const std::string mark(16, 'M');
    info += counted_text(go) + counted_text(modules.empty() ? "" : mark + modules + mark);
    info += symbols;
    constexpr std::uint64_t at = 128;
    std::string file =
        "\x7f"
        "ELF";
    file += {2, 1, 1};
    file.resize(32, '\0');
    file += number(64, 8);  // the one program header
    file.resize(54, '\0');
    file += number(56, 2) + number(1, 2);
    file.resize(64, '\0');
    file += number(1, 4) + number(6, 4) + number(at, 8) + number(0x400000, 8) + number(0x400000, 8) +
            number(info.size(), 8) + number(info.size(), 8);
    file.resize(at, '\0');
    return file + info;
}

}  // namespace verbatim::test
