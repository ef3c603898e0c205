#include "patch/commit_text.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace verbatim::patch {

namespace {

bool is_crud(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || std::string_view(".,:;<>\"\\'").find(c) != std::string_view::npos;
}

// How many bytes make the character at the beginning; 0 where they are no UTF-8, or a code point that is none
// and stays none.
std::size_t character_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xF8   ? 0
                               : first >= 0xF0 ? 4
                               : first >= 0xE0 ? 3
                               : first >= 0xC0 ? 2
                                               : 0;
    if (length == 0 || text.size() < length) return 0;
    std::uint32_t point = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) return 0;
        point = point << 6U | (byte(i) & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
    const bool good = point >= least.at(length) && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF) &&
                      (point & 0xFFFEU) != 0xFFFE && (point < 0xFDD0 || point > 0xFDEF);
    return good ? length : 0;
}

std::string signature(Signature who, const std::string& what) {
    who.name = clean_identity(who.name);
    who.mail = clean_identity(who.mail);
    if (who.name.empty())
        throw Error(Failure::mismatch, "git makes no commit of it: the " + what + " has no name")
            .note("Blanks and punctuation alone are no name.");
    return who.str();
}

}  // namespace

std::string clean_identity(std::string_view text) {
    text = text.substr(0, text.find('\0'));
    while (!text.empty() && is_crud(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_crud(text.back())) text.remove_suffix(1);
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out),
                 [](char c) { return c != '\n' && c != '<' && c != '>'; });
    return out;
}

std::string as_utf8(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        if (length == 0) {
            const auto byte = static_cast<unsigned char>(text.front());
            out += static_cast<char>(0xC0U | byte >> 6U);
            out += static_cast<char>(0x80U | (byte & 0x3FU));
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

std::string commit_text(const CommitParts& parts) {
    if (parts.message.find('\0') != std::string::npos)
        throw Error(Failure::mismatch, "git makes no commit of it: the message holds a NUL byte");
    return as_utf8(fmt::format("tree {}\nparent {}\nauthor {}\ncommitter {}\n\n{}", parts.tree, parts.parent,
                               signature(parts.author, "author"), signature(parts.committer, "committer"),
                               parts.message));
}

}  // namespace verbatim::patch
