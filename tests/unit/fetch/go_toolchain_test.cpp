// The zip's h1 comes from a shell, as in dirhash_test.cpp.
#include "fetch/go_toolchain.h"

#include "archives.h"
#include "fetch_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

namespace {

constexpr const char* pinned = "h1:tEEvJ00xWhylrhM1BXImvQ5ZyD7y0X/HRY4hx4+kkDA=";

struct Toolchain : testing::Test, test::FetchFixture {
    FetchToolchain fetch{"go9.9.9", "v0.0.1-go9.9.9.linux-amd64", {pinned, position(pinned)}};

    void publish(const std::string& compile = "compile", const std::vector<test::Member>& more = {}) {
        const std::string root = "golang.org/toolchain@v0.0.1-go9.9.9.linux-amd64/";
        std::vector<test::Member> members = {{"file", root + "bin/go", "go"},
                                             {"file", root + "lib/time.zip", "zip"},
                                             {"file", root + "pkg/tool/linux_amd64/compile", compile},
                                             {"file", root + "src/_go.mod", "module std\n"},
                                             {"file", root + "src/cmd/_go.mod", "module cmd\n"}};
        members.insert(members.end(), more.begin(), more.end());
        test::make_zip(served / "golang.org/toolchain/@v/v0.0.1-go9.9.9.linux-amd64.zip", members);
    }
};

}  // namespace

TEST_F(Toolchain, BecomesAGorootWithProgramsAndGoMods) {
    publish();
    EXPECT_THAT(listing(fetch_toolchain(fetch, context)),
                ElementsAre(Pair("bin/go", "x go"), Pair("lib/time.zip", "f zip"),
                            Pair("pkg/tool/linux_amd64/compile", "x compile"),
                            Pair("src/cmd/go.mod", "f module cmd\n"), Pair("src/go.mod", "f module std\n")));
}

TEST_F(Toolchain, OneByteThatDiffersIsRefusedAtThePin) {
    publish("compilf");
    const Error error = test::thrown_by([&] { return fetch_toolchain(fetch, context); });
    EXPECT_EQ(error.kind(), Failure::mismatch);
    EXPECT_THAT(error.render(),
                AllOf(HasSubstr("pins.yaml:1:1"), HasSubstr(std::string("expected ") + pinned),
                      HasSubstr("came     h1:"), HasSubstr("from     file://"), HasSubstr("never used")));
}

TEST_F(Toolchain, AFileBesideItsFolderIsRefused) {
    publish("compile", {{"file", "golang.org/other@v1/bin/go", "go"}});
    EXPECT_THAT(test::thrown_by([&] { return fetch_toolchain(fetch, context); }).message(),
                HasSubstr("golang.org/other@v1/bin/go"));
}

TEST_F(Toolchain, WhereNoProxyHasItTheErrorNamesIt) {
    const Error error = test::thrown_by([&] { return fetch_toolchain(fetch, context); });
    EXPECT_EQ(error.kind(), Failure::unavailable);
    EXPECT_THAT(error.message(), HasSubstr("golang.org/toolchain@v0.0.1-go9.9.9.linux-amd64"));
}
