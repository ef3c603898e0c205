// Base 64 and quoted-printable (RFC 2045), as leniently as git decodes them. Unaware of headers and bodies.
#pragma once

#include <string>
#include <string_view>

namespace verbatim::patch {

enum class TransferEncoding { none, base64, quoted_printable };

// Of one line by itself: what is no digit of base 64 is passed over, '=' too.
std::string decode_base64(std::string_view text);

// "=XX" is a byte; '=' at the end of the line joins it with the next. Any other '=' stands for itself. In a
// header (RFC 2047) '_' is a space.
std::string decode_quoted_printable(std::string_view text, bool in_header);

}  // namespace verbatim::patch
