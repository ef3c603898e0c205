// Text of any charset that the C library's iconv knows, as UTF-8. Unaware of where it stands in a mail.
#pragma once

#include <iconv.h>

#include <optional>
#include <string>
#include <string_view>

namespace verbatim::patch {

// To UTF-8, from whatever charset each text is in. Keeps the last charset open, as it mostly stays the same.
class Converter {
  public:
    Converter() = default;
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    ~Converter() { close(); }

    // Nothing where the charset is unknown or the text is none of it. A text without a charset, or in UTF-8,
    // is left alone, valid or not, as git leaves it. As git too, each text begins in the charset's first
    // state, and what a charset with states holds back at the end is not asked for. Names of charsets are
    // refused that iconv would read as more than a name: they could depend on the locale.
    std::optional<std::string> to_utf8(std::string_view text, const std::string& charset);

  private:
    bool open(const std::string& charset);
    void close();

    std::string charset_;
    iconv_t open_ = none();
    static iconv_t none();
};

// What a commit gets for bytes that are no UTF-8: git takes each for a letter of Latin-1. Characters that
// Unicode will never have count as such bytes.
std::string latin1_where_no_utf8(std::string_view text);

}  // namespace verbatim::patch
