// A line is a word, a tab and its fields:
//   path  <package>                     mod  <path> <version> [<sum>]        dep  <path> <version> [<sum>]
//   =>    <path> <version> [<sum>]      (replaces the module of the line before)
//   build <key>=<value>                 each quoted as Go quotes strings where it holds a blank or quote
#include "inspect/module_text.h"

#include "base/error.h"

#include <array>
#include <cstdint>
#include <optional>

namespace verbatim {

namespace {

constexpr std::size_t text_limit = 16U << 20U;  // the largest builds have some 100 kB

[[noreturn]] void malformed() {
    throw Error(Failure::mismatch, "a line of its build information is malformed");
}

// What stands before the next `separator`; it and the separator are taken off `rest`.
std::string_view take(std::string_view& rest, char separator) {
    const std::size_t end = rest.find(separator);
    const std::string_view piece = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return piece;
}

void append_utf8(std::uint32_t code, std::string& out) {
    const auto low = [&](unsigned shift) { return static_cast<char>(0x80U | ((code >> shift) & 0x3FU)); };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0U | (code >> 6U));
        out += low(0);
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0U | (code >> 12U));
        out += {low(6), low(0)};
    } else {
        out += static_cast<char>(0xF0U | (code >> 18U));
        out += {low(12), low(6), low(0)};
    }
}

std::uint32_t take_hex(std::string_view& rest, std::size_t digits) {
    if (rest.size() < digits) malformed();
    std::uint32_t value = 0;
    for (const char c : rest.substr(0, digits)) {
        const std::size_t digit = std::string_view("0123456789abcdef").find(c);
        if (digit == std::string_view::npos) malformed();
        value = value * 16 + static_cast<std::uint32_t>(digit);
    }
    rest.remove_prefix(digits);
    return value;
}

// What Go's strconv.Quote writes after a backslash.
void take_escape(std::string_view& rest, std::string& out) {
    if (rest.empty()) malformed();
    const char c = rest.front();
    rest.remove_prefix(1);
    constexpr std::string_view letters = "abfnrtv\\\"";
    constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\\"";
    if (const std::size_t known = letters.find(c); known != std::string_view::npos) {
        out += meanings[known];
    } else if (c == 'x') {
        out += static_cast<char>(take_hex(rest, 2));
    } else if (c == 'u' || c == 'U') {
        const std::uint32_t code = take_hex(rest, c == 'u' ? 4 : 8);
        if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) malformed();
        append_utf8(code, out);
    } else {
        malformed();
    }
}

// A string in "…" or `…` at the front of `rest`; nothing where it is not quoted.
std::optional<std::string> take_quoted(std::string_view& rest) {
    if (rest.empty() || (rest.front() != '"' && rest.front() != '`')) return std::nullopt;
    const char quote = rest.front();
    rest.remove_prefix(1);
    std::string out;
    while (true) {
        if (rest.empty()) malformed();
        const char c = rest.front();
        rest.remove_prefix(1);
        if (c == quote) return out;
        if (c == '\\' && quote == '"')
            take_escape(rest, out);
        else
            out += c;
    }
}

void parse_setting(std::string_view rest, BuildInfo& info) {
    auto key = take_quoted(rest);
    if (!key) {
        const std::size_t equals = rest.find('=');
        if (equals == std::string_view::npos) malformed();
        key = std::string(rest.substr(0, equals));
        rest.remove_prefix(equals);
    }
    if (rest.empty() || rest.front() != '=') malformed();
    rest.remove_prefix(1);
    auto value = take_quoted(rest);
    if (value && !rest.empty()) malformed();
    info.settings[*key] = value ? *value : std::string(rest);
}

BuildInfo::Module module_of(std::string_view rest) {
    std::array<std::string, 3> fields;
    for (std::string& field : fields) field = take(rest, '\t');
    return {fields[0], fields[1], fields[2], {}};
}

}  // namespace

void parse_module_text(std::string_view text, BuildInfo& info) {
    if (text.size() > text_limit) throw Error(Failure::mismatch, "its build information is far too long");
    enum class Last { none, main, dependency } last = Last::none;
    while (!text.empty()) {
        std::string_view rest = take(text, '\n');
        const std::string_view word = take(rest, '\t');
        if (word == "path") {
            info.path = rest;
        } else if (word == "mod") {
            info.main = module_of(rest);
            last = Last::main;
        } else if (word == "dep") {
            info.dependencies.push_back(module_of(rest));
            last = Last::dependency;
        } else if (word == "=>") {
            if (last == Last::none) malformed();
            auto& module = last == Last::main ? info.main : info.dependencies.back();
            module.replacement = {module_of(rest)};
            last = Last::none;
        } else if (word == "build") {
            parse_setting(rest, info);
        }
    }
}

}  // namespace verbatim
