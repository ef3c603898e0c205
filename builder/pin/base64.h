// Base64 (RFC 4648, section 4) read strictly: one text a value, so that no flipped bit passes unnoticed.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace verbatim {

// Nothing where it is not padded to fours, holds any other byte, or has bits set that mean nothing.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace verbatim
