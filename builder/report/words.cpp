#include "report/words.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace verbatim {

namespace {

constexpr std::array<std::string_view, 12> month_names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
// The years that dates can be made of, whatever a file says.
std::int64_t bounded(std::int64_t seconds) {
    return std::clamp<std::int64_t>(seconds, 0, 253402300799);
}

}  // namespace

std::string unit_words(const UnitName& unit) {
    std::string words = unit.release + " " + unit.component;
    return unit.platform.empty() ? words : words + " " + unit.platform;
}

std::string day_words(std::int64_t seconds) {
    using namespace std::chrono;
    const year_month_day day(sys_days(days(bounded(seconds) / 86400)));
    return fmt::format("{} {} {}", static_cast<unsigned>(day.day()),
                       month_names[static_cast<unsigned>(day.month()) - 1], static_cast<int>(day.year()));
}

std::string time_words(std::int64_t seconds) {
    const std::int64_t of_day = bounded(seconds) % 86400;
    return fmt::format("{}, {:02}:{:02} UTC", day_words(seconds), of_day / 3600, of_day / 60 % 60);
}

std::string duration_words(std::int64_t seconds) {
    return human_duration(std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, 253402300799)));
}

bool by_number(const std::string& a, const std::string& b) {
    std::size_t i = 0, k = 0;
    while (i < a.size() && k < b.size()) {
        if (is_digit(a[i]) && is_digit(b[k])) {
            const auto number = [](const std::string& text, std::size_t& at) {
                while (at < text.size() && text[at] == '0') ++at;
                const std::size_t from = at;
                while (at < text.size() && is_digit(text[at])) ++at;
                return text.substr(from, at - from);
            };
            const std::string x = number(a, i), y = number(b, k);
            if (x.size() != y.size()) return x.size() < y.size();
            if (x != y) return x < y;
            continue;
        }
        if (a[i] != b[k]) return a[i] < b[k];
        ++i, ++k;
    }
    if (a.size() - i != b.size() - k) return a.size() - i < b.size() - k;
    return a < b;  // "01" and "1": a strict order all the same
}

}  // namespace verbatim
