#include "inspect/module_text.h"

#include "base/error.h"

#include <gtest/gtest.h>

using namespace verbatim;

namespace {
BuildInfo parsed(std::string_view text) {
    BuildInfo info;
    parse_module_text(text, info);
    return info;
}
}  // namespace

TEST(ModuleText, UnquotesSettingsAsGoQuotesThem) {
    // As strconv.Quote writes them.
    BuildInfo info = parsed(
        "build\t-tags=a,b\n"
        "build\t-ldflags=\"-X 'main.a=b c' \\\"q\\\" \\\\\"\n"
        "build\tCGO_CFLAGS=\"a\\tb\\nc\\x00\\u200b\\U000e0001\\a\"\n"
        "build\t\"odd = key\"=value\n"
        "build\tEMPTY=\n"
        "build\traw=`a\\n`\n");
    EXPECT_EQ(info.settings["-tags"], "a,b");
    EXPECT_EQ(info.settings["-ldflags"], "-X 'main.a=b c' \"q\" \\");
    EXPECT_EQ(info.settings["CGO_CFLAGS"], std::string("a\tb\nc\0\u200b\U000e0001\a", 14));
    EXPECT_EQ(info.settings["odd = key"], "value");
    EXPECT_EQ(info.settings.at("EMPTY"), "");
    EXPECT_EQ(info.settings["raw"], "a\\n");
}

TEST(ModuleText, RefusesMalformedLines) {
    for (const char* text :
         {"build\tnothing\n", "build\t\"open\n", "build\tk=\"open\n", "build\tk=\"a\"b\n",
          "build\tk=\"\\q\"\n", "build\tk=\"\\x1\"\n", "build\tk=\"\\ud800\"\n", "build\t\"k\"v\n",
          "=>\texample.com/a\tv1\n", "mod\ta\tv1\n=>\tb\tv1\n=>\tc\tv1\n"})
        EXPECT_THROW((void)parsed(text), Error) << text;
}

TEST(ModuleText, PassesOverLinesThatLaterGoMayAdd) {
    const BuildInfo info = parsed("path\tp\nnovelty\tx\ty\nmod\tm\tv1\n");
    EXPECT_EQ(info.path, "p");
    EXPECT_EQ(info.main.path, "m");
}

TEST(ModuleText, RefusesATextThatNoBuildHas) {
    EXPECT_THROW((void)parsed(std::string(17U << 20U, '\n')), Error);
}
