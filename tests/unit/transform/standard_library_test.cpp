// Caches made by hand, in the form that Go gives them. tests/functional/standard_library.py has real ones.
#include "transform/standard_library.h"

#include "expect.h"
#include "inspect/go_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::HasSubstr;

namespace {

struct StandardLibraryTest : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path()};
    Store store{dir.path() / "store"};

    using Files = std::map<std::string, std::string>;

    static std::string place(const Digest& id, const char* kind) {
        return id.hex().substr(0, 2) + "/" + id.hex() + kind;
    }
    static std::string package(const Digest& action, const std::string& content = "code",
                               const std::string& of = "linux arm64 go1.26.8") {
        return "!<arch>\n__.PKGDEF       0           0     0     644     1234      `\ngo object " + of +
               " X:none\nbuild id \"" + go_action(action) + "/abc\"\n\n\n$$B\n" + content;
    }
    static void put(Files& cache, const Digest& action, const std::string& content,
                    const char* time = "1796119284952036399") {
        const Digest output = sha256(content);
        std::string text = GoCacheEntry{action, output, content.size()}.text();
        text.replace(text.size() - 1 - std::strlen(time), std::strlen(time), time);
        cache[place(action, "-a")] = text;
        cache[place(output, "-d")] = content;
    }
    // As the go command leaves it.
    static Files raw(const char* time) {
        Files cache = {{"README", "x"}, {"trim.txt", time}, {"testexpire.txt", time}};
        for (const char* name : {"fmt", "net", "os"})
            put(cache, sha256(name), package(sha256(name), name), time);
        put(cache, sha256("stdout of fmt"), "", time);
        put(cache, sha256("files of fmt"), "./print.go\n", time);
        return cache;
    }
    Digest tree(const Files& files) {
        TreeBuilder builder(store);
        for (const auto& [path, content] : files) builder.add_file(path, content);
        return builder.finish();
    }
    Digest normal(const Files& files) {
        return normal_standard_library(tree(files), "linux", "arm64", store);
    }
    std::string refused(const Files& files) {
        const Error error = test::thrown_by([&] { (void)normal(files); });
        EXPECT_EQ(error.kind(), Failure::mismatch);
        return error.render();
    }
    std::string not_normal(const Digest& tree) {
        return test::thrown_by([&] { check_standard_library(tree, "linux", "arm64", store); }).render();
    }
};

}  // namespace

TEST_F(StandardLibraryTest, TwoMakingsAtDifferentTimesAreOneTree) {
    EXPECT_NE(tree(raw("1796119284952036399")), tree(raw("1796119299999999999")));
    EXPECT_EQ(normal(raw("1796119284952036399")), normal(raw("1796119299999999999")));
}

TEST_F(StandardLibraryTest, NothingButPackagesIsKept) {
    const auto files = store.files(normal(raw("1796119284952036399")));
    EXPECT_EQ(files.size(), 6U);
    for (const auto& [path, entry] : files) {
        const std::string content = store.get(entry.digest);
        if (path.ends_with("-a"))
            EXPECT_THAT(content, testing::EndsWith("                   0\n"));
        else
            EXPECT_THAT(content, testing::StartsWith("!<arch>\n"));
    }
}

TEST_F(StandardLibraryTest, ItsOwnFormIsItsForm) {
    const Digest made = normal(raw("1796119284952036399"));
    EXPECT_EQ(normal_standard_library(made, "linux", "arm64", store), made);
    EXPECT_NO_THROW(check_standard_library(made, "linux", "arm64", store));
}

TEST_F(StandardLibraryTest, APackageThatIsNotWhatItsNameSaysIsRefused) {
    Files cache = raw("1");
    cache[place(sha256(package(sha256("fmt"), "fmt")), "-d")] = package(sha256("fmt"), "fmX");
    EXPECT_THAT(refused(cache), HasSubstr("whose content hashes to"));
}

TEST_F(StandardLibraryTest, APackageThatWasMadeOfSomethingElseIsRefused) {
    Files cache = raw("1");
    put(cache, sha256("fmt"), package(sha256("another action"), "fmt"));
    EXPECT_THAT(refused(cache), HasSubstr("of another action"));
}

TEST_F(StandardLibraryTest, AnEntryUnderAnotherNameIsRefused) {
    Files cache = raw("1");
    cache[place(sha256("other"), "-a")] = cache.at(place(sha256("fmt"), "-a"));
    EXPECT_THAT(refused(cache), HasSubstr("an entry that is none"));
    cache = raw("1");
    cache["zz/" + sha256("fmt").hex() + "-a"] = cache.at(place(sha256("fmt"), "-a"));
    EXPECT_THAT(refused(cache), HasSubstr("an entry that is none"));
}

TEST_F(StandardLibraryTest, PackagesOfAnotherPlatformOrOfTwoGoReleasesAreRefused) {
    Files cache = raw("1");
    put(cache, sha256("fmt"), package(sha256("fmt"), "fmt", "linux amd64 go1.26.8"));
    EXPECT_THAT(refused(cache), HasSubstr("for linux/amd64"));
    cache = raw("1");
    put(cache, sha256("fmt"), package(sha256("fmt"), "fmt", "linux arm64 go1.26.7"));
    EXPECT_THAT(refused(cache), HasSubstr("holds packages of go1.26"));
}

TEST_F(StandardLibraryTest, AnEntryWithoutItsOutputAndACacheWithoutPackagesAreRefused) {
    Files cache = raw("1");
    cache.erase(place(sha256(package(sha256("fmt"), "fmt")), "-d"));
    EXPECT_THAT(refused(cache), HasSubstr("lacks"));
    EXPECT_THAT(refused({{"README", "x"}}), HasSubstr("no compiled package"));
}

TEST_F(StandardLibraryTest, ATreeInAnotherFormIsNotUsed) {
    Files cache;
    put(cache, sha256("fmt"), package(sha256("fmt")), "0");
    EXPECT_NO_THROW(check_standard_library(tree(cache), "linux", "arm64", store));
    Files more = cache;
    more["trim.txt"] = "1";
    EXPECT_THAT(not_normal(tree(more)), HasSubstr("more than packages, or times"));
    more = cache;
    put(more, sha256("a test"), "ok  \tfmt\n", "0");
    EXPECT_THAT(not_normal(tree(more)), HasSubstr("more than packages, or times"));
    more.clear();
    put(more, sha256("fmt"), package(sha256("fmt")), "5");
    EXPECT_THAT(not_normal(tree(more)), HasSubstr("more than packages, or times"));
    more = cache;
    more["00/" + std::string(64, '0') + "-d"] = "an output that no entry names";
    EXPECT_THAT(not_normal(tree(more)), HasSubstr("more than packages, or times"));
}

TEST_F(StandardLibraryTest, ALinkInTheCacheIsNotFollowed) {
    Files cache = raw("1");
    const Digest output = sha256(package(sha256("fmt"), "fmt"));
    cache.erase(place(output, "-d"));
    TreeBuilder builder(store);
    for (const auto& [path, content] : cache) builder.add_file(path, content);
    builder.add_symlink(place(output, "-d"), "/etc/passwd");
    const Digest linked = builder.finish();
    EXPECT_THAT(
        test::thrown_by([&] { (void)normal_standard_library(linked, "linux", "arm64", store); }).render(),
        HasSubstr("lacks"));
}
