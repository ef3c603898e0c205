#include "patch/encoded_word.h"

#include "patch/ascii.h"
#include "patch/transfer_encoding.h"

namespace verbatim::patch {

namespace {

struct Word {
    std::string charset;
    char encoding = 0;
    std::string_view text;
    std::size_t end = 0;  // behind "?="
};

// The word whose "=?" stands before `at`.
Word word_at(std::string_view text, std::size_t at) {
    constexpr auto none = std::string_view::npos;
    const std::size_t mark = text.find('?', at);
    if (mark == none || mark + 2 >= text.size() || text[mark + 2] != '?')
        throw BadEncodedWord(
            "an encoded word is cut short: it begins with \"=?\", but is not =?CHARSET?ENCODING?TEXT?=");
    const std::size_t end = text.find("?=", mark + 3);
    if (end == none) throw BadEncodedWord("an encoded word does not end: \"?=\" is missing");
    return {.charset = std::string(text.substr(at, mark - at)),
            .encoding = lower(text[mark + 1]),
            .text = text.substr(mark + 3, end - mark - 3),
            .end = end + 2};
}

bool all_blank(std::string_view text) {
    return without_blanks_before(text).empty();
}

}  // namespace

std::string decode_words(std::string_view text, Converter& converter) {
    std::string out;
    std::size_t at = 0;
    for (std::size_t found = 0; (found = text.find("=?", at)) != std::string_view::npos;) {
        const std::string_view before = text.substr(at, found - at);
        if (at == 0 || !all_blank(before)) out += before;
        const Word word = word_at(text, found + 2);
        if (word.encoding != 'b' && word.encoding != 'q')
            throw BadEncodedWord("an encoded word is neither in base 64 (B) nor quoted (Q)");
        const std::string bytes =
            word.encoding == 'b' ? decode_base64(word.text) : decode_quoted_printable(word.text, true);
        const auto utf8 = converter.to_utf8(bytes, word.charset);
        if (!utf8)
            throw BadEncodedWord("an encoded word cannot be converted from " + word.charset + " to UTF-8");
        out += *utf8;
        at = word.end;
    }
    return out.append(text.substr(at));
}

}  // namespace verbatim::patch
