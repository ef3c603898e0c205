// Times in JSON records.
#pragma once

#include "attest/rfc3339.h"
#include "report/json.h"

#include <cstdint>

namespace verbatim {

// RFC 3339 in UTC of seconds since 1970; null for 0, which is no time, and for what has no four digits of a
// year.
inline Json time_or_null(std::int64_t seconds) {
    constexpr std::int64_t last_year = 253'402'300'799;
    return seconds > 0 && seconds <= last_year ? Json(rfc3339_text(seconds)) : Json(nullptr);
}

}  // namespace verbatim
