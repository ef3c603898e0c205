// The text is read from left to right, a token at a time: a word, a number with what is glued to it by ':',
// '-', '/' or '.', or a zone. Each token fills in what is not known yet; what it means is guessed from its
// digits and from what is known. Nothing is an error before the end, where year, month, hour, minute and
// second must be known. A day may be missing: it is then the one before the last of the month before, as in
// git.
#include "patch/mail_date.h"

#include "base/text.h"
#include "patch/ascii.h"

#include <array>
#include <chrono>

namespace verbatim::patch {

namespace {

constexpr int unknown = -1;

struct NamedZone {
    std::string_view name;
    int hours;  // east of UTC, an hour of summer time included
};

constexpr std::array<NamedZone, 44> zones = {
    {{"IDLW", -12}, {"NT", -11}, {"CAT", -10}, {"HST", -10}, {"HDT", -9}, {"YST", -9}, {"YDT", -8},
     {"PST", -8},   {"PDT", -7}, {"MST", -7},  {"MDT", -6},  {"CST", -6}, {"CDT", -5}, {"EST", -5},
     {"EDT", -4},   {"AST", -3}, {"ADT", -2},  {"WAT", -1},  {"GMT", 0},  {"UTC", 0},  {"Z", 0},
     {"WET", 0},    {"BST", 1},  {"CET", 1},   {"MET", 1},   {"MEWT", 1}, {"MEST", 2}, {"CEST", 2},
     {"MESZ", 2},   {"FWT", 1},  {"FST", 2},   {"EET", 2},   {"EEST", 3}, {"WAST", 7}, {"WADT", 8},
     {"CCT", 8},    {"JST", 9},  {"EAST", 10}, {"EADT", 11}, {"GST", 10}, {"NZT", 12}, {"NZST", 12},
     {"NZDT", 13},  {"IDLE", 12}}};

constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> weekdays = {"Sundays",   "Mondays", "Tuesdays", "Wednesdays",
                                                      "Thursdays", "Fridays", "Saturdays"};

class DateReader {
  public:
    explicit DateReader(std::string_view text) : text_(text.substr(0, text.find('\n'))) {}

    std::optional<MailDate> read();

  private:
    // What reads a token at `at` says how long it is.
    std::size_t read_token(std::size_t at);
    std::size_t read_word(std::size_t at);
    std::size_t read_digits(std::size_t at);
    std::size_t read_joined(std::size_t at, std::int64_t first, std::size_t end);
    std::size_t read_zone(std::size_t at);
    void guess_short_number(std::int64_t number, std::size_t digits);

    bool set_time(std::int64_t hour, std::int64_t minute, std::int64_t second);
    bool set_date(std::int64_t year, std::int64_t month, std::int64_t day);
    bool set_early_date(std::int64_t year, std::int64_t month, std::int64_t day);
    bool set_instant(std::uint64_t seconds);

    [[nodiscard]] std::optional<MailDate> instant_and_zone() const;
    [[nodiscard]] std::optional<std::int64_t> seconds() const;
    [[nodiscard]] char char_at(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }
    [[nodiscard]] std::size_t end_of_digits(std::size_t at) const {
        while (is_digit(char_at(at))) ++at;
        return at;
    }
    [[nodiscard]] bool fraction_at(std::size_t at) const {
        return char_at(at) == '.' && is_digit(char_at(at + 1));
    }
    [[nodiscard]] bool nothing_known() const {
        return year_ < 0 && month_ < 0 && day_ < 0 && hour_ < 0 && minute_ < 0 && second_ < 0;
    }

