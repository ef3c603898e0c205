#include "inspect/module_path.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <functional>

namespace verbatim {

namespace {

// Of a symbol's name: dots of the path's last part, and what is no plain letter, are written as %xx
// (cmd/internal/objabi.PathToPrefix).
std::string symbol_prefix(const std::string& package) {
    const std::size_t slash = package.rfind('/');
    std::string out;
    for (std::size_t i = 0; i < package.size(); ++i) {
        const auto c = static_cast<unsigned char>(package[i]);
        const bool last_part = slash == std::string::npos || i > slash;
        if (c <= ' ' || (c == '.' && last_part) || c == '%' || c == '"' || c >= 0x7F) {
            constexpr std::string_view digits = "0123456789abcdef";
            out += {'%', digits[c >> 4U], digits[c & 15U]};
        } else {
            out += package[i];
        }
    }
    return out;
}

bool contains(std::string_view text, const std::string& words) {
    const std::boyer_moore_horspool_searcher searcher(words.begin(), words.end());
    return searcher(text.begin(), text.end()).first != text.end();
}

}  // namespace

std::string escape_module(const std::string& text) {
    if (!is_contained_path(text))
        throw Error(Failure::definition, "\"" + printable(text) + "\" is no module path or version");
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~/+").find(c) != std::string_view::npos;
        if (c >= 'A' && c <= 'Z') {
            out += '!';
            out += static_cast<char>(c - 'A' + 'a');
        } else if (plain) {
            out += c;
        } else {
            throw Error(Failure::definition, "\"" + printable(text) + "\" is no module path or version");
        }
    }
    return out;
}

bool mentions_package(std::string_view binary, const std::string& package) {
    return contains(binary, symbol_prefix(package) + ".") || contains(binary, package + "/");
}

}  // namespace verbatim
