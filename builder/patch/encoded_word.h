// Encoded words of headers (RFC 2047): "=?iso-8859-1?Q?Andr=E9?=".
#pragma once

#include "patch/charset.h"

#include <stdexcept>
#include <string>
#include <string_view>

namespace verbatim::patch {

// Why one cannot be decoded, for the one who knows the line.
class BadEncodedWord : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// The text with its encoded words in UTF-8; blanks between two of them go. Throws BadEncodedWord.
std::string decode_words(std::string_view text, Converter& converter);

}  // namespace verbatim::patch
