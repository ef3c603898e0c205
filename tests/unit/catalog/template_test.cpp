#include "catalog/template.h"

#include "base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;

TEST(Template, PutsValuesInPlaceOfNames) {
    const std::map<std::string, std::string> values{{"tag", "v1.2.3"}, {"os", "linux"}};
    EXPECT_EQ(expand("main.Version={tag}", values), "main.Version=v1.2.3");
    EXPECT_EQ(expand("{os}{tag}{os}", values), "linuxv1.2.3linux");
    EXPECT_EQ(expand("", values), "");
    EXPECT_EQ(expand("plain }", values), "plain }");
}

TEST(Template, CutsToALength) {
    const std::map<std::string, std::string> values{{"o", "f8e5d3f57dcc918c"}};
    EXPECT_EQ(expand("{o:9}", values), "f8e5d3f57");
    EXPECT_EQ(expand("{o:99}", values), "f8e5d3f57dcc918c");
}

TEST(Template, LeavesNamesThatAreKnownLater) {
    EXPECT_EQ(expand("{patched_commit:7} {tag}", {{"tag", "v1"}}), "{patched_commit:7} v1");
}

TEST(Template, AValueIsNotATemplate) {
    EXPECT_EQ(expand("{a}{b}", {{"a", "{b}"}, {"b", "x"}}), "{b}x");
}

TEST(Template, TwoBracesAreOne) {
    EXPECT_EQ(expand("{{tag}", {{"tag", "v1"}}), "{tag}");
    EXPECT_NO_THROW(check_template("{{anything}", {}, {}));
}

TEST(Template, ListsTheNamesItRefersTo) {
    EXPECT_THAT(references("{a}-{b:9}-{{c}-{a}"), testing::ElementsAre("a", "b"));
}

TEST(Template, RefusesWhatIsNoName) {
    for (const char* bad : {"{", "{}", "{a", "{a:}", "{a:0}", "{a:x}", "{a:1001}", "{a:-1}", "{:3}", "{ a}"})
        EXPECT_THROW(check_template(bad, {"a"}, {}), Error) << bad;
    for (const char* good : {"{a}", "{a:1}", "x{a:1000}y", "}"})
        EXPECT_NO_THROW(check_template(good, {"a"}, {})) << good;
}
