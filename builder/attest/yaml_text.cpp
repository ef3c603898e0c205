#include "attest/yaml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace verbatim {

namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view digits = "0123456789";

bool only(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

// Words that some version of YAML reads as something else than text, in any spelling.
bool is_word_of_yaml(std::string_view text) {
    constexpr std::array<std::string_view, 9> words = {"y",   "n",    "yes",   "no",  "on",
                                                       "off", "true", "false", "null"};
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return std::find(words.begin(), words.end(), lower) != words.end();
}

// "1-36": a branch; two numbers and a line between are no date in any YAML.
bool is_pair_of_numbers(std::string_view text) {
    const auto line = text.find('-');
    return line != std::string_view::npos && line > 0 && line + 1 < text.size() &&
           only(text.substr(0, line), digits) && only(text.substr(line + 1), digits);
}

// What begins with a digit is a text if it holds what no number has: 0x1f, 1e5, 1_000, 190:20:30, 0b1, 0o7,
// 2026-06-01T20:47:35Z are not.
bool is_no_number(std::string_view text) {
    if (is_pair_of_numbers(text)) return true;
    if (text.size() > 1 && text[0] == '0' && letters.find(text[1]) != std::string_view::npos &&
        std::string_view("xXoObB").find(text[1]) != std::string_view::npos)
        return false;
    if (text.size() > 4 && only(text.substr(0, 4), digits) && text[4] == '-') return false;
    return !only(text, "0123456789.,eE+-_:");
}

bool is_plain(std::string_view text) {
    constexpr std::string_view inner =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ./_-+@(),;=";
    if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool colon = text[i] == ':' && i + 1 < text.size() && text[i + 1] != ' ';
        if (!colon && inner.find(text[i]) == std::string_view::npos) return false;
    }
    if (letters.find(text.front()) != std::string_view::npos) return !is_word_of_yaml(text);
    return digits.find(text.front()) != std::string_view::npos && is_no_number(text);
}

}  // namespace

std::string yaml_scalar(std::string_view text) {
    if (is_plain(text)) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            quoted += std::string("\\") + c;
        else if (byte < 0x20 || byte == 0x7F)
            quoted += fmt::format("\\x{:02x}", byte);
        else
            quoted += c;
    }
    return quoted + "\"";
}

}  // namespace verbatim
