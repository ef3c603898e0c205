#include "patch/charset.h"

#include "base/text.h"
#include "patch/ascii.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

namespace verbatim::patch {

namespace {

// "UTF-8", "utf8", … The dash of any UTF charset may be left out.
bool is_utf(std::string_view name, std::string_view which) {
    if (!starts_ignoring_case(name, "utf")) return false;
    name.remove_prefix(3);
    if (name.starts_with('-')) name.remove_prefix(1);
    return same_ignoring_case(name, which);
}

// iconv passes over odd characters in a name, takes what stands behind '/' for instructions, and nothing at
// all for the charset of the locale.
bool is_plain_name(std::string_view name) {
    constexpr std::size_t longest = 64;
    return name.size() <= longest && name.find('/') == std::string_view::npos &&
           std::any_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

// How many bytes the character has that starts at text[at], or 0 where it is none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(at) < 0x80) return 1;
    const std::size_t length = byte(at) >= 0xF0 ? 4 : byte(at) >= 0xE0 ? 3 : 2;
    if (byte(at) < 0xC0 || byte(at) >= 0xF8 || length > text.size() - at) return 0;
    std::uint32_t code = byte(at) & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80U) return 0;
        code = code << 6U | (byte(at + i) & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    const bool never = (code & 0xFFFEU) == 0xFFFEU || (code >= 0xFDD0 && code <= 0xFDEF);
    return code < least.at(length) || code > 0x10FFFF || surrogate || never ? 0 : length;
}

}  // namespace

iconv_t Converter::none() {
    return reinterpret_cast<iconv_t>(-1);  // NOLINT(performance-no-int-to-ptr): what iconv_open says
}

void Converter::close() {
    if (open_ != none()) iconv_close(open_);
    open_ = none();
}

bool Converter::open(const std::string& charset) {
    if (open_ != none() && charset == charset_) {
        iconv(open_, nullptr, nullptr, nullptr, nullptr);
        return true;
    }
    close();
    charset_ = charset;
    if (!is_plain_name(charset)) return false;
    open_ = iconv_open("UTF-8", is_utf(charset, "16LE-BOM") ? "UTF-16" : charset.c_str());
    if (open_ == none() && same_ignoring_case(charset, "latin-1")) open_ = iconv_open("UTF-8", "ISO-8859-1");
    return open_ != none();
}

std::optional<std::string> Converter::to_utf8(std::string_view text, const std::string& charset) {
    if (charset.empty() || is_utf(charset, "8")) return std::string(text);
    if (!open(charset)) return std::nullopt;
    std::string in(text);
    char* from = in.data();
    std::size_t left = in.size();
    std::string out;
    while (true) {
        std::array<char, 4096> piece{};
        char* to = piece.data();
        std::size_t room = piece.size();
        const bool done = iconv(open_, &from, &left, &to, &room) != static_cast<std::size_t>(-1);
        const int why = errno;
        out.append(piece.data(), piece.size() - room);
        if (done) return out;
        if (why != E2BIG) return std::nullopt;
    }
}

std::string latin1_where_no_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8_length(text, at);
        if (length > 0) {
            out += text.substr(at, length);
        } else {
            const auto byte = static_cast<unsigned char>(text[at]);
            out += static_cast<char>(0xC0U | byte >> 6U);
            out += static_cast<char>(0x80U | (byte & 0x3FU));
        }
        at += std::max<std::size_t>(length, 1);
    }
    return out;
}

}  // namespace verbatim::patch
