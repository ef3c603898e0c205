#include "patch/diff_names.h"

#include "base/text.h"
#include "patch/ascii.h"
#include "patch/diff_lines.h"
#include "patch/quoted_name.h"

#include <algorithm>

namespace verbatim::patch {

namespace {

// "a//b" is "a/b": only so can a tree have it.
std::string squashed(std::string_view name) {
    std::string out;
    for (const char c : name)
        if (c != '/' || !out.ends_with('/')) out += c;
    return out;
}

// What follows the `count`th slash.
std::optional<std::string_view> after_slashes(std::string_view text, int count) {
    for (; count > 0; --count) {
        const auto slash = text.find('/');
        if (slash == std::string_view::npos) return std::nullopt;
        text.remove_prefix(slash + 1);
    }
    return text;
}

std::optional<std::string> quoted_name(std::string_view rest, int strip) {
    const auto quoted = unquote(rest);
    if (!quoted) return std::nullopt;
    const auto stripped = after_slashes(quoted->name, strip);
    return stripped ? std::optional(squashed(*stripped)) : std::nullopt;
}

std::string plain_name(std::string_view text, int strip, const std::string& other) {
    const auto name = after_slashes(text, strip);
    if (!name || name->empty()) return squashed(other);
    if (!other.empty() && other.size() < name->size() && name->starts_with(other)) return squashed(other);
    return squashed(*name);
}

// Takes `pattern` off the end of the text: '0' is a digit, '+' a sign, the rest itself.
bool take_last(std::string_view& text, std::string_view pattern) {
    if (text.size() < pattern.size()) return false;
    const std::string_view end = text.substr(text.size() - pattern.size());
    const bool fits = std::equal(end.begin(), end.end(), pattern.begin(), [](char c, char wanted) {
        return wanted == '0' ? is_digit(c) : wanted == '+' ? c == '+' || c == '-' : c == wanted;
    });
    if (fits) text.remove_suffix(pattern.size());
    return fits;
}

bool take_time(std::string_view& text) {
    if (take_last(text, " 00:00:00")) return true;
    const auto digits = text.find_last_not_of("0123456789");
    if (digits == std::string_view::npos || text[digits] != '.' || digits + 1 == text.size()) return false;
    std::string_view whole = text.substr(0, digits);
    if (!take_last(whole, " 00:00:00")) return false;
    text = whole;
    return true;
}

// "NAME\t2010-07-05 19:41:17.620000023 -0500" without the time; nothing where none stands there.
std::optional<std::string_view> without_time(std::string_view line) {
    if (line.empty() || !is_digit(line.back())) return std::nullopt;
    if (!take_last(line, " +0000")) take_last(line, " +00:00");
    take_time(line);
    if (!take_last(line, "00-00-00")) return std::nullopt;
    take_last(line, "00");
    if (line.ends_with('\t')) return line.substr(0, line.size() - 1);
    if (!line.ends_with(' ')) return std::nullopt;
    const auto last = line.find_last_not_of(' ');
    return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

std::string_view until_line_end(std::string_view rest) {
    return rest.substr(0, rest.find('\n'));
}

// As on "diff --git": no name begins with a slash.
std::optional<std::string_view> after_prefix(std::string_view text, int strip) {
    if (text.starts_with('/')) return std::nullopt;
    return after_slashes(text, strip);
}

}  // namespace

std::string name_of(std::string_view rest, int strip, NameEnds ends) {
    if (const auto quoted = quoted_name(rest, strip)) return *quoted;
    return plain_name(rest.substr(0, rest.find_first_of(ends == NameEnds::at_tab ? "\t\r\n" : "\r\n")), strip,
                      {});
}

std::string traditional_name(std::string_view rest, int strip, const std::string& other) {
    if (const auto quoted = quoted_name(rest, strip)) return *quoted;
    if (const auto name = without_time(until_line_end(rest))) return plain_name(*name, strip, other);
    return plain_name(rest.substr(0, rest.find_first_of("\t\r\n")), strip, other);
}

std::optional<std::string> name_that_stands_twice(std::string_view rest, int strip) {
    if (rest.starts_with('"')) {
        const auto first = unquote(rest);
        const auto name = first ? after_prefix(first->name, strip) : std::nullopt;
        if (!name) return std::nullopt;
        std::string_view second = rest.substr(first->length);
        second.remove_prefix(std::min(second.find_first_not_of(" \t\r\n"), second.size()));
        const auto quoted = unquote(second);
        if (second.starts_with('"') && !quoted) return std::nullopt;
        const auto other = after_prefix(quoted ? quoted->name : second, strip);
        return other == name ? std::optional(std::string(*name)) : std::nullopt;
    }
    const auto name = after_prefix(rest, strip);
    if (!name) return std::nullopt;
    if (const auto quote = name->find('"'); quote != std::string_view::npos) {
        const auto quoted = unquote(name->substr(quote));
        const auto second = quoted ? after_prefix(quoted->name, strip) : std::nullopt;
        if (!second || second->size() >= quote || !name->starts_with(*second) ||
            !is_blank((*name)[second->size()]))
            return std::nullopt;
        return std::string(*second);
    }
    const std::string_view line = until_line_end(*name);
    for (auto gap = line.find_first_of(" \t"); gap != std::string_view::npos;
         gap = line.find_first_of(" \t", gap + 1)) {
        const auto second = after_prefix(line.substr(gap + 1), strip);
        if (!second) return std::nullopt;
        if (*second == line.substr(0, gap)) return std::string(*second);
    }
    return std::nullopt;
}

bool is_no_file(std::string_view rest) {
    constexpr std::string_view name = "/dev/null";
    return rest.starts_with(name) && rest.size() > name.size() && is_blank(rest[name.size()]);
}

bool has_epoch_time(std::string_view rest) {
    const auto tab = rest.rfind('\t');
    if (tab == std::string_view::npos || !rest.ends_with('\n')) return false;
    std::string_view time = rest.substr(tab + 1, rest.size() - tab - 2);
    int day = 0;  // minutes from the beginning of that day to the epoch
    if (time.starts_with("1969-12-31 "))
        day = 24 * 60;
    else if (!time.starts_with("1970-01-01 "))
        return false;
    time.remove_prefix(11);
    // "HH:MM:00", perhaps ".000", " +HHMM" or " +HH:MM"
    std::string_view clock = time;
    if (!take_last(clock, " +0000") && !take_last(clock, " +00:00")) return false;
    std::string_view zone = time.substr(clock.size() + 1);
    if (const auto dot = clock.find('.'); dot != std::string_view::npos) {
        if (dot + 1 == clock.size() || clock.find_first_not_of('0', dot + 1) != std::string_view::npos)
            return false;
        clock = clock.substr(0, dot);
    }
    const auto number = [](std::string_view two) { return (two[0] - '0') * 10 + (two[1] - '0'); };
    std::string_view shape = clock;
    if (clock.size() != 8 || !take_last(shape, "00:00:00") || !clock.ends_with(":00") || clock[0] > '2' ||
        clock[3] > '5' || zone[1] > '2' || zone[zone.size() - 2] > '5')
        return false;
    const int offset = number(zone.substr(1)) * 60 + number(zone.substr(zone.size() - 2));
    const int minutes = number(clock) * 60 + number(clock.substr(3));
    return minutes - (zone[0] == '-' ? -offset : offset) == day;
}

}  // namespace verbatim::patch
