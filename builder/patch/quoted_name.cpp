#include "patch/quoted_name.h"

namespace verbatim::patch {

namespace {

constexpr std::string_view letters = "abfnrtv\\\"";
constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\\"";

bool is_octal(char c) {
    return c >= '0' && c <= '7';
}

// Of the three digits of an octal escape; nothing where they are none, or more than a byte.
std::optional<char> octal(std::string_view digits) {
    if (digits.size() < 3 || digits[0] > '3') return std::nullopt;
    int value = 0;
    for (const char digit : digits.substr(0, 3)) {
        if (!is_octal(digit)) return std::nullopt;
        value = value * 8 + (digit - '0');
    }
    return static_cast<char>(value);
}

}  // namespace

std::optional<QuotedName> unquote(std::string_view text) {
    if (!text.starts_with('"')) return std::nullopt;
    QuotedName found;
    for (std::size_t at = 1; at < text.size(); ++at) {
        if (text[at] == '"') {
            found.length = at + 1;
            return found;
        }
        if (text[at] != '\\') {
            found.name += text[at];
            continue;
        }
        if (++at == text.size()) return std::nullopt;
        if (const auto letter = letters.find(text[at]); letter != std::string_view::npos) {
            found.name += meanings[letter];
        } else {
            const auto byte = octal(text.substr(at));
            if (!byte) return std::nullopt;
            found.name += *byte;
            at += 2;
        }
    }
    return std::nullopt;
}

}  // namespace verbatim::patch
