#include "catalog/go_number.h"

#include "base/text.h"

#include <charconv>

namespace verbatim {

namespace {

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || value < 0 || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

}  // namespace

std::optional<GoNumber> go_number(const std::string& version) {
    if (!version.starts_with("go")) return std::nullopt;
    const std::vector<std::string> parts = split(version.substr(2), '.');
    if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
    const auto major = number(parts[0]), minor = number(parts[1]),
               patch = parts.size() == 3 ? number(parts[2]) : std::optional<int>(0);
    if (!major || !minor || !patch) return std::nullopt;
    return GoNumber{*major, *minor, *patch};
}

}  // namespace verbatim
