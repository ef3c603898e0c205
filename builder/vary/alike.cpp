#include "vary/alike.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <vector>

namespace verbatim {

namespace {

constexpr std::size_t longest_text = 65536;  // that is looked at around a difference
constexpr std::size_t most_differences = 1000;

bool is_text(char c) {
    return (c >= ' ' && c <= '~') || c == '\n' || c == '\t';
}

// The text around a place; empty where there is none.
std::string_view text_around(std::string_view bytes, std::size_t at) {
    if (at >= bytes.size() || !is_text(bytes[at])) return {};
    std::size_t begin = at, end = at;
    while (begin > 0 && at - begin < longest_text && is_text(bytes[begin - 1])) --begin;
    while (end < bytes.size() && end - at < longest_text && is_text(bytes[end])) ++end;
    return bytes.substr(begin, end - begin);
}

std::array<std::size_t, 256> histogram(std::string_view text) {
    std::array<std::size_t, 256> counts{};
    for (const char c : text) ++counts[static_cast<unsigned char>(c)];
    return counts;
}

struct Texts {
    std::string_view was, is;
};

// Texts of both around each difference. Of files with other sizes the first alone: what comes after it is
// shifted.
std::vector<Texts> differing_texts(std::string_view was, std::string_view is) {
    std::vector<Texts> found;
    const std::size_t common = std::min(was.size(), is.size());
    for (std::size_t at = 0; at < common && found.size() < most_differences;) {
        if (was[at] == is[at]) {
            ++at;
            continue;
        }
        const Texts texts{text_around(was, at), text_around(is, at)};
        if (!texts.was.empty() && !texts.is.empty()) found.push_back(texts);
        if (was.size() != is.size()) break;
        const auto end = static_cast<std::size_t>(texts.was.data() + texts.was.size() - was.data());
        at = texts.was.empty() ? at + 1 : std::max(at + 1, end);
    }
    return found;
}

bool digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return false;
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at),
                       text.begin() + static_cast<std::ptrdiff_t>(at + count),
                       [](char c) { return c >= '0' && c <= '9'; });
}

bool within(std::int64_t seconds, const TimeSpan& span) {
    return seconds >= span.began && seconds <= span.ended;
}

// Seconds, milliseconds, microseconds or nanoseconds since 1970.
std::string since_1970(std::string_view text, const TimeSpan& span) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && digits(text, end, 1)) ++end;
        const std::size_t count = end - at;
        if (count == 10 || count == 13 || count == 16 || count == 19) {
            std::int64_t seconds = 0;
            std::from_chars(text.data() + at, text.data() + at + 10, seconds);
            if (within(seconds, span)) return std::string(text.substr(at, count));
        }
        at = std::max(end, at + 1);
    }
    return {};
}

// "2006-01-02T15:04:05", also with a blank in the place of T.
std::string calendar_time(std::string_view text, const TimeSpan& span) {
    constexpr std::size_t length = 19;
    for (std::size_t at = 0; at + length <= text.size(); ++at) {
        if (!digits(text, at, 4) || !digits(text, at + length - 2, 2)) continue;
        const std::string one(text.substr(at, length));
        std::tm time{};
        char separator = 0;
        int end = 0;
        if (std::sscanf(one.c_str(), "%4d-%2d-%2d%c%2d:%2d:%2d%n", &time.tm_year, &time.tm_mon, &time.tm_mday,
                        &separator, &time.tm_hour, &time.tm_min, &time.tm_sec, &end) != 7 ||
            end != static_cast<int>(length) || (separator != 'T' && separator != ' '))
            continue;
        time.tm_year -= 1900;
        time.tm_mon -= 1;
        if (within(::timegm(&time), span)) return one;
    }
    return {};
}

// date(1) in the C locale: "Sun Nov 22 05:30:00 UTC 2026".
std::string date_time(std::string_view text, const TimeSpan& span) {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (std::size_t zone = text.find(" UTC "); zone != std::string_view::npos;
         zone = text.find(" UTC ", zone + 1)) {
        if (zone < 19 || zone + 9 > text.size()) continue;
        const std::string one(text.substr(zone - 19, 28));
        std::array<char, 4> name{};
        std::tm time{};
        if (std::sscanf(one.c_str(), "%*3s %3s %2d %2d:%2d:%2d UTC %4d", name.data(), &time.tm_mday,
                        &time.tm_hour, &time.tm_min, &time.tm_sec, &time.tm_year) != 6)
            continue;
        const std::size_t month = months.find(name.data());
        if (month == std::string_view::npos || month % 3 != 0) continue;
        time.tm_mon = static_cast<int>(month / 3);
        time.tm_year -= 1900;
        if (within(::timegm(&time), span)) return one;
    }
    return {};
}

std::string clock_reading(std::string_view text, const TimeSpan& span) {
    for (const auto reader : {since_1970, calendar_time, date_time})
        if (std::string found = reader(text, span); !found.empty()) return found;
    return {};
}

}  // namespace

std::optional<ClockReadings> clock_readings(std::string_view was, const TimeSpan& was_made,
                                            std::string_view is, const TimeSpan& is_made) {
    for (const Texts& texts : differing_texts(was, is)) {
        ClockReadings found{clock_reading(texts.was, was_made), clock_reading(texts.is, is_made)};
        if (!found.was.empty() && !found.is.empty() && found.was != found.is) return found;
    }
    return std::nullopt;
}

bool same_in_another_order(std::string_view was, std::string_view is) {
    constexpr std::size_t shortest = 4;  // less is so by chance
    const auto texts = differing_texts(was, is);
    return std::any_of(texts.begin(), texts.end(), [](const Texts& both) {
        return both.was.size() >= shortest && both.was.size() == both.is.size() && both.was != both.is &&
               histogram(both.was) == histogram(both.is);
    });
}

}  // namespace verbatim
