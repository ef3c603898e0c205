#include "inspect/code_difference.h"

#include "base/text.h"

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::uint64_t longest_string = 4096;  // bytes

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = (value << 8U) | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

// An address from a place in code and a signed distance.
std::uint64_t target(std::uint64_t from, std::uint32_t distance) {
    return from + static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<std::int32_t>(distance)));
}

// The same function, or sections of the same name where it is data.
bool same_place(const CodeSide& was, std::uint64_t a, const CodeSide& is, std::uint64_t b) {
    const GoFunction *f = was.functions->at(a), *g = is.functions->at(b);
    if (f != nullptr || g != nullptr)
        return f != nullptr && g != nullptr && f->name == g->name &&
               (a - f->address == b - g->address || f->size != g->size);
    const Section *s = was.file->section_at(a), *t = is.file->section_at(b);
    // What is zero at the beginning lies in no section that has content.
    return (s == nullptr || t == nullptr) ? s == t : s->name == t->name && !s->code;
}

// Does an amd64 instruction have an address relative to itself here? Calls, jumps, and operands without a
// base (ModR/M: mod 00, r/m 101).
bool relative_address(std::string_view code, std::size_t at) {
    if (at < 1) return false;
    const unsigned before = byte_at(code, at - 1);
    if (before == 0xE8 || before == 0xE9) return true;
    if (at >= 2 && byte_at(code, at - 2) == 0x0F && (before & 0xF0U) == 0x80) return true;
    return (before & 0xC7U) == 0x05;
}

class Amd64 {
  public:
    Amd64(const CodeSide& was, const GoFunction& old, const CodeSide& is, const GoFunction& now)
        : was_(was), is_(is), old_(old), now_(now), a_(code_of(was, old)), b_(code_of(is, now)) {}

    std::optional<std::uint64_t> run() {
        lengths();
        const std::size_t size = std::min(a_.size(), b_.size());
        for (std::size_t i = 0, free = 0; i < size;) {
            if (a_[i] == b_[i]) {
                ++i;
                continue;
            }
            const std::size_t next = behind_address(i, free, size);
            if (next == 0) return i;
            i = free = next;
        }
        return a_.size() == b_.size() ? std::nullopt : std::optional<std::uint64_t>(size);
    }

  private:
    void lengths() {
        const auto all = loaded_strings(was_, old_);
        const auto others = loaded_strings(is_, now_);
        for (const LoadedString& one : all)
            if (std::any_of(others.begin(), others.end(), [&](const auto& o) { return o.at == one.at; }))
                lengths_.push_back(one.at);
    }

    // Where the address or length ends that the byte at `i` belongs to; 0 where it belongs to none.
    [[nodiscard]] std::size_t behind_address(std::size_t i, std::size_t free, std::size_t size) const {
        for (std::size_t back = 0; back < 4 && back <= i; ++back) {
            const std::size_t at = i - back;
            if (at < free || at + 4 > size) continue;
            if (std::binary_search(lengths_.begin(), lengths_.end(), at)) return at + 4;
            if (!relative_address(a_, at) || !relative_address(b_, at)) continue;
            if (same_place(was_, target(old_.address + at + 4, word_at(a_, at)), is_,
                           target(now_.address + at + 4, word_at(b_, at))))
                return at + 4;
        }
        return 0;
    }

    const CodeSide &was_, &is_;
    const GoFunction &old_, &now_;
    std::string_view a_, b_;
    std::vector<std::uint64_t> lengths_;  // where they stand, ascending
};

