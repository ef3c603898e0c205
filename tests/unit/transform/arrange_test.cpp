#include "transform/arrange.h"

#include "base/error.h"
#include "expect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;

namespace {

template <typename Call>
std::string refused(Call call) {
    return test::thrown_by(call).render();
}

struct ArrangeTest : testing::Test {
    TemporaryDirectory dir{std::filesystem::temp_directory_path(), "verbatim-unit-"};
    Store store{dir.path() / "store"};
    std::map<std::string, Digest> inputs;

    void SetUp() override {
        TreeBuilder builder(store);
        builder.add_file("bin/tool", "program", true);
        builder.add_file("src/a.go", "a");
        builder.add_file("src/.git/HEAD", "x");
        builder.add_symlink("src/link", "a.go");
        inputs["one"] = builder.finish();
    }
    std::map<std::string, TreeEntry> made(const Arrange& places) {
        return store.files(arrange(places, inputs, store));
    }
};

}  // namespace

TEST_F(ArrangeTest, FilesFoldersAndTextsComeToLieWhereTheyShould) {
    const auto files =
        made({{{"one", "bin/tool", "usr/bin/t", {}}, {"one", "src", "", {".git"}}}, {{"note", "text"}}});
    EXPECT_THAT(files, ElementsAre(Key("a.go"), Key("link"), Key("note"), Key("usr/bin/t")));
    EXPECT_EQ(files.at("usr/bin/t").kind, TreeEntry::Kind::executable);
    EXPECT_EQ(files.at("link").kind, TreeEntry::Kind::symlink);
    EXPECT_EQ(store.get(files.at("note").digest), "text");
}

TEST_F(ArrangeTest, AWholeTreeIsTaken) {
    EXPECT_THAT(made({{{"one", "", "x", {}}}, {}}),
                ElementsAre(Key("x/bin/tool"), Key("x/src/.git/HEAD"), Key("x/src/a.go"), Key("x/src/link")));
}

TEST_F(ArrangeTest, WhatIsNotThereIsNamed) {
    EXPECT_THAT(refused([&] { made({{{"one", "bin/other", "a", {}}}, {}}); }), HasSubstr("bin/other"));
}

TEST_F(ArrangeTest, TwoThingsAtOnePathAreRefused) {
    EXPECT_THAT(refused([&] { made({{{"one", "bin/tool", "a", {}}, {"one", "src/a.go", "a", {}}}, {}}); }),
                HasSubstr("a"));
}
