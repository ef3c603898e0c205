#include "transform/licence_kinds.h"

#include <gtest/gtest.h>

using namespace verbatim;

TEST(LicenceKinds, OneThatAsksMoreOfTheWholeProgramIsRestricted) {
    for (const char* id :
         {"AGPL-3.0", "BSD-Protection", "CC-BY-SA-4.0", "CECILL-1.0", "CECILL-1.1", "CECILL-2.0",
          "CECILL-2.1", "GPL-2.0", "LGPL-2.1", "LiLiQ-R-1.1", "LiLiQ-Rplus-1.1", "SSPL-1.0"})
        EXPECT_EQ(licence_kind(id), LicenceKind::restricted) << id;
    for (const char* id : {"EPL-2.0", "MPL-2.0"}) EXPECT_EQ(licence_kind(id), LicenceKind::reciprocal) << id;
    for (const char* id : {"Apache-2.0", "BSD-3-Clause", "MIT"})
        EXPECT_EQ(licence_kind(id), LicenceKind::permissive) << id;
    for (const char* id : {"CECILL-B", "CECILL-C", "GPLish", "CECILL-"})
        EXPECT_EQ(licence_kind(id), LicenceKind::unlisted) << id;
}
