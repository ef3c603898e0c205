#include "base/text.h"

#include <gtest/gtest.h>

using namespace verbatim;

TEST(Printable, ControlBytesNeverReachTheTerminal) {
    EXPECT_EQ(printable("a\x1b[31mred\x07"), "a\\x1b[31mred\\x07");
    EXPECT_EQ(printable("tab\there"), "tab\\x09here");
    EXPECT_EQ(printable("tab\there", true), "tab\there");
    EXPECT_EQ(printable("\xc2\x9b"
                        "31m"),
              "\\x9b31m")
        << "C1's CSI";
    EXPECT_EQ(printable("\xe2\x80\xae"), "\\u202e") << "right-to-left override";
}

TEST(Printable, KeepsUtf8AndShowsWhatIsNone) {
    EXPECT_EQ(printable("Grüße ✓"), "Grüße ✓");
    EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");
    EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf") << "overlong";
    EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "surrogate";
}

TEST(Suggestion, FindsTheNearestNameOrNone) {
    EXPECT_EQ(suggestion("verfy", {"fetch", "verify", "build"}), "verify");
    EXPECT_EQ(suggestion("plugins", {"etcd-io/etcd", "containernetworking/plugins"}),
              "containernetworking/plugins");
    EXPECT_EQ(suggestion("zzzzz", {"fetch", "verify"}), std::nullopt);
}

TEST(HumanDuration, ReadsAsAPersonWouldSayIt) {
    using std::chrono::milliseconds;
    EXPECT_EQ(human_duration(milliseconds(850)), "850 ms");
    EXPECT_EQ(human_duration(milliseconds(12'340)), "12.3 s");
    EXPECT_EQ(human_duration(milliseconds(292'000)), "4 min 52 s");
    EXPECT_EQ(human_duration(milliseconds(3'720'000)), "1 h 2 min");
}

TEST(HumanSize, UsesDecimalUnits) {
    EXPECT_EQ(human_size(999), "999 B");
    EXPECT_EQ(human_size(4'400'000), "4.4 MB");
}
