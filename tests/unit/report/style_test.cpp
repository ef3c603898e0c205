#include "report/style.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>

using namespace verbatim;

namespace {

// Sets variables for as long as it lives; nullopt: unset.
class Environment {
  public:
    explicit Environment(const std::map<std::string, std::optional<std::string>>& variables) {
        for (const auto& [name, value] : variables) {
            const char* old = std::getenv(name.c_str());
            before_[name] = old != nullptr ? std::optional<std::string>(old) : std::nullopt;
            set(name, value);
        }
    }
    ~Environment() {
        for (const auto& [name, value] : before_) set(name, value);
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

  private:
    static void set(const std::string& name, const std::optional<std::string>& value) {
        if (value)
            ::setenv(name.c_str(), value->c_str(), 1);
        else
            ::unsetenv(name.c_str());
    }
    std::map<std::string, std::optional<std::string>> before_;
};

bool colours(const std::optional<std::string>& no_color, const std::optional<std::string>& force) {
    const Environment environment({{"NO_COLOR", no_color}, {"CLICOLOR_FORCE", force}, {"TERM", "xterm"}});
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), &std::fclose);
    return Style::of(file.get()).colours;
}

}  // namespace

TEST(Style, HasNoColoursInAFileUnlessForced) {
    EXPECT_FALSE(colours({}, {}));
    EXPECT_FALSE(colours({}, "0"));
    EXPECT_TRUE(colours({}, "1"));
    EXPECT_FALSE(colours("1", "1"));
    EXPECT_TRUE(colours("", "1"));  // an empty NO_COLOR is none, as no-color.org says
}

TEST(DisplayWidth, CountsColumnsNotBytes) {
    EXPECT_EQ(display_width(""), 0U);
    EXPECT_EQ(display_width("abc"), 3U);
    EXPECT_EQ(display_width("·…→"), 3U);
    EXPECT_EQ(display_width("e\u0301"), 1U);
    EXPECT_EQ(display_width("漢字"), 4U);
    EXPECT_EQ(display_width("🚀"), 2U);
    EXPECT_EQ(display_width("\xf0\x9f"), 1U);  // cut short: no more bytes than there are
}

TEST(Shortened, NeverExceedsItsWidthNorSplitsALetter) {
    EXPECT_EQ(shortened("abcdef", 6), "abcdef");
    EXPECT_EQ(shortened("abcdef", 5), "abcd…");
    EXPECT_EQ(shortened("漢字漢字", 6), "漢字…");
    EXPECT_EQ(shortened("ab", 1), "…");
    for (std::size_t width = 1; width < 12; ++width)
        EXPECT_LE(display_width(shortened("a漢b字·c🚀def", width)), width);
}

TEST(Padded, FillsByColumns) {
    EXPECT_EQ(padded("漢", 4), "漢  ");
    EXPECT_EQ(padded("long", 2), "long");
}
