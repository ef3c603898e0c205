// The expected values are those of `GIT_AUTHOR_DATE=… git var GIT_AUTHOR_IDENT`, git 2.39.5, in the zone UTC.
#include "patch/mail_date.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

using namespace verbatim;

namespace {
std::string date(std::string_view text) {
    const auto parsed = patch::parse_mail_date(text);
    return parsed ? fmt::format("{} {}", parsed->time, parsed->zone) : "none";
}
using Expected = std::vector<std::pair<const char*, const char*>>;
}  // namespace

TEST(MailDate, IsReadInTheFormsThatMailHas) {
    for (const auto& [text, expected] : Expected{{"Thu, 2 Jan 2020 03:04:05 +0100", "1577930645 60"},
                                                 {"2 January 2020 03:04:05 -0730", "1577961245 -450"},
                                                 {"Thu Jan  2 03:04:05 2020 +0000", "1577934245 0"},
                                                 {"2 jan 05 03:04 GMT", "1104635040 0"}})
        EXPECT_EQ(date(text), expected) << text;
}

TEST(MailDate, IsReadInIsoForms) {
    for (const auto& [text, expected] : Expected{{"2020-01-02T03:04:05Z", "1577934245 0"},
                                                 {"2020-01-02 03:04:05.678 +05:30", "1577914445 330"},
                                                 {"20200102T030405-0100", "1577937845 -60"},
                                                 {"2020/01/02 03:04:05 +09", "1577901845 540"}})
        EXPECT_EQ(date(text), expected) << text;
}

TEST(MailDate, IsReadInSecondsSince1970) {
    EXPECT_EQ(date("@1577930645 +0100"), "1577930645 60");
    EXPECT_EQ(date("@5 -0030"), "5 -30");
    EXPECT_EQ(date("1577930645 +0100"), "1577930645 60");
    EXPECT_EQ(date("@5"), "none");  // too short a number for anything but a day
}

TEST(MailDate, KnowsTheNamesOfZones) {
    for (const auto& [text, expected] : Expected{{"2 Jan 2020 03:04:05 EST", "1577952245 -300"},
                                                 {"2 Jan 2020 03:04:05 PDT", "1577959445 -420"},
                                                 {"2 Jan 2020 03:04:05 NZDT", "1577887445 780"},
                                                 {"2 Jan 2020 03:04:05 XYZ", "1577934245 0"},
                                                 {"2 Jan 2020 03:04:05 +0200 (EST)", "1577927045 120"}})
        EXPECT_EQ(date(text), expected) << text;
}

TEST(MailDate, PassesOverZonesThatAreNone) {
    for (const char* zone : {"+2400", "+0060", "+1", "+12345", "-0001", "+01:7"})
        EXPECT_EQ(date(std::string("2 Jan 2020 03:04:05 ") + zone), "1577934245 0") << zone;
}

TEST(MailDate, GuessesWhichNumberIsTheDay) {
    for (const auto& [text, expected] : Expected{{"01/02/2020 03:04:05 +0000", "1577934245 0"},
                                                 {"13/02/2020 03:04:05 +0000", "1581563045 0"},
                                                 {"02.01.2020 03:04:05 +0000", "1577934245 0"},
                                                 {"2020-13-02 03:04:05 +0000", "1581563045 0"},
                                                 {"05 Apr 01 03:04:05 +0000", "986439845 0"}})
        EXPECT_EQ(date(text), expected) << text;
}

TEST(MailDate, KnowsMorningAndAfternoon) {
    EXPECT_EQ(date("2020-01-02 12:04:05 AM +0000"), "1577923445 0");
    EXPECT_EQ(date("2020-01-02 3:04:05 PM +0000"), "1577977445 0");
}

TEST(MailDate, IsNothingWithoutDayOrTime) {
    for (const char* text :
         {"", "2020-01-02", "03:04:05", "yesterday", "2 Jan 2020", "2 Jan 2020 03:60:00",
          "1 Jan 2100 00:00:00 +0000", "31 Dec 1969 23:59:59 +0000", "1970-01-01 00:00:00 +0100",
          "@99999999999999999999 +0000", "99999999999999999999999"})
        EXPECT_EQ(date(text), "none") << text;
}

TEST(MailDate, DoesNotDependOnTheZoneOfTheMachine) {
    ASSERT_EQ(setenv("TZ", "Asia/Tokyo", 1), 0);
    EXPECT_EQ(date("2020-01-02 03:04:05"), "1577934245 0");
    ASSERT_EQ(unsetenv("TZ"), 0);
}
