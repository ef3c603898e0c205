// The h1 of zip and go.mod come from a shell, as in dirhash_test.cpp.
#include "fetch/go_modules.h"

#include "archives.h"
#include "fetch_fixture.h"
#include "loopback_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

namespace {

const std::string zip_line = "example.com/Small v1.0.0 h1:Nqz0dlSklCRVFiRqJ+iHs5kwwU37JBQU7TTPHNb8jyg=\n";
const std::string mod_line =
    "example.com/Small v1.0.0/go.mod h1:0TifrR0e13h5Wph5YBFYALIlbS+FiBaA1KmytJwZqGM=\n";
const std::string go_mod = "module example.com/Small\n";

struct Modules : testing::Test, test::FetchFixture {
    const fs::path versions = served / "example.com/!small/@v";

    Modules() { publish("hello\n", go_mod); }
    void publish(const std::string& text, const std::string& mod) const {
        test::make_zip(versions / "v1.0.0.zip", {{"file", "example.com/Small@v1.0.0/go.mod", go_mod},
                                                 {"file", "example.com/Small@v1.0.0/a.txt", text}});
        write_file(versions / "v1.0.0.mod", mod);
    }
    // A source with these go.sum files; each folder has a go.mod.
    Digest source(const std::map<std::string, std::string>& sums) {
        TreeBuilder tree(store);
        for (const auto& [folder, sum] : sums) {
            const std::string prefix = folder == "." ? "" : folder + "/";
            tree.add_file(prefix + "go.mod", "module x\n");
            if (!sum.empty()) tree.add_file(prefix + "go.sum", sum);
        }
        return tree.finish();
    }
    Digest fetch(const std::map<std::string, std::string>& sums) {
        FetchModules fetch;
        for (const auto& [folder, sum] : sums) fetch.folders.push_back(folder);
        return fetch_modules(fetch, source(sums), "a/b", context);
    }
    std::string refusal(const std::string& sum, Failure kind = Failure::mismatch) {
        const Error error = test::thrown_by([&] { return fetch({{".", sum}}); });
        EXPECT_EQ(error.kind(), kind);
        return error.render();
    }
};

}  // namespace

TEST_F(Modules, BecomeAProxy) {
    EXPECT_THAT(
        listing(fetch({{".", zip_line + mod_line}})),
        ElementsAre(Pair("example.com/!small/@v/list", "f v1.0.0\n"),
                    Pair("example.com/!small/@v/v1.0.0.mod", "f " + go_mod),
                    Pair("example.com/!small/@v/v1.0.0.zip", "f " + read_file(versions / "v1.0.0.zip"))));
}

TEST_F(Modules, OfSeveralFoldersAreOneProxy) {
    const Digest together = fetch({{".", zip_line}, {"sub/module", mod_line + zip_line}, {"tools", ""}});
    EXPECT_EQ(together, fetch({{".", zip_line + mod_line}}));
}

TEST_F(Modules, WithoutDependenciesThereIsNothing) {
    fs::remove_all(served);
    EXPECT_THAT(listing(fetch({{".", ""}})), IsEmpty());
}

TEST_F(Modules, AFolderWithoutGoModIsNamed) {
    FetchModules wrong{{"sub"}};
    const Error error =
        test::thrown_by([&] { return fetch_modules(wrong, source({{".", ""}}), "a/b", context); });
    EXPECT_EQ(error.kind(), Failure::definition);
    EXPECT_THAT(error.message(), HasSubstr("a/b has no sub/go.mod"));
}

TEST_F(Modules, AZipThatIsAnotherIsRefusedAtItsLine) {
    publish("hellp\n", go_mod);
    EXPECT_THAT(
        refusal(mod_line + zip_line),
        AllOf(HasSubstr("example.com/Small@v1.0.0 is not what go.sum says"), HasSubstr("go.sum of a/b:2"),
              HasSubstr("expected h1:Nqz0dlSklCRVFiRqJ+iHs5kwwU37JBQU7TTPHNb8jyg="),
              HasSubstr("came     h1:"), HasSubstr("from     file://" + served.string())));
}

TEST_F(Modules, AZipThatHoldsARepositoryIsRefusedAtItsLine) {
    test::make_zip(versions / "v1.0.0.zip", {{"file", "example.com/Small@v1.0.0/sub/.git/config", "x"}});
    EXPECT_THAT(refusal(mod_line + zip_line), AllOf(HasSubstr("the zip of example.com/Small@v1.0.0"),
                                                    HasSubstr("/sub/.git/config"), HasSubstr("go.sum")));
}

