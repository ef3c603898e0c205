// The header, 32 bytes, stands at a multiple of 16 in .go.buildinfo (ELF), __go_buildinfo (Mach-O) or the
// first writable data section (PE): 14 bytes of magic, pointer size, flags. Flag 2 (Go 1.18 and newer): two
// strings follow, each with its length before it as a varint. Else: two pointers to Go strings, big-endian
// where flag 1 says so. The module text stands between two markers of 16 bytes.
#include "inspect/build_info.h"

#include "base/error.h"
#include "base/files.h"
#include "inspect/executable.h"
#include "inspect/module_text.h"

#include <fmt/format.h>

namespace verbatim {

namespace {

constexpr std::string_view magic = "\xff Go buildinf:";  // 14 bytes
constexpr std::uint64_t header_size = 32;
constexpr std::uint64_t binary_limit = 2ULL << 30U;

// Where the header stands in the file: in the section made for it, else where data starts, as Go looks for
// it. An address that is a multiple of 16 is, in those, an offset from their start that is one.
std::uint64_t find_header(const Executable& file) {
    const Section* section = file.section(".go.buildinfo");
    if (section == nullptr) section = file.section("__go_buildinfo");
    const Segment* segment = file.data();
    std::uint64_t offset = 0, size = 0;
    if (section != nullptr) {
        offset = section->offset;
        size = section->size;
    } else if (segment != nullptr) {
        offset = segment->offset;
        size = segment->size;
    }
    const std::string_view place = file.bytes.substr(offset, size);
    for (std::size_t at = place.find(magic); at != std::string_view::npos; at = place.find(magic, at + 1))
        if (at % 16 == 0 && place.size() - at >= header_size) return offset + at;
    throw Error(Failure::mismatch, "no Go build information is in it");
}

// A string with its length before it (Go's encoding/binary Uvarint); `at` moves behind it.
std::string_view take_string(const Bytes& in, std::uint64_t& at) {
    std::uint64_t length = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (shift > 56) throw Error(Failure::mismatch, "a string of its build information has no length");
        const std::uint64_t byte = in.number(at++, 1);
        length |= (byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) break;
    }
    const std::string_view text = in.at(at, length);
    at += length;
    return text;
}

// A Go string header (pointer, length) at an address.
std::string_view string_at(const Executable& file, std::uint64_t address, int word, bool big_endian) {
    const auto wide = static_cast<std::uint64_t>(word);
    const Bytes header(file.mapped(address, 2 * wide), big_endian);
    const std::uint64_t length = header.number(wide, word);
    const std::string_view text = file.mapped(header.number(0, word), length);
    if (text.size() != length)
        throw Error(Failure::mismatch,
                    fmt::format("a string of its build information, {} bytes for address {:#x}, lies nowhere",
                                length, address));
    return text;
}

}  // namespace

BuildInfo parse_build_info(std::string_view binary, const std::string& name) {
    try {
        const Executable file = parse_executable(binary);
        const std::uint64_t header = find_header(file);
        const auto word = static_cast<int>(Bytes(binary).number(header + 14, 1));
        const auto flags = Bytes(binary).number(header + 15, 1);
        std::string_view go, modules;
        if ((flags & 2U) != 0) {
            std::uint64_t at = header + header_size;
            go = take_string(Bytes(binary), at);
            modules = take_string(Bytes(binary), at);
        } else {
            if (word != 4 && word != 8)
                throw Error(Failure::mismatch, "its build information has pointers of no known size");
            const Bytes in(binary, (flags & 1U) != 0);
            const std::uint64_t second = in.number(header + 16 + static_cast<std::uint64_t>(word), word);
            go = string_at(file, in.number(header + 16, word), word, in.big_endian());
            if (second != 0) modules = string_at(file, second, word, in.big_endian());
        }
        if (go.empty()) throw Error(Failure::mismatch, "its build information names no Go release");
        BuildInfo info;
        info.go = go;
        if (modules.size() >= 33 && modules[modules.size() - 17] == '\n')
            parse_module_text(modules.substr(16, modules.size() - 32), info);
        return info;
    } catch (const Error& error) {
        throw Error(error.kind(), "the build information of " + name + " cannot be read: " + error.message());
    }
}

BuildInfo read_build_info(const std::filesystem::path& file, const std::string& name) {
    return parse_build_info(read_file(file, binary_limit), name);
}

}  // namespace verbatim
