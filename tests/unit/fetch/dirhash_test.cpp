// The expected hashes come from a shell:
//   f() { printf '%s  %s\n' "$(printf "$2" | sha256sum | cut -d' ' -f1)" "$1"; }
//   { f NAME CONTENT; f NAME CONTENT; } | sha256sum | cut -d' ' -f1 | xxd -r -p | base64
#include "fetch/dirhash.h"

#include <gtest/gtest.h>

using namespace verbatim;

TEST(Dirhash, OfAModule) {
    EXPECT_EQ(h1_of({{"example.com/Small@v1.0.0/go.mod", sha256("module example.com/Small\n")},
                     {"example.com/Small@v1.0.0/a.txt", sha256("hello\n")}}),
              "h1:Nqz0dlSklCRVFiRqJ+iHs5kwwU37JBQU7TTPHNb8jyg=");
}

TEST(Dirhash, OfAGoMod) {
    EXPECT_EQ(h1_of_go_mod("module example.com/Small\n"), "h1:0TifrR0e13h5Wph5YBFYALIlbS+FiBaA1KmytJwZqGM=");
}

// As cmd/go/internal/modfetch records it.
TEST(Dirhash, OfAnEmptyGoMod) {
    EXPECT_EQ(h1_of_go_mod(""), "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=");
}

TEST(Dirhash, NamesAreSortedBytewise) {
    EXPECT_EQ(
        h1_of({{"golang.org/toolchain@v0.0.1-go9.9.9.linux-amd64/src/cmd/_go.mod", sha256("module cmd\n")},
               {"golang.org/toolchain@v0.0.1-go9.9.9.linux-amd64/src/_go.mod", sha256("module std\n")},
               {"golang.org/toolchain@v0.0.1-go9.9.9.linux-amd64/bin/go", sha256("go")},
               {"golang.org/toolchain@v0.0.1-go9.9.9.linux-amd64/lib/time.zip", sha256("zip")},
               {"golang.org/toolchain@v0.0.1-go9.9.9.linux-amd64/pkg/tool/linux_amd64/compile",
                sha256("compile")}}),
        "h1:tEEvJ00xWhylrhM1BXImvQ5ZyD7y0X/HRY4hx4+kkDA=");
}
