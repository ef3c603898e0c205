#include "report/markdown.h"

#include "base/text.h"

#include <string_view>

namespace verbatim::markdown {

std::string plain(const std::string& text) {
    std::string escaped;
    for (const char c : printable(text)) {
        if (c == '<') {
            escaped += "&lt;";
        } else if (c == '&') {
            escaped += "&amp;";
        } else {
            if (std::string_view("\\`*_{}[]()#|~!>@$").find(c) != std::string_view::npos) escaped += '\\';
            escaped += c;
        }
    }
    return escaped;
}

std::string code(const std::string& text) {
    const std::string shown = printable(text);
    return shown.empty() || shown.find_first_of("`|") != std::string::npos ? plain(text) : "`" + shown + "`";
}

}  // namespace verbatim::markdown
