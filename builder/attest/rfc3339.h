// Times as published manifests write them. Unaware of clocks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace verbatim {

struct Rfc3339 {
    std::int64_t seconds = 0;  // since 1970, in UTC; a fraction is dropped
    bool plain = true;         // the one form that rfc3339_text() writes: 2026-06-01T20:47:35Z
};

// Years 1970 to 9999; nothing where it is no such time. A leap second is none.
std::optional<Rfc3339> parse_rfc3339(std::string_view text);
// Throws Error (definition) outside of these years.
std::string rfc3339_text(std::int64_t seconds);

}  // namespace verbatim
