#include "fetch/mirror_map.h"

#include <gtest/gtest.h>

using namespace verbatim;

namespace {

// The place as text; "none" where no mirror stands for the URL.
std::string find(const std::map<std::string, std::string>& mirrors, const std::string& url) {
    const auto place = local_mirror(mirrors, url);
    return place ? place->string() : "none";
}

}  // namespace

TEST(MirrorMap, PutsThePartsOfTheUrlIntoThePlace) {
    const std::map<std::string, std::string> mirrors{{"https://h/", "/m/{owner}+{name}/repo"}};
    EXPECT_EQ(find(mirrors, "https://h/etcd-io/etcd"), "/m/etcd-io+etcd/repo");
    EXPECT_EQ(find(mirrors, "https://h/etcd-io/etcd.git"), "/m/etcd-io+etcd/repo");
    EXPECT_EQ(find(mirrors, "https://h/etcd-io/etcd/"), "/m/etcd-io+etcd/repo");
    EXPECT_EQ(find({{"https://h/", "/m/{path}.git"}}, "https://h/a/b/c.git"), "/m/a/b/c.git");
}

TEST(MirrorMap, APlaceWithoutNamesIsAFolderOfMirrors) {
    EXPECT_EQ(find({{"https://h/", "/m"}}, "https://h/a/b.git"), "/m/a/b");
    EXPECT_EQ(find({{"https://h/a/b", "/m/b"}}, "https://h/a/b"), "/m/b");
    EXPECT_EQ(find({{"https://h/a/b", "/m/b"}}, "https://h/a/b.git"), "/m/b");
}

TEST(MirrorMap, TheLongestPrefixWins) {
    const std::map<std::string, std::string> mirrors{
        {"https://h/", "/all"}, {"https://h/a/", "/a"}, {"https://h/a/b", "/b"}};
    EXPECT_EQ(find(mirrors, "https://h/x/y"), "/all/x/y");
    EXPECT_EQ(find(mirrors, "https://h/a/y"), "/a/y");
    EXPECT_EQ(find(mirrors, "https://h/a/b"), "/b");
}

TEST(MirrorMap, APrefixEndsBetweenTwoParts) {
    const std::map<std::string, std::string> mirrors{{"https://h/kubernetes", "/m"}};
    EXPECT_EQ(find(mirrors, "https://h/kubernetes/release"), "/m/release");
    EXPECT_EQ(find(mirrors, "https://h/kubernetes-sigs/kind"), "none");
}

TEST(MirrorMap, WhatLeavesThePlaceHasNoMirror) {
    for (const char* place : {"/m", "/m/{path}", "/m/{owner}/{name}"})
        for (const char* rest : {"../x", "a/../../x", "a/..", "a//b", "./a/b", "a\\b/c"})
            EXPECT_EQ(find({{"https://h/", place}}, std::string("https://h/") + rest), "none")
                << place << " " << rest;
}

TEST(MirrorMap, WhatLacksAPartHasNoMirror) {
    EXPECT_EQ(find({{"https://h/", "/m/{owner}+{name}"}}, "https://h/alone"), "none");
    EXPECT_EQ(find({{"https://h/", "/m/{path}"}}, "https://h/"), "none");
    EXPECT_EQ(find({{"https://h/", "/m"}}, "https://other/a/b"), "none");
    EXPECT_EQ(find({}, "https://h/a/b"), "none");
}
