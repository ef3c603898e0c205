// Small helpers on text: made safe for a terminal, split, joined, matched with what was perhaps meant.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// Control bytes (C0, DEL, C1 in UTF-8, bidirectional overrides) and invalid UTF-8 become visible (\x1b); tabs
// stay where `keep_tabs`. Everything that came from outside passes through here before a terminal sees it.
std::string printable(std::string_view text, bool keep_tabs = false);

std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string_view trim(std::string_view text);
// Of ASCII, whatever the locale.
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The candidate nearest to `typed` by edit distance, if it is near enough to be worth suggesting.
std::optional<std::string> suggestion(std::string_view typed, const std::vector<std::string>& candidates);

// "4 min 52 s", "12.3 s", "850 ms".
std::string human_duration(std::chrono::milliseconds duration);
// "4.4 MB", decimal units.
std::string human_size(std::uint64_t bytes);
// "8GiB", "500 MB", "1024": whole numbers of bytes with a unit, or none. Nothing where it is no size, or too
// large.
std::optional<std::uint64_t> parse_size(std::string_view text);
// "1 claim", "44 claims".
std::string counted(std::uint64_t number, std::string_view singular, std::string_view plural);
inline std::string counted(std::uint64_t n, std::string_view singular) {
    return counted(n, singular, std::string(singular) + "s");
}

}  // namespace verbatim