// arm64: instructions of four bytes. B and BL lead to a place; ADRP gives a page, and the instruction that
// uses its register the place within it.
std::optional<std::uint64_t> first_other_arm64(const CodeSide& was, const GoFunction& old, const CodeSide& is,
                                               const GoFunction& now) {
    const std::string_view a = code_of(was, old), b = code_of(is, now);
    std::uint32_t page = 32;  // the register that the last ADRP wrote; 32: none
    std::size_t since = 0;    // where
    constexpr std::size_t near = 16;
    for (std::size_t at = 0; at + 4 <= std::min(a.size(), b.size()); at += 4) {
        const std::uint32_t x = word_at(a, at), y = word_at(b, at);
        const bool adrp = (x & 0x9F000000U) == 0x90000000U;
        if (adrp) page = x & 0x1FU, since = at;
        if (x == y) continue;
        const std::uint32_t change = x ^ y;
        if ((x & 0x7C000000U) == 0x14000000U && (change & 0xFC000000U) == 0) {  // B, BL
            const auto distance = [](std::uint32_t word) {
                return static_cast<std::uint32_t>(static_cast<std::int32_t>(word << 6U) >> 4);
            };
            if (same_place(was, target(old.address + at, distance(x)), is,
                           target(now.address + at, distance(y))))
                continue;
            return at;
        }
        if (adrp && (change & 0x9F00001FU) == 0) continue;
        const bool offset = (x & 0xFF800000U) == 0x91000000U || (x & 0x3B000000U) == 0x39000000U;
        const bool only_offset = (change & ~0x003FFC00U) == 0;
        if (offset && only_offset && ((x >> 5U) & 0x1FU) == page && at - since <= near) continue;
        return at;
    }
    return std::nullopt;
}

}  // namespace

bool is_readable(std::string_view text) {
    if (text.empty()) return false;
    bool ascii = true;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7F) return false;
        ascii = ascii && byte < 0x80;
    }
    if (ascii) return true;
    std::string plain(text);
    std::replace_if(
        plain.begin(), plain.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return printable(plain) == plain;
}

std::string_view code_of(const CodeSide& side, const GoFunction& function) {
    return side.file->mapped(function.address, function.size);
}

std::vector<LoadedString> loaded_strings(const CodeSide& side, const GoFunction& function) {
    std::vector<LoadedString> found;
    if (side.file->architecture() != "amd64") return found;
    const std::string_view code = code_of(side, function);
    // LEA r64, [rip+distance] (REX.W 8D), then MOV r32, length (B8+r, or 41 and B8+r).
    for (std::size_t at = 0; at + 12 <= code.size(); ++at) {
        if ((byte_at(code, at) & 0xFBU) != 0x48 || byte_at(code, at + 1) != 0x8D ||
            (byte_at(code, at + 2) & 0xC7U) != 0x05)
            continue;
        std::size_t move = at + 7;
        if (byte_at(code, move) == 0x41) ++move;
        if ((byte_at(code, move) & 0xF8U) != 0xB8 || move + 5 > code.size()) continue;
        const std::uint32_t length = word_at(code, move + 1);
        if (length == 0 || length > longest_string) continue;
        const std::uint64_t place = target(function.address + at + 7, word_at(code, at + 3));
        const Section* section = side.file->section_at(place);
        if (section == nullptr || section->code) continue;
        const std::string_view text = side.file->mapped(place, length);
        if (text.size() == length && is_readable(text)) found.push_back({move + 1, text});
    }
    return found;
}

std::optional<std::uint64_t> first_other_code(const CodeSide& was, const GoFunction& old, const CodeSide& is,
                                              const GoFunction& now) {
    const std::string_view a = code_of(was, old), b = code_of(is, now);
    if (a == b && old.address == now.address) return std::nullopt;
    const std::string_view machine = was.file->architecture();
    if (machine == is.file->architecture() && machine == "amd64") return Amd64(was, old, is, now).run();
    if (machine == is.file->architecture() && machine == "arm64") return first_other_arm64(was, old, is, now);
    if (old.address != now.address) return std::nullopt;  // it moved: bytes say nothing
    const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (x == a.end() && y == b.end()) return std::nullopt;
    return static_cast<std::uint64_t>(x - a.begin());
}

}  // namespace verbatim
