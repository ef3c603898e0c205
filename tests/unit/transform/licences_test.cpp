#include "transform/licences.h"

#include "licence_fixture.h"
#include "transform/licence_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Pair;
using testing::UnorderedElementsAre;

namespace {
struct Licences : testing::Test, test::LicenceFixture {
    static constexpr const char* own = "modules/example.com/tool@v1.0.0/LICENSE";
    static constexpr const char* go = "modules/golang.org/go@go1.25.12/LICENSE";
    static constexpr const char* go_patents = "modules/golang.org/go@go1.25.12/PATENTS";
};
}  // namespace

TEST(LicenceFiles, AreKnownByTheirNames) {
    for (const char* name : {"LICENSE", "license.md", "LICENCE.txt", "LICENSE-2.0.txt", "LICENSE_MIT",
                             "COPYING", "COPYING.LESSER", "UNLICENSE", "MIT-LICENSE.txt", "LICENSE.Apache"})
        EXPECT_EQ(licence_file(name), LicenceFile::licence) << name;
    for (const char* name : {"NOTICE", "Notice.txt", "PATENTS", "COPYRIGHT", "NOTICES.md"})
        EXPECT_EQ(licence_file(name), LicenceFile::notice) << name;
    for (const char* name : {"license.go", "licenses.json", "LICENSE-3rdparty.csv", "licensee.txt",
                             "README.md", "notice_test.go", "", ".", "copyist"})
        EXPECT_EQ(licence_file(name), LicenceFile::none) << name;
}

TEST_F(Licences, OfWhatTheBinariesListAndOfNothingElse) {
    modules[{"example.com/Linked", "v1.2.3"}] = {{"LICENSE", "a"}, {"NOTICE", "b"}, {"a.go", "c"}};
    modules[{"example.com/other", "v1.0.0"}] = {{"LICENSE", "never"}};
    binary(main_line() + dep("example.com/Linked", "v1.2.3"));
    EXPECT_THAT(collected(), UnorderedElementsAre(Pair(own, "own licence"), Pair(go, "go licence"),
                                                  Pair(go_patents, "go patents"),
                                                  Pair("modules/example.com/Linked@v1.2.3/LICENSE", "a"),
                                                  Pair("modules/example.com/Linked@v1.2.3/NOTICE", "b")));
}

TEST_F(Licences, SeveralBinariesMakeOneListSortedByPathAndVersion) {
    modules[{"example.com/b", "v1.0.0"}] = {{"LICENSE", "b1"}};
    modules[{"example.com/b", "v1.1.0"}] = {{"LICENSE", "b2"}};
    modules[{"example.com/a", "v1.0.0"}] = {{"LICENSE", "a"}};
    binary(main_line() + dep("example.com/b", "v1.1.0"));
    binary(main_line() + dep("example.com/b", "v1.0.0") + dep("example.com/a", "v1.0.0"));
    std::vector<std::string> names;
    for (const LicensedModule& one : listed()) names.push_back(one.module.path + "@" + one.module.version);
    EXPECT_THAT(names, ElementsAre("example.com/a@v1.0.0", "example.com/b@v1.0.0", "example.com/b@v1.1.0",
                                   "example.com/tool@v1.0.0", "golang.org/go@go1.25.12"));
    const Digest once = collect();
    std::swap(binaries[0], binaries[1]);
    EXPECT_EQ(collect(), once) << "the order of binaries changes no bit";
}

TEST_F(Licences, AModuleThatTookAnothersPlaceIsTheOneThatCounts) {
    modules[{"example.com/fork", "v2.0.0"}] = {{"LICENSE", "of the fork"}};
    binary(main_line() + dep("example.com/a", "v1.0.0") + "=>\texample.com/fork\tv2.0.0\th1:y\n");
    EXPECT_THAT(collected(), testing::Contains(Pair("modules/example.com/a@v2.0.0/LICENSE", "of the fork")));
    EXPECT_EQ(listed().front().module.replaced_by, "example.com/fork");
    EXPECT_EQ(listed().front().module.sum, "h1:y");
}

TEST_F(Licences, AFolderOfTheSourceThatTookAModulesPlaceIsLookedAtFromThereUpwards) {
    source["api/v1/go.mod"] = "module example.com/api\n";
    source["pkg/LICENSE"] = "of pkg";
    source["server/go.mod"] = "module example.com/tool\n";
    binary(main_line() + dep("example.com/api", "v0.0.0") + "=>\t../api/v1\t(devel)\t\n" +
               dep("example.com/pkg", "v0.0.0") + "=>\t../pkg\t\t\n",
           "", "server");
    const Files all = collected();
    EXPECT_THAT(all, testing::Contains(Pair("modules/example.com/api@v1.0.0/LICENSE", "own licence")));
    EXPECT_THAT(all, testing::Contains(Pair("modules/example.com/pkg@v1.0.0/LICENSE", "of pkg")));
    EXPECT_THAT(all, testing::Contains(Pair(own, "own licence"))) << "server/ has none of its own";
}

TEST_F(Licences, AModuleOfAWorkspaceIsFoundByItsGoMod) {
    source["staging/api/go.mod"] = "// a comment\nmodule example.com/api // here\n";
    source["staging/api/LICENSE"] = "of api";
    binary(main_line() + dep("example.com/api", "(devel)"));
    EXPECT_THAT(collected(), testing::Contains(Pair("modules/example.com/api@v1.0.0/LICENSE", "of api")));
    binary(main_line() + dep("example.com/none", "(devel)"));
    EXPECT_THAT(refusal().message(), HasSubstr("example.com/none without a version"));
}

