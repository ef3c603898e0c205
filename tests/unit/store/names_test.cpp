// What is Verbatim's by its name, and what only looks like it.
#include "store/names.h"

#include "base/digest.h"
#include "store/store.h"

#include <gtest/gtest.h>

using namespace verbatim;

namespace {
const std::string digest = sha256("x").hex();
}

TEST(Names, TemporaryOnesAreAWordThatIsListedAndSixCharacters) {
    for (const std::string_view prefix : scratch_prefixes) {
        EXPECT_TRUE(names::is_temporary(std::string(prefix) + "aZ09bY")) << prefix;
        EXPECT_FALSE(names::is_temporary(std::string(prefix) + "aZ09b")) << prefix;
        EXPECT_FALSE(names::is_temporary(std::string(prefix) + "aZ09bY1")) << prefix;
        EXPECT_FALSE(names::is_temporary(std::string(prefix) + "aZ09b.")) << prefix;
    }
    for (const char* name : {"", "run", "run-", "photos-aZ09bY", "my-run-aZ09bY", "aZ09bY", "Run-aZ09bY"})
        EXPECT_FALSE(names::is_temporary(name)) << name;
}

TEST(Names, WhatIsMadeInTmpIsKnownAgain) {
    const TemporaryDirectory dir(std::filesystem::temp_directory_path());
    const Store store(dir.path() / "store");
    EXPECT_TRUE(names::is_temporary(store.scratch("run-").path().filename().string()));
}

TEST(Names, UnfinishedFilesHaveTheirNameAndANumber) {
    for (const char* name : {"a.json.1-0", "a.json.4194304-17"})
        EXPECT_TRUE(names::is_unfinished(name, "a.json")) << name;
    for (const char* name : {"a.json", "a.json.", "a.json.-", "a.json.1-", "a.json.-1", "a.json.bak",
                             "a.json.1-1x", "b.json.1-0", "a.json-1-0", "a.json.backup", "a.json.aZ09bY"})
        EXPECT_FALSE(names::is_unfinished(name, "a.json")) << name;
}

TEST(Names, Locks) {
    for (const std::string& name :
         {"run-" + digest, std::string("tree-0a"), std::string("mirror-host_a-0123456789ab"),
          std::string("checksum-database-sum.example.test-033de0ae")})
        EXPECT_TRUE(names::is_lock(name)) << name;
    for (const std::string& name :
         {std::string("in-use"), std::string("run-1"), std::string("tree-"), std::string("tree-xy"),
          std::string("mirror-a"), std::string("checksum-database-"), std::string("checksum-database-x"),
          std::string("notes"), "run-" + digest + "x"})
        EXPECT_FALSE(names::is_lock(name)) << name;
}

TEST(Names, CachesOfEarlierVersions) {
    EXPECT_TRUE(names::is_old_cache(digest));
    EXPECT_TRUE(names::is_old_cache(digest + ".distrusted-4711-1780000000"));
    for (const std::string& name : {std::string("a"), digest + ".", digest + ".distrusted-",
                                    digest + ".distrusted-4711", digest + ".mine", digest.substr(1)})
        EXPECT_FALSE(names::is_old_cache(name)) << name;
}
