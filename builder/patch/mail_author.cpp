#include "patch/mail_author.h"

#include "patch/ascii.h"

#include <optional>

namespace verbatim::patch {

namespace {

// Takes the quotes off quoted texts and the backslashes out of quotes and comments (RFC 2822); a comment
// keeps its parentheses. Nothing where one does not end.
std::optional<std::string> unquoted(std::string_view text) {
    std::string out;
    std::size_t depth = 0;  // of comments, which nest
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if ((quoted || depth > 0) && c == '\\') {
            if (++i == text.size()) break;
            c = text[i];
        } else if (quoted) {
            quoted = c != '"';
            if (!quoted) continue;
        } else if (c == '"' && depth == 0) {
            quoted = true;
            continue;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')' && depth > 0) {
            --depth;
        }
        out += c;
    }
    if (quoted || depth > 0) return std::nullopt;
    return out;
}

Author sane(std::string name, std::string mail) {
    constexpr std::size_t longest_name = 60;
    const bool usable =
        !name.empty() && name.size() <= longest_name && name.find_first_of("@<>") == std::string::npos;
    if (!usable) name = mail;
    return {.name = std::move(name), .mail = std::move(mail)};
}

std::string trimmed(std::string_view text) {
    return std::string(without_blanks_before(without_blanks_after(text)));
}

// "John Doe <johndoe>": an address without '@'.
Author without_at(std::string_view from) {
    const std::size_t open = from.find('<');
    const std::size_t close = open == std::string_view::npos ? open : from.find('>', open);
    if (close == std::string_view::npos) return {};
    return sane(trimmed(from.substr(0, open)), std::string(from.substr(open + 1, close - open - 1)));
}

bool is_crud(char c) {
    return static_cast<unsigned char>(c) <= ' ' ||
           std::string_view(".,:;<>\"\\'").find(c) != std::string_view::npos;
}

}  // namespace

Author parse_from(const Header& from, const Source& source) {
    const std::string line = with_single_spaces(from.value);
    auto text = unquoted(line);
    if (!text)
        throw source.refusal("its author has a quote or a parenthesis that does not end", from.line)
            .next("close it, or write the name without");
    const std::size_t at = text->find('@');
    if (at == std::string::npos) return without_at(line);
    std::size_t start = at;
    while (start > 0 && !is_blank((*text)[start - 1]) && (*text)[start - 1] != '<') --start;
    if (start > 0 && (*text)[start - 1] == '<') (*text)[start - 1] = ' ';
    const std::size_t end = std::min(text->find_first_of(" \n\t\r\v\f>", start), text->size());
    std::string mail = text->substr(start, end - start);
    text->erase(start, end + 1 - start);
    // What is left is the name; a comment alone is one too.
    std::string name = trimmed(with_single_spaces(*text));
    if (name.size() > 1 && name.front() == '(' && name.back() == ')') name = name.substr(1, name.size() - 2);
    return sane(std::move(name), std::move(mail));
}

std::string without_crud(std::string_view text) {
    while (!text.empty() && is_crud(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_crud(text.back())) text.remove_suffix(1);
    std::string out;
    for (const char c : text)
        if (c != '\n' && c != '<' && c != '>') out += c;
    return out;
}

}  // namespace verbatim::patch