TEST_F(Licences, AFolderBelowCountsWhereSomethingOfItIsLinked) {
    modules[{"example.com/a", "v1.0.0"}] = {{"LICENSE", "a"},
                                            {"in/LICENSE", "in"},
                                            {"out/LICENSE", "out"},
                                            {"third.d/LICENSE", "third"},
                                            {"testdata/in/LICENSE", "never"},
                                            {"vendor/in/LICENSE", "never"}};
    binary(main_line() + dep("example.com/a", "v1.0.0"),
           "example.com/a/in.New\nexample.com/a/outer.New\nexample.com/a/third%2ed.F\nexample.com/a/testdata/"
           "in.F");
    std::vector<std::string> files = listed().front().files;
    EXPECT_THAT(files, ElementsAre("LICENSE", "in/LICENSE", "third.d/LICENSE"));
}

TEST_F(Licences, WhatLiesBelowAnotherLinkedModuleIsItsOwn) {
    vendored = true;
    source["vendor/example.com/a/LICENSE"] = "a";
    source["vendor/example.com/a/b/LICENSE"] = "b";
    binary(main_line() + dep("example.com/a", "v1.0.0") + dep("example.com/a/b", "v1.0.0"),
           "example.com/a/b.F");
    const Files all = collected();
    EXPECT_THAT(all, testing::Contains(Pair("modules/example.com/a/b@v1.0.0/LICENSE", "b")));
    EXPECT_THAT(all, testing::Not(testing::Contains(Key("modules/example.com/a@v1.0.0/b/LICENSE"))));
}

TEST_F(Licences, WithoutFetchedModulesTheVendorFolderIsRead) {
    vendored = true;
    source["vendor/example.com/a/LICENSE"] = "vendored";
    binary(main_line() + dep("example.com/a", "v1.0.0"));
    EXPECT_THAT(collected(), testing::Contains(Pair("modules/example.com/a@v1.0.0/LICENSE", "vendored")));
    binary(main_line() + dep("example.com/b", "v1.0.0"));
    EXPECT_THAT(refusal().message(), HasSubstr("example.com/b v1.0.0"));
}

TEST_F(Licences, ThoseOfAGopathBuildAreTheOnesInLicensesThatAreLinked) {
    source["LICENSES/vendor/example.com/a/LICENSE"] = "a";
    source["LICENSES/vendor/example.com/a/sub/LICENSE"] = "sub";
    source["LICENSES/vendor/example.com/unused/LICENSE"] = "never";
    source["LICENSES/third_party/forked/x/LICENSE"] = "x";
    source["vendor/modules.txt"] = "# example.com/a v1.4.0\n## explicit\nexample.com/a\n";
    binary("",
           "k8s.example/kube/vendor/example.com/a.F\nk8s.example/kube/vendor/example.com/a/sub.F\n"
           "k8s.example/kube/third_party/forked/x.F\nexample.com/unused.F");
    EXPECT_THAT(collected(),
                UnorderedElementsAre(Pair("modules/example/tool@v1.0.0/LICENSE", "own licence"),
                                     Pair(go, "go licence"), Pair(go_patents, "go patents"),
                                     Pair("modules/example.com/a@v1.4.0/LICENSE", "a"),
                                     Pair("modules/example.com/a/sub@v1.4.0/LICENSE", "sub"),
                                     Pair("modules/example/tool/third_party/forked/x@v1.0.0/LICENSE", "x")));
}

TEST_F(Licences, AProgramOfAnotherLanguageHasTheComponentsOwn) {
    binary("");
    LicenceSources in = sources();
    TreeBuilder bin(store);
    bin.add_file("pause",
                 "\x7f"
                 "ELF, made by a C compiler",
                 true);
    in.built = {{"build pause", "build/pause", bin.finish(), false}};
    const auto list =
        parse_licensed_modules(store.get(store.find(collect_licences(in, store), "modules.json")->digest));
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0].module.path, "example/tool");
    EXPECT_THAT(list[0].files, ElementsAre("LICENSE"));
}

TEST_F(Licences, ALinkInTheSourceIsFollowedAsLongAsItStaysThere) {
    source["server/go.mod"] = "module example.com/tool\n";
    source["server/LICENSE"] = "-> ../LICENSE";
    source["server/NOTICE"] = "-> ../../../etc/passwd";
    source["server/COPYING"] = "-> COPYING";
    binary(main_line(), "", "server");
    EXPECT_THAT(collected(), UnorderedElementsAre(Pair(own, "own licence"), Pair(go, testing::_),
                                                  Pair(go_patents, testing::_)));
}

TEST_F(Licences, AModuleWithoutALicenceIsListedWithNoFile) {
    modules[{"example.com/a", "v1.0.0"}] = {{"a.go", "package a"}};
    binary(main_line() + dep("example.com/a", "v1.0.0"));
    EXPECT_EQ(listed().front().module.path, "example.com/a");
    EXPECT_THAT(listed().front().files, IsEmpty());
}

TEST_F(Licences, HostileInputIsRefused) {
    binary(main_line() + dep("../../etc", "v1.0.0"));
    EXPECT_THAT(refusal().message(), HasSubstr("no module path"));
    binaries.clear();
    binary(main_line() + dep("example.com/a", "v1.0.0") + "=>\t../outside\t\t\n");
    EXPECT_THAT(refusal().message(), HasSubstr("outside the source"));
    binaries.clear();
    binary(main_line() + dep("example.com/gone", "v1.0.0"));
    EXPECT_THAT(refusal().message(), HasSubstr("was not fetched"));
    binaries.clear();
    source["NOTICE"] = std::string((4U << 20U) + 1, 'x');
    binary(main_line());
    EXPECT_THAT(refusal().message(), HasSubstr("no licence is as long"));
    binaries = {{".", "#!/bin/sh\n"}};
    EXPECT_EQ(refusal().kind(), Failure::mismatch);
}