    std::string_view text_;
    int year_ = unknown;   // since 1900
    int month_ = unknown;  // from 0
    int day_ = unknown, hour_ = unknown, minute_ = unknown, second_ = unknown;
    int zone_ = unknown;       // so that "-0001" is none, as in git
    bool is_instant_ = false;  // seconds since 1970 were given, to which no zone is applied
};

// The length of the word at the beginning of `text` if `name` begins with it, else 0.
std::size_t abbreviates(std::string_view text, std::string_view name) {
    std::size_t length = 0;
    while (length < text.size()) {
        const char c = text[length];
        if (length < name.size() && lower(c) == lower(name[length])) {
            ++length;
            continue;
        }
        return is_letter(c) || is_digit(c) ? 0 : length;
    }
    return length;
}

// Git's arithmetic is in C's int, for years too.
int as_int(std::int64_t number) {
    return static_cast<int>(number);
}

std::optional<MailDate> DateReader::instant_and_zone() const {
    if (!is_digit(char_at(1))) return std::nullopt;
    const ReadNumber time = read_number(text_, 1);
    const char sign = char_at(time.end + 1);
    if (time.overflow || char_at(time.end) != ' ' || (sign != '+' && sign != '-')) return std::nullopt;
    const ReadNumber zone = read_number(text_, time.end + 2);
    if (zone.end != text_.size() || zone.end != time.end + 6) return std::nullopt;
    const int minutes = as_int(zone.value) / 100 * 60 + as_int(zone.value) % 100;
    return MailDate{.time = time.value, .zone = sign == '-' ? -minutes : minutes};
}

std::optional<MailDate> DateReader::read() {
    if (text_.starts_with('@'))
        if (const auto given = instant_and_zone()) return given;
    for (std::size_t at = 0; at < text_.size();) at += std::max<std::size_t>(read_token(at), 1);
    const auto local = seconds();
    if (!local) return std::nullopt;
    const int zone = zone_ == unknown ? 0 : zone_;
    const std::int64_t time = *local - (is_instant_ ? 0 : std::int64_t{zone} * 60);
    if (time < 0) return std::nullopt;
    return MailDate{.time = time, .zone = zone};
}

std::size_t DateReader::read_token(std::size_t at) {
    const char c = text_[at];
    if (is_letter(c)) return read_word(at);
    if (is_digit(c)) return read_digits(at);
    if ((c == '-' || c == '+') && is_digit(char_at(at + 1))) return read_zone(at);
    return 1;
}

std::size_t DateReader::read_word(std::size_t at) {
    const std::string_view text = text_.substr(at);
    for (std::size_t i = 0; i < months.size(); ++i)
        if (const std::size_t length = abbreviates(text, months.at(i)); length >= 3) {
            month_ = static_cast<int>(i);
            return length;
        }
    for (const std::string_view day : weekdays)
        if (const std::size_t length = abbreviates(text, day); length >= 3) return length;
    for (const NamedZone& zone : zones) {
        const std::size_t length = abbreviates(text, zone.name);
        if (length < 3 && length != zone.name.size()) continue;
        if (zone_ == unknown) zone_ = 60 * zone.hours;
        return length;
    }
    if (abbreviates(text, "PM") == 2) {
        hour_ = hour_ % 12 + 12;
        return 2;
    }
    if (abbreviates(text, "AM") == 2) {
        hour_ = hour_ % 12;
        return 2;
    }
    std::size_t length = 1;
    while (is_letter(char_at(at + length))) ++length;
    return length;
}

std::size_t DateReader::read_digits(std::size_t at) {
    const std::size_t end = end_of_digits(at);
    const std::size_t digits = end - at;
    const ReadNumber read = read_number(text_, at);
    const std::int64_t number = read.value;
    constexpr std::int64_t too_many_for_a_date = 100'000'000;
    if (number >= too_many_for_a_date && nothing_known() && set_instant(static_cast<std::uint64_t>(number)))
        return digits;
    if (std::string_view(":./-").find(char_at(end)) != std::string_view::npos && is_digit(char_at(end + 1)))
        if (const std::size_t length = read_joined(at, number, end); length > 0) return length;
    switch (digits) {
        case 8:  // YYYYMMDD
            set_early_date(number / 10000, number % 10000 / 100, number % 100);
            return digits;
        case 6:  // HHMMSS, perhaps with a fraction
            if (set_time(number / 10000, number % 10000 / 100, number % 100) && fraction_at(end))
                return end_of_digits(end + 1) - at;
            return digits;
        case 4:
            if (number <= 1400 && zone_ == unknown)
                zone_ = as_int(number / 100 * 60 + number % 100);
            else if (number > 1900 && number < 2100)
                year_ = as_int(number - 1900);
            return digits;
        case 1:
        case 2:
            guess_short_number(number, digits);
            return digits;
        default:
            return digits;
    }
}

// A day before a month or a year; then a year; then a month.
void DateReader::guess_short_number(std::int64_t number, std::size_t digits) {
    const int value = as_int(number);
    if (value > 0 && value < 32 && day_ < 0) {
        day_ = value;
    } else if (digits == 2 && year_ < 0 && value < 10 && day_ >= 0) {
        year_ = value + 100;
    } else if (digits == 2 && year_ < 0 && value >= 70) {
        year_ = value;
    } else if (value > 0 && value < 13 && month_ < 0) {
        month_ = value - 1;
    }
}

// Two or three numbers with the same sign between them. 0 where they make no sense together.
std::size_t DateReader::read_joined(std::size_t at, std::int64_t first, std::size_t end) {
    const char sign = text_[end];
    const ReadNumber second = read_number(text_, end + 1);
    ReadNumber third{.value = -1, .end = second.end, .overflow = false};
    if (char_at(second.end) == sign && is_digit(char_at(second.end + 1)))
        third = read_number(text_, second.end + 1);
    if (sign == ':') {
        if (!set_time(first, second.value, std::max<std::int64_t>(third.value, 0))) return 0;
        const bool date_known = year_ != unknown && month_ != unknown && day_ != unknown;
        return (date_known && fraction_at(third.end) ? end_of_digits(third.end + 1) : third.end) - at;
    }
    // Years that stand first are looked for first; a dot is for those who write the day before the month.
    const bool known = (first > 70 && (set_early_date(first, second.value, third.value) ||
                                       set_early_date(first, third.value, second.value))) ||
                       (sign != '.' && set_date(third.value, first, second.value)) ||
                       set_date(third.value, second.value, first) ||
                       (sign == '.' && set_date(third.value, first, second.value));
    return known ? third.end - at : 0;
}

std::size_t DateReader::read_zone(std::size_t at) {
    const std::size_t start = at + 1;
    const ReadNumber read = read_number(text_, start);
    std::size_t end = read.end;
    int hour = as_int(read.value);
    int minute = 0;
    bool known = true;
    if (end - start == 4) {
        minute = hour % 100;
        hour /= 100;
    } else if (end - start != 2) {
        known = false;
    } else if (char_at(end) == ':') {
        const ReadNumber after = read_number(text_, end + 1);
        minute = as_int(after.value);
        end = after.end;
        known = end - start == 5;
    }
    if (known && minute < 60 && hour < 24) {
        const int minutes = hour * 60 + minute;
        zone_ = text_[at] == '-' ? -minutes : minutes;
    }
    return end - at;
}

bool DateReader::set_time(std::int64_t hour, std::int64_t minute, std::int64_t second) {
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || second < 0 || second > 60) return false;
    hour_ = as_int(hour);
    minute_ = as_int(minute);
    second_ = as_int(second);
    return true;
}

// A year since 1900 for one of two or four digits.
std::optional<int> full_year(int year) {
    if (year >= 1970 && year < 2100) return year - 1900;
    if (year > 70 && year < 100) return year;
    if (year < 38) return std::max(year, -1000) + 100;
    return std::nullopt;
}

bool possible_day(int month, int day) {
    return month > 0 && month < 13 && day > 0 && day < 32;
}

// A date without a year leaves the year open.
bool DateReader::set_date(std::int64_t year, std::int64_t month, std::int64_t day) {
    if (!possible_day(as_int(month), as_int(day))) return false;
    if (as_int(year) != unknown) {
        const auto full = full_year(as_int(year));
        if (!full) return false;
        year_ = *full;
    }
    month_ = as_int(month) - 1;
    day_ = as_int(day);
    return true;
}

// The same where the year stands first: month and day stay, as git has it, even where the year makes no
// sense.
bool DateReader::set_early_date(std::int64_t year, std::int64_t month, std::int64_t day) {
    if (!possible_day(as_int(month), as_int(day))) return false;
    month_ = as_int(month) - 1;
    day_ = as_int(day);
    const auto full = as_int(year) == unknown ? std::nullopt : full_year(as_int(year));
    if (full) year_ = *full;
    return full.has_value();
}

bool DateReader::set_instant(std::uint64_t seconds) {
    // What std::chrono can put into a calendar; nothing beyond could be a commit's time.
    constexpr std::uint64_t latest = 900'000'000'000;
    if (seconds > latest) return false;
    using namespace std::chrono;
    const auto time = static_cast<std::int64_t>(seconds);
    const year_month_day date{sys_days{days{time / 86400}}};
    year_ = static_cast<int>(date.year()) - 1900;
    month_ = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
    day_ = static_cast<int>(static_cast<unsigned>(date.day()));
    hour_ = as_int(time / 3600 % 24);
    minute_ = as_int(time / 60 % 60);
    second_ = as_int(time % 60);
    return is_instant_ = true;
}

// Every fourth year is a leap year from 1970 to 2099.
std::optional<std::int64_t> DateReader::seconds() const {
    constexpr std::array<int, 12> days_before = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    const int years = year_ - 70;
    if (years < 0 || years > 129 || month_ < 0 || month_ > 11 || hour_ < 0 || minute_ < 0 || second_ < 0)
        return std::nullopt;
    const bool behind_leap_day = month_ >= 2 && (years + 2) % 4 == 0;
    const std::int64_t day = years * 365 + (years + 1) / 4 +
                             days_before.at(static_cast<std::size_t>(month_)) + day_ -
                             (behind_leap_day ? 0 : 1);
    return day * 86400 + std::int64_t{hour_} * 3600 + std::int64_t{minute_} * 60 + second_;
}

}  // namespace

std::optional<MailDate> parse_mail_date(std::string_view text) {
    return DateReader(text).read();
}

}  // namespace verbatim::patch
