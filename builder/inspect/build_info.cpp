// The header, 32 bytes, stands at a multiple of 16 in .go.buildinfo (ELF), __go_buildinfo (Mach-O) or the
// first writable data section (PE): 14 bytes of magic, pointer size, flags. Flag 2 (Go 1.18 and newer): two
// strings follow, each with its length before it as a varint. Else: two pointers to Go strings, big-endian
// where flag 1 says so. The module text stands between two markers of 16 bytes.
#include "inspect/build_info.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "inspect/executable.h"

#include <optional>

namespace verbatim {

namespace {

constexpr std::string_view magic = "\xff Go buildinf:";
constexpr std::uint64_t binary_limit = 2ULL << 30U;

// The bytes from the header on, in whichever section it is.
std::string_view find_header(const Executable& file) {
    std::vector<const Section*> places;
    for (const char* name : {".go.buildinfo", "__go_buildinfo"})
        if (const Section* section = file.section(name)) places.push_back(section);
    if (places.empty())
        for (const Section& section : file.sections)
            if (section.writable_data && section.size > 0) places.push_back(&section);
    for (const Section* section : places) {
        const std::string_view data = file.bytes.substr(section->offset, section->size);
        for (std::size_t at = data.find(magic); at != std::string_view::npos; at = data.find(magic, at + 1))
            if (at % 16 == 0 && data.size() - at >= 32) return data.substr(at);
    }
    throw Error(Failure::mismatch, "no Go build information is in it");
}

// A string with its length before it (Go's encoding/binary Uvarint).
std::string_view take_string(std::string_view& rest) {
    std::uint64_t length = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (rest.empty() || shift > 56) throw Error(Failure::mismatch, "its build information is cut short");
        const auto byte = static_cast<unsigned char>(rest.front());
        rest.remove_prefix(1);
        length |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) break;
    }
    if (length > rest.size()) throw Error(Failure::mismatch, "its build information is cut short");
    const std::string_view text = rest.substr(0, length);
    rest.remove_prefix(length);
    return text;
}

// A Go string header (pointer, length) at an address.
std::string_view string_at(const Executable& file, std::uint64_t address, int word, bool big_endian) {
    const Bytes header(file.mapped(address, static_cast<std::uint64_t>(2 * word)), big_endian);
    const std::uint64_t length = header.number(static_cast<std::uint64_t>(word), word);
    const std::string_view text = file.mapped(header.number(0, word), length);
    if (text.size() != length)
        throw Error(Failure::mismatch, "a string of its build information lies nowhere");
    return text;
}

BuildInfo::Module module_of(const std::vector<std::string>& fields) {
    return {fields.size() > 1 ? fields[1] : "", fields.size() > 2 ? fields[2] : "",
            fields.size() > 3 ? fields[3] : ""};
}

// A setting's key or value may be quoted as Go quotes strings; only what occurs there is undone.
std::string unquoted(const std::string& text) {
    if (text.size() < 2 || (text.front() != '"' && text.front() != '`') || text.back() != text.front())
        return text;
    std::string out;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text.front() == '"' && text[i] == '\\' && i + 2 < text.size()) ++i;
        out += text[i];
    }
    return out;
}

void parse_modules(std::string_view text, BuildInfo& info) {
    for (const std::string& line : split(text, '\n')) {
        const std::vector<std::string> fields = split(line, '\t');
        if (fields.size() < 2) continue;
        if (fields[0] == "path") info.path = fields[1];
        if (fields[0] == "mod") info.main = module_of(fields);
        if (fields[0] == "dep") info.dependencies.push_back(module_of(fields));
        if (fields[0] == "build") {
            const auto equals = fields[1].find('=');
            if (equals != std::string::npos)
                info.settings[unquoted(fields[1].substr(0, equals))] = unquoted(fields[1].substr(equals + 1));
        }
    }
}

}  // namespace

BuildInfo parse_build_info(std::string_view binary, const std::string& name) {
    try {
        const Executable file = parse_executable(binary);
        const std::string_view header = find_header(file);
        const auto flags = static_cast<unsigned char>(header[15]);
        std::string_view go, modules;
        if ((flags & 2U) != 0) {
            std::string_view rest = header.substr(32);
            go = take_string(rest);
            modules = take_string(rest);
        } else {
            const int word = static_cast<unsigned char>(header[14]);
            if (word != 4 && word != 8)
                throw Error(Failure::mismatch, "its build information has pointers of no known size");
            const Bytes pointers(header, (flags & 1U) != 0);
            const auto at = [&](int i) {
                return pointers.number(static_cast<std::uint64_t>(16 + i * word), word);
            };
            go = string_at(file, at(0), word, pointers.big_endian());
            modules = at(1) == 0 ? std::string_view() : string_at(file, at(1), word, pointers.big_endian());
        }
        BuildInfo info;
        info.go = go;
        if (modules.size() >= 33 && modules[modules.size() - 17] == '\n')
            modules = modules.substr(16, modules.size() - 32);
        else
            modules = {};
        parse_modules(modules, info);
        return info;
    } catch (Error& error) {
        throw Error(error.kind(), "the build information of " + name + " cannot be read: " + error.message());
    }
}

BuildInfo read_build_info(const std::filesystem::path& file, const std::string& name) {
    return parse_build_info(read_file(file, binary_limit), name);
}

}  // namespace verbatim