// As an earlier Verbatim left it, which took whatever go.sum names.
TEST_F(Modules, AZipFromTheStoreThatHoldsARepositoryIsRefusedToo) {
    fetch({{".", zip_line}});
    const fs::path zip = dir.path() / "old.zip";
    test::make_zip(zip, {{"file", "example.com/Small@v1.0.0/.hg/hgrc", "x"}});
    const Digest blob = store.put_file(zip);
    for (const auto& entry : fs::directory_iterator(store.folder("modules")))
        write_file(entry.path(), blob.hex());
    EXPECT_THAT(refusal(zip_line),
                AllOf(HasSubstr("the zip of example.com/Small@v1.0.0"), HasSubstr("/.hg/hgrc")));
}

TEST_F(Modules, AGoModThatIsAnotherIsRefused) {
    publish("hello\n", "module example.com/Smal\n");
    EXPECT_THAT(refusal(mod_line), HasSubstr("example.com/Small@v1.0.0 (go.mod) is not what go.sum says"));
}

TEST_F(Modules, WhatWasRefusedIsNotKept) {
    publish("hellp\n", go_mod);
    refusal(zip_line);
    publish("hello\n", go_mod);
    EXPECT_EQ(listing(fetch({{".", zip_line}})).size(), 2U);
}

TEST_F(Modules, OneThatIsNowhereIsNamedAtItsLine) {
    EXPECT_THAT(
        refusal("example.com/none v1.0.0 h1:AAAA=\n", Failure::unavailable),
        AllOf(HasSubstr("example.com/none@v1.0.0"), HasSubstr("go.sum of a/b:1"), HasSubstr("answered 404")));
}

TEST_F(Modules, TwoHashesForOneAreRefused) {
    const std::string other = "example.com/Small v1.0.0 h1:AAAA=\n";
    const Error error = test::thrown_by([&] { return fetch({{".", zip_line}, {"sub", other}}); });
    EXPECT_EQ(error.kind(), Failure::mismatch);
    EXPECT_THAT(error.render(),
                AllOf(HasSubstr("two hashes for example.com/Small v1.0.0"), HasSubstr("sub/go.sum of a/b:1"),
                      HasSubstr("another one is at go.sum of a/b:1")));
}

TEST_F(Modules, OnceFetchedNeedNoProxy) {
    const Digest first = fetch({{".", zip_line + mod_line}});
    fs::remove_all(served);
    context.goproxy = "off";
    set_offline(true);
    EXPECT_EQ(fetch({{"elsewhere", zip_line}, {".", mod_line}}), first);
}

TEST_F(Modules, AnIndexThatIsDamagedIsMadeAnew) {
    const Digest first = fetch({{".", zip_line + mod_line}});
    ASSERT_FALSE(fs::is_empty(store.folder("modules")));
    for (const auto& entry : fs::directory_iterator(store.folder("modules"))) write_file(entry.path(), "x");
    EXPECT_EQ(fetch({{".", zip_line + mod_line}}), first);
}

TEST_F(Modules, OverHttpEachIsAskedForOnceAndCounted) {
    std::string sums;
    for (int i = 0; i < 12; ++i) {
        const std::string name = "example.com/m" + std::to_string(i);
        make_directories(served / name / "@v");
        write_file(served / name / "@v/v1.0.0.mod", go_mod);
        sums += name + " v1.0.0/go.mod h1:0TifrR0e13h5Wph5YBFYALIlbS+FiBaA1KmytJwZqGM=\n";
    }
    const test::LoopbackServer server(served);
    context.goproxy = server.url();
    std::mutex mutex;
    std::set<std::uint64_t> done;
    context.events = [&](const Event& event) {
        const std::lock_guard guard(mutex);
        if (event.kind == Event::Kind::progress && event.unit == "modules" && event.total == 12)
            done.insert(event.done);
    };
    EXPECT_EQ(listing(fetch({{".", sums}})).size(), 24U);
    EXPECT_EQ(done.size(), 12U);
    HttpRequest asked;
    asked.url = server.url("/requests");
    EXPECT_EQ(http_get(asked).body, "12");
}
