// What two files say of why the same circumstances gave other bits: they hold the time at which they were
// made, or the same things in another order. Pure; the files may be anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace verbatim {

struct TimeSpan {
    std::int64_t began = 0, ended = 0;  // seconds since 1970; inclusive
};

struct ClockReadings {
    std::string was, is;  // as they stand in the files, printable
};

// Where both differ and each holds a moment of its own span: seconds, milliseconds or nanoseconds since 1970
// in digits, RFC 3339 or "2006-01-02 15:04:05" in UTC, date(1)'s "Mon Jan  2 15:04:05 UTC 2006".
std::optional<ClockReadings> clock_readings(std::string_view was, const TimeSpan& was_made,
                                            std::string_view is, const TimeSpan& is_made);

// Where they differ, a text of one has the same characters as that of the other, in another order.
bool same_in_another_order(std::string_view was, std::string_view is);

}  // namespace verbatim
