// The header: 4 bytes of magic, which differ from layout to layout, two zeros, the least size of an
// instruction, the size of a pointer. Then words of a pointer's size: the number of functions and, from 1.16
// on, of files, where the text starts (1.18 and newer; Go 1.26 writes 0), and where the tables lie, as
// offsets from the header. The table of functions is pairs of an address and an offset to the function's
// record, in words (before 1.18) or in 4 bytes each, counted from where the text starts; one address more
// ends it.
#include "inspect/go_functions.h"

#include "base/error.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

struct Layout {
    std::uint32_t magic;
    std::string_view name;
    bool words;            // of the table are as wide as a pointer
    std::uint64_t tables;  // which word of the header says where the names lie; 0: from the header itself
};
constexpr Layout layouts[] = {{0xfffffffbU, "go1.2", true, 0},
                              {0xfffffffaU, "go1.16", true, 2},
                              {0xfffffff0U, "go1.18", false, 3},
                              {0xfffffff1U, "go1.20", false, 3}};

constexpr std::uint64_t name_limit = 1U << 16U;  // bytes; generics make long names
constexpr std::uint64_t file_limit = 4096;       // bytes, of a file's name

const Layout* layout_of(const Bytes& table) {
    if (table.size() < 16 || table.number(4, 2) != 0) return nullptr;
    const auto quantum = table.number(6, 1), pointer = table.number(7, 1);
    if ((quantum != 1 && quantum != 2 && quantum != 4) || (pointer != 4 && pointer != 8)) return nullptr;
    for (const Layout& layout : layouts)
        if (table.number(0, 4) == layout.magic) return &layout;
    return nullptr;
}

Error malformed(const std::string& why) {
    return {Failure::mismatch, "its table of functions is malformed: " + why};
}

// Where the text starts: what the header says, else what Go's module data says (in a section of its own since
// 1.26; the word after six slices, the place of the header, and three addresses), else the section of text.
std::uint64_t text_start(const Executable& file, std::uint64_t told, int word) {
    if (told != 0) return told;
    const Section* text = file.section(".text");
    if (text == nullptr) text = file.section("__text");
    if (text == nullptr) throw malformed("there is no section of text");
    const Section* data = file.section(".go.module");
    if (data == nullptr) data = file.section("__go_module");
    const auto wide = static_cast<std::uint64_t>(word);
    constexpr std::uint64_t words_before = 22;
    if (data != nullptr && data->size >= (words_before + 1) * wide) {
        const std::uint64_t start =
            Bytes(file.bytes, file.big_endian).number(data->offset + words_before * wide, word);
        if (start >= text->address && start - text->address < text->size) return start;
    }
    return text->address;
}

class FunctionReader {
  public:
    FunctionReader(const Executable& file, const Bytes& table, const Layout& layout)
        : file_(file), in_(table), layout_(layout), word_(static_cast<int>(table.number(7, 1))) {}

    GoFunctions run() {
        found_.layout = layout_.name;
        const std::uint64_t count = header(0);
        if (layout_.tables == 0) {
            records_ = names_ = 0;
            first_ = 8 + wide();
        } else {
            names_ = header(layout_.tables);
            records_ = first_ = header(layout_.tables + 4);
        }
        field_ = layout_.words ? word_ : 4;
        if (layout_.tables == 3) base_ = text_start(file_, header(2), word_);
        if (first_ > in_.size() || count > (in_.size() - first_) / (2 * static_cast<std::uint64_t>(field_)))
            throw malformed(fmt::format("it has no room for {} functions", count));
        functions(count);
        if (layout_.tables == 0)
            files_of_the_oldest(count);
        else
            files(header(layout_.tables + 2), header(layout_.tables + 3), header(1));
        return std::move(found_);
    }

  private:
    [[nodiscard]] std::uint64_t wide() const { return static_cast<std::uint64_t>(word_); }
    [[nodiscard]] std::uint64_t header(std::uint64_t n) const { return in_.number(8 + n * wide(), word_); }
    [[nodiscard]] std::uint64_t entry(std::uint64_t n) const {
        return in_.number(first_ + n * static_cast<std::uint64_t>(field_), field_);
    }

