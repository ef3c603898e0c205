#include "report/xml.h"

#include "base/text.h"

namespace verbatim {

namespace {

void escape(std::string& out, const std::string& shown) {
    for (const char c : shown) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
}

}  // namespace

std::string xml_text(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    escape(out, printable(text));
    // XML allows neither of these two, though they are UTF-8.
    for (const auto& [character, shown] : {std::pair("\uFFFE", "\\ufffe"), std::pair("\uFFFF", "\\uffff")})
        for (std::size_t at = 0; (at = out.find(character, at)) != std::string::npos;)
            out.replace(at, 3, shown);
    return out;
}

}  // namespace verbatim
