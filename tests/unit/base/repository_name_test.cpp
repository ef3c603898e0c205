// What git takes for ".git" is from its path.c and utf8.c (is_ntfs_dotgit, is_hfs_dotgit); the other names
// are those of vcsList in cmd/go/internal/vcs/vcs.go.
#include "base/repository_name.h"

#include <gtest/gtest.h>

using namespace verbatim;

TEST(RepositoryName, IsOneInAnyLetterCase) {
    for (const char* name : {".git", ".hg", ".svn", ".bzr", ".fslckout", "_FOSSIL_", ".GIT", ".Git", ".hG",
                             ".SVN", ".Bzr", ".FSLCKOUT", "_fossil_"})
        EXPECT_TRUE(is_repository_name(name)) << name;
}

TEST(RepositoryName, IsWhatNtfsTakesForOne) {
    for (const char* name : {"git~1", "GIT~1", ".git ", ".git.", ".git . .", ".git::$INDEX_ALLOCATION",
                             ".git:stream", ".git .:x", "git~1 ", "git~1:x", "a\\.git", ".git\\config",
                             "a\\b\\.GIT.\\c", "HG~1", "svn~1", ".svn.", ".hg::$DATA", "FSLCKO~1"})
        EXPECT_TRUE(is_repository_name(name)) << name;
}

TEST(RepositoryName, IsWhatHfsTakesForOne) {
    for (const char* name : {".g\u200cit", "\u200d.git", ".git\u200f", ".\u202agi\u202et", ".gi\u206at",
                             ".gi\u206ft", "\ufeff.GIT", ".h\u200eg", ".git\u200c ."})
        EXPECT_TRUE(is_repository_name(name)) << name;
}

TEST(RepositoryName, IsNoneThatUpstreamsHave) {
    for (const char* name : {"",
                             ".",
                             "..",
                             "git",
                             "hg",
                             ".gitignore",
                             ".gitattributes",
                             ".gitmodules",
                             ".github",
                             ".gitkeep",
                             ".gitlab-ci.yml",
                             ".hgignore",
                             ".hgtags",
                             ".svnignore",
                             ".bzrignore",
                             "repo.git",
                             "x.git",
                             "a.hg",
                             ".git-",
                             ".git_",
                             ".gi",
                             "git~",
                             "git~2",
                             "git~10",
                             "agit~1",
                             " .git",
                             "..git",
                             ".g it",
                             "_fossil",
                             "FOSSIL",
                             ".fossil-settings",
                             "CVS",
                             "HEAD",
                             "a:.git",
                             "\\",
                             "...",
                             ".g\u2030it",
                             "\u200c",
                             ".\u0433it"})
        EXPECT_FALSE(is_repository_name(name)) << name;
}

TEST(RepositoryName, IsFoundOnAPath) {
    EXPECT_EQ(repository_on("a/b/.git/config"), "a/b/.git");
    EXPECT_EQ(repository_on(".hg"), ".hg");
    EXPECT_EQ(repository_on("m@v1/.SVN/x/.git"), "m@v1/.SVN");
    EXPECT_EQ(repository_on("a/.git "), "a/.git ");
    for (const char* path : {"", "/", "a", "a/b", "a/.gitignore", "x.git/@v/list", "a//b"})
        EXPECT_EQ(repository_on(path), std::nullopt) << path;
}