    void functions(std::uint64_t count) {
        found_.functions.reserve(count);
        std::uint64_t taken = 0;  // bytes of names
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t begin = entry(2 * i), end = entry(2 * i + 2);
            if (end < begin || base_ + end < base_)
                throw malformed(fmt::format("function {} ends before it begins", i));
            const std::uint64_t record = records_ + entry(2 * i + 1);
            if (record < records_) throw malformed(fmt::format("function {} has its record nowhere", i));
            // Its address stands first in the record, then where its name is.
            const std::uint64_t name = names_ + in_.number(record + static_cast<std::uint64_t>(field_), 4);
            found_.functions.push_back({in_.c_string(name, name_limit), base_ + begin, end - begin});
            // Each name stands there once; who gives one long name to all would make us read it without end.
            taken += found_.functions.back().name.size();
            if (taken > 4 * in_.size()) throw malformed("its names are longer than itself");
        }
    }

    // Names one after the other, each with a zero behind it.
    void files(std::uint64_t from, std::uint64_t to, std::uint64_t count) {
        if (to < from) throw malformed("its names of files end before they begin");
        const Bytes names(in_.at(from, to - from));
        for (std::uint64_t at = 0; at < names.size() && found_.files.size() < count;) {
            const std::string_view name = names.c_string(at, name_limit);
            if (!name.empty()) found_.files.push_back(name);
            at += name.size() + 1;
        }
    }

    // Behind the functions: where the offsets of names stand, the first of which is their number.
    void files_of_the_oldest(std::uint64_t count) {
        const std::uint64_t at = in_.number(first_ + (2 * count + 1) * static_cast<std::uint64_t>(field_), 4);
        const std::uint64_t number = in_.number(at, 4);
        if (number > (in_.size() - at) / 4)
            throw malformed(fmt::format("it has no room for {} files", number));
        for (std::uint64_t i = 1; i < number; ++i)
            found_.files.push_back(in_.c_string(in_.number(at + 4 * i, 4), file_limit));
    }

    const Executable& file_;
    Bytes in_;
    const Layout& layout_;
    int word_, field_ = 4;
    std::uint64_t names_ = 0, records_ = 0, first_ = 0, base_ = 0;
    GoFunctions found_;
};

// In PE, and where section names are gone, the table lies somewhere in what is not code.
std::string_view searched(const Executable& file) {
    for (const Segment& segment : file.segments) {
        const std::string_view place = file.bytes.substr(segment.offset, segment.size);
        for (const Layout& layout : layouts) {
            std::string magic;
            for (unsigned i = 0; i < 4; ++i) {
                const unsigned shift = 8 * (file.big_endian ? 3 - i : i);
                magic += static_cast<char>((layout.magic >> shift) & 0xFFU);
            }
            magic.append(2, '\0');
            constexpr int most = 64;  // of places that look like it
            int tried = 0;
            for (std::size_t at = place.find(magic); at != std::string_view::npos && tried < most;
                 at = place.find(magic, at + 1), ++tried) {
                const Bytes table(place.substr(at), file.big_endian);
                if (at % 4 == 0 && layout_of(table) == &layout && table.number(8, 4) != 0) return table.all();
            }
        }
    }
    return {};
}

}  // namespace

const GoFunction* GoFunctions::at(std::uint64_t address) const {
    auto after = std::upper_bound(functions.begin(), functions.end(), address,
                                  [](std::uint64_t a, const GoFunction& f) { return a < f.address; });
    if (after == functions.begin()) return nullptr;
    --after;
    return address - after->address < after->size ? &*after : nullptr;
}

std::string GoFunctions::place(std::uint64_t address) const {
    const GoFunction* function = at(address);
    if (function == nullptr) return {};
    return fmt::format("{}+{:#x}", function->name, address - function->address);
}

std::optional<GoFunctions> read_go_functions(const Executable& file) {
    std::string_view place;
    for (const char* name : {".gopclntab", ".data.rel.ro.gopclntab", "__gopclntab"})
        if (const Section* section = file.section(name); section != nullptr && place.empty())
            place = file.bytes.substr(section->offset, section->size);
    const bool named = !place.empty();
    if (!named) place = searched(file);
    if (place.empty()) return std::nullopt;
    const Bytes table(place, file.big_endian);
    const Layout* layout = layout_of(table);
    if (layout == nullptr) throw malformed("it begins like none that is known");
    return FunctionReader(file, table, *layout).run();
}

std::string go_build_id(const Executable& file) {
    if (const Section* note = file.section(".note.go.buildid"); note != nullptr) {
        const Bytes in(file.bytes.substr(note->offset, note->size), file.big_endian);
        if (in.size() < 16) return {};
        const std::uint64_t size = in.number(4, 4);  // the name is "Go\0\0"
        return size > in.size() - 16 ? std::string() : std::string(in.at(16, size));
    }
    // In front of all code, where the format has no notes.
    constexpr std::string_view begin = "\xff Go build ID: \"", end = "\"\n \xff";
    constexpr std::size_t searched_bytes = 32U << 10U, longest = 4096;
    const std::string_view head = file.bytes.substr(0, searched_bytes);
    const std::size_t at = head.find(begin);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = file.bytes.substr(at + begin.size(), longest);
    const std::size_t length = rest.find(end);
    return length == std::string_view::npos ? std::string() : std::string(rest.substr(0, length));
}

}  // namespace verbatim
