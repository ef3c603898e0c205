#include "inspect/module_path.h"

#include "expect.h"

#include <gtest/gtest.h>

using namespace verbatim;

TEST(EscapeModule, MarksUpperCase) {
    EXPECT_EQ(escape_module("github.com/BurntSushi/toml"), "github.com/!burnt!sushi/toml");
    EXPECT_EQ(escape_module("v2.0.0+incompatible"), "v2.0.0+incompatible");
    EXPECT_EQ(escape_module("git.sr.ht/~me/x"), "git.sr.ht/~me/x");
}

TEST(EscapeModule, RefusesWhatIsNoModule) {
    for (const char* path : {"", "../x", "/x", "a//b", "a!b", "a b", "a?b", "a#b", "a%2e", "\u00e4", "a\nb"})
        EXPECT_EQ(test::thrown_by([&] { return escape_module(path); }).kind(), Failure::definition) << path;
}

TEST(MentionsPackage, FindsFunctionsOfItAndOfWhatLiesBelow) {
    EXPECT_TRUE(mentions_package("go:x example.com/a/b.New y", "example.com/a/b"));
    EXPECT_TRUE(mentions_package("example.com/c/d/e.(*T).Get", "example.com/c"));
    EXPECT_TRUE(mentions_package("sigs.k8s.io/yaml/goyaml%2ev2.Parse", "sigs.k8s.io/yaml/goyaml.v2"))
        << "dots of the last part are escaped in a symbol";
    EXPECT_TRUE(mentions_package("gopkg.in/yaml.v3/internal.F", "gopkg.in/yaml.v3"));
}

TEST(MentionsPackage, APrefixOfANameIsNotTheName) {
    EXPECT_FALSE(mentions_package("example.com/a/bc.New", "example.com/a/b"));
    EXPECT_FALSE(mentions_package("example.com/a.New", "example.com/a/b"));
    EXPECT_FALSE(mentions_package("", "example.com/a"));
}
