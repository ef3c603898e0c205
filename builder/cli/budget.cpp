#include "cli/budget.h"

#include "base/error.h"

#include <charconv>
#include <map>

namespace verbatim {

std::optional<std::chrono::seconds> parse_budget(const std::string& text) {
    if (text.empty()) return std::nullopt;
    const std::map<char, int> units = {{'s', 1}, {'m', 60}, {'h', 3600}};
    int number = 0;
    const char* end = text.data() + text.size() - 1;
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    const auto unit = units.find(text.back());
    if (error != std::errc() || stop != end || number < 1 || number > 100'000 || unit == units.end())
        throw Error(Failure::usage, "\"" + text + "\" is no time")
            .note("Expected something like 90s, 30m or 2h.");
    return std::chrono::seconds(std::int64_t{number} * unit->second);
}

}  // namespace verbatim
