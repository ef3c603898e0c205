#include "store/tree.h"

#include "base/error.h"
#include "store/outcome.h"

#include <gtest/gtest.h>

#include <random>

using namespace verbatim;

namespace {
Tree sample() {
    return {{{"a", TreeEntry::Kind::executable, sha256("x"), 1},
             {"b\n", TreeEntry::Kind::symlink, sha256("y"), 1},
             {"c", TreeEntry::Kind::directory, sha256("z"), 0}}};
}
}  // namespace

TEST(Tree, KnownEncoding) {
    Tree tree;
    tree.entries.push_back({"a", TreeEntry::Kind::file, sha256("abc"), 3});
    EXPECT_EQ(
        tree.encode(),
        std::string(
            "verbatim tree 1\nf ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad 3 a\0", 87));
}

TEST(Tree, IsReadBackAsItWasWritten) {
    EXPECT_EQ(Tree::decode(sample().encode()), sample());
}

TEST(Tree, UnsortedOrEscapingEntriesAreRefused) {
    Tree tree = sample();
    std::swap(tree.entries[0], tree.entries[1]);
    EXPECT_THROW(Tree::decode(tree.encode()), Error);
    for (const char* name : {"..", ".", "", "a/b"}) {
        Tree hostile;
        hostile.entries.push_back({name, TreeEntry::Kind::file, sha256("x"), 1});
        EXPECT_THROW(Tree::decode(hostile.encode()), Error) << name;
    }
}

TEST(Tree, NoMutationOfItCrashes) {
    const std::string whole = sample().encode();
    std::mt19937 random(1);
    for (int i = 0; i < 2000; ++i) {
        std::string bytes = whole.substr(0, random() % (whole.size() + 1));
        if (!bytes.empty()) bytes[random() % bytes.size()] = static_cast<char>(random());
        try {
            EXPECT_EQ(Tree::decode(bytes).encode(), bytes) << "what is accepted is canonical";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Failure::store);
        }
    }
}

TEST(Outcome, IsReadBackAsItWasWritten) {
    Outcome outcome{"build x", {{"bin", sha256("x")}}, {{"commit_time", "1"}}, 12, "2026-01-01T00:00:00Z"};
    const Outcome back = Outcome::from_json(outcome.to_json(), "o");
    EXPECT_EQ(back.trees, outcome.trees);
    EXPECT_EQ(back.values, outcome.values);
    EXPECT_EQ(back.milliseconds, 12);
    EXPECT_FALSE(back.made_of.known()) << "older outcomes do not say what they are made of";
    outcome.made_of = {"run",
                       {{"argv", true, {"go", "build"}}, {"directory", false, {"/"}}, {"scratch", true, {}}},
                       {{"source", "tree", {"go.mod"}, sha256("t")}, {"root", "tree", {}, sha256("r")}}};
    EXPECT_EQ(Outcome::from_json(outcome.to_json(), "o").made_of, outcome.made_of);
    EXPECT_THROW(Outcome::from_json("{\"format\":\"verbatim.outcome/1\"", "o"), Error);
    EXPECT_THROW(Outcome::from_json("{}", "o"), Error);
}
