#include "patch/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim::patch;
using testing::ElementsAre;

TEST(Summary, NamesFilesAndVulnerabilitiesOnce) {
    const auto all = summarise({"patches/0001-CVE-2026-1234.patch", R"(From: A <a@example.test>
Date: Fri, 2 Jan 2026 03:04:05 +0100
Subject: [PATCH] Fix it

For CVE-2026-99999, CVE-2026-1234 and GHSA-xxxx-2345-cfgh; not CVE-26-1 or GHSA-aaaa-aaaa-aaaa.
---
diff --git a/b b/b
index 1111111..2222222 100644
--- a/b
+++ b/b
@@ -1 +1 @@
-x
+y
diff --git a/a b/c
similarity index 100%
rename from a
rename to c
)"});
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].subject, "Fix it");
    EXPECT_EQ(all[0].author.name, "A");
    EXPECT_THAT(all[0].paths, ElementsAre("a", "b", "c"));
    EXPECT_THAT(all[0].cves, ElementsAre("CVE-2026-1234", "CVE-2026-99999", "GHSA-xxxx-2345-cfgh"));
}
