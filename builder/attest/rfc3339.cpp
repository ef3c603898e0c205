#include "attest/rfc3339.h"

#include "base/error.h"
#include "base/text.h"

#include <fmt/format.h>

#include <chrono>

namespace verbatim {

namespace {

constexpr std::int64_t end_of_9999 = 253402300799;

// Does the text begin so? "d" stands for a digit.
bool begins(std::string_view text, std::string_view form) {
    if (text.size() < form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i)
        if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != form[i]) return false;
    return true;
}

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

// Seconds to be taken from the local time; nothing where the rest is no zone.
std::optional<int> zone(std::string_view text) {
    if (text == "Z" || text == "z") return 0;
    if (text.size() != 6 || (!begins(text, "+dd:dd") && !begins(text, "-dd:dd"))) return std::nullopt;
    const int hours = number(text.substr(1, 2)), minutes = number(text.substr(4, 2));
    if (hours > 23 || minutes > 59) return std::nullopt;
    return (text.front() == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

}  // namespace

std::optional<Rfc3339> parse_rfc3339(std::string_view text) {
    constexpr std::size_t date = 10, whole = 19;
    if (text.size() <= whole || !begins(text, "dddd-dd-dd") ||
        (text[date] != 'T' && text[date] != 't' && text[date] != ' ') ||
        !begins(text.substr(date + 1), "dd:dd:dd"))
        return std::nullopt;
    std::size_t end = whole;
    if (text[end] == '.') {
        do ++end;
        while (end < text.size() && is_digit(text[end]));
        if (end == whole + 1) return std::nullopt;
    }
    const auto offset = zone(text.substr(end));
    using namespace std::chrono;
    const year_month_day day{year(number(text.substr(0, 4))), month(number(text.substr(5, 2))),
                             std::chrono::day(number(text.substr(8, 2)))};
    const std::int64_t h = number(text.substr(11, 2)), m = number(text.substr(14, 2)),
                       s = number(text.substr(17, 2));
    if (!offset || !day.ok() || h > 23 || m > 59 || s > 59) return std::nullopt;
    const std::int64_t days = sys_days(day).time_since_epoch().count();
    const std::int64_t seconds = days * 86400 + h * 3600 + m * 60 + s - *offset;
    if (seconds < 0 || seconds > end_of_9999) return std::nullopt;
    return Rfc3339{seconds, text[date] == 'T' && text.substr(whole) == "Z"};
}

std::string rfc3339_text(std::int64_t seconds) {
    if (seconds < 0 || seconds > end_of_9999)
        throw Error(Failure::definition, fmt::format("{} seconds since 1970 are no date", seconds))
            .note("Years 1970 to 9999 can be written.");
    using namespace std::chrono;
    const year_month_day day(sys_days(days(seconds / 86400)));
    const std::int64_t rest = seconds % 86400;
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), rest / 3600,
                       rest % 3600 / 60, rest % 60);
}

}  // namespace verbatim
