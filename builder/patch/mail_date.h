// A mail's date as git reads it (date.c of git 2.39, parse_date): RFC 2822, ISO 8601, "@SECONDS ZONE", names
// of zones and months in English, two-digit years; what it does not know it passes over. Unaware of locale,
// time zone and clock of the machine: a date without a zone is in UTC, where git takes the zone of the
// machine, and "01/02/30" never lies too far in the future to be the second of January.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace verbatim::patch {

struct MailDate {
    std::int64_t time = 0;  // seconds since 1970
    int zone = 0;           // minutes east of UTC
};

// Nothing where git finds no day and time from 1970 to 2099 in it; nothing either before 1970 in UTC, where
// git writes a number into the commit that it cannot read back.
std::optional<MailDate> parse_mail_date(std::string_view text);

}  // namespace verbatim::patch
