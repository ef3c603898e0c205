#include "store/references.h"

#include <gtest/gtest.h>

#include <map>

using namespace verbatim;

namespace {
struct ReferencesTest : testing::Test {
    std::map<Digest, Tree> trees;
    int reads = 0;

    Digest put(const Tree& tree) {
        const Digest digest = sha256(tree.encode());
        trees[digest] = tree;
        return digest;
    }
    Digest leaf = put({{{"file", TreeEntry::Kind::file, sha256("f"), 1},
                        {"link", TreeEntry::Kind::symlink, sha256("l"), 2}}});
    Digest left = put({{{"sub", TreeEntry::Kind::directory, leaf, 0}}});
    Digest right = put({{{"other", TreeEntry::Kind::executable, sha256("x"), 3},
                         {"sub", TreeEntry::Kind::directory, leaf, 0}}});
    References references{[this](const Digest& digest) {
        ++reads;
        const auto found = trees.find(digest);
        return found == trees.end() ? std::optional<Tree>() : found->second;
    }};
};
}  // namespace

TEST_F(ReferencesTest, ATreeNeedsItselfAndEverythingBelow) {
    references.add(right);
    EXPECT_EQ(references.trees(), (std::unordered_set<Digest>{right, leaf}));
    EXPECT_EQ(references.blobs(), (std::unordered_map<Digest, std::uint64_t>{
                                      {sha256("f"), 1}, {sha256("l"), 2}, {sha256("x"), 3}}));
    EXPECT_FALSE(references.contains(left));
}

TEST_F(ReferencesTest, WhatIsSharedIsReadOnce) {
    references.add(left);
    references.add(right);
    references.add(left);
    EXPECT_EQ(reads, 3);
}

TEST_F(ReferencesTest, NeededOfFindsWhatIsBelowAndNothingElse) {
    references.add(left);
    references.add(right);
    const std::unordered_set<Digest> some{sha256("x"), sha256("l"), sha256("unheard of")};
    EXPECT_EQ(references.needed_of(some, left), std::set<Digest>{sha256("l")});
    EXPECT_EQ(references.needed_of(some, right), (std::set<Digest>{sha256("l"), sha256("x")}));
    EXPECT_EQ(references.needed_of({leaf}, left), std::set<Digest>{leaf});
}

TEST_F(ReferencesTest, ATreeThatCannotBeReadIsNeededAllTheSame) {
    trees.erase(leaf);
    references.add(left);
    EXPECT_TRUE(references.trees().contains(leaf));
    EXPECT_TRUE(references.blobs().empty());
}
