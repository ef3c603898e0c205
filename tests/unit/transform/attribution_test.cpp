#include "transform/attribution.h"

#include "licence_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace verbatim;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

namespace {

// The classifier's report is written here, as what it says is what these tests are about.
struct AttributionTest : testing::Test, test::LicenceFixture {
    std::map<std::string, std::pair<int, std::vector<std::string>>> said;  // end of a path → percent, ids
    std::vector<LicenceOverride> overrides;

    void module(const std::string& path, const Files& files, int percent, std::vector<std::string> ids) {
        modules[{path, "v1.0.0"}] = files;
        lines += dep(path, "v1.0.0");
        for (const auto& [name, content] : files) said[path + "@v1.0.0/" + name] = {percent, ids};
    }
    std::string report_of(const Digest& collected) {
        nlohmann::json files = nlohmann::json::array();
        for (const auto& [path, entry] : store.files(collected)) {
            std::pair<int, std::vector<std::string>> answer = {99, {"BSD-3-Clause"}};
            for (const auto& [end, other] : said)
                if (path.ends_with("/" + end)) answer = other;
            files.push_back({{"path", path},
                             {"percent", answer.first},
                             {"licences", answer.second},
                             {"named", nlohmann::json::array()}});
        }
        return nlohmann::json{{"version", 1}, {"classifier", "classifier@v1"}, {"files", files}}.dump();
    }
    Attribution make(const std::string& report = "") {
        binaries.clear();
        binary(main_line() + lines);
        const Digest collected = collect();
        TreeBuilder tree(store);
        tree.add_file("report.json", report.empty() ? report_of(collected) : report);
        return make_attribution({"example/tool", "https://example.com/tool.git", overrides}, collected,
                                tree.finish(), store);
    }
    Files made() {
        Files all;
        for (const auto& [path, entry] : store.files(make().tree)) all[path] = store.get(entry.digest);
        return all;
    }
    std::string text() { return made().at("ATTRIBUTION.txt"); }
    nlohmann::json list() { return nlohmann::json::parse(made().at("licences.json")); }
    std::string refused(const std::string& report = "") {
        const Error error = test::thrown_by([&] { return make(report); });
        EXPECT_EQ(error.kind(), report.empty() ? Failure::definition : Failure::mismatch);
        return error.render();
    }
    std::string lines;
};

}  // namespace

TEST_F(AttributionTest, TellsEachTextOnceBelowAllWhoHaveIt) {
    source = {{"LICENSE", "BSD text\n"}};
    toolchain = {{"LICENSE", "\xEF\xBB\xBFGo text\r\n"}};
    module("github.com/b/two/sub", {{"LICENSE", "MIT  text\n\n"}}, 100, {"MIT"});
    module("example.com/a", {{"LICENSE", "MIT text\r\n"}, {"NOTICE", "by a\n"}}, 100, {"MIT"});
    EXPECT_EQ(text(),
              "** example.com/tool; version v1.0.0 --\n"
              "https://example.com/tool.git\n"
              "\n"
              "SPDX: BSD-3-Clause\n"
              "\n"
              "BSD text\n"
              "\n------\n\n"
              "** golang.org/go; version go1.25.12 --\n"
              "https://github.com/golang/go\n"
              "\n"
              "SPDX: BSD-3-Clause\n"
              "\n"
              "Go text\n"
              "\n------\n\n"
              "** example.com/a; version v1.0.0 --\n"
              "https://example.com/a\n"
              "\n"
              "** github.com/b/two/sub; version v1.0.0 --\n"
              "https://github.com/b/two\n"
              "\n"
              "SPDX: MIT\n"
              "\n"
              "MIT text\n"
              "\n"
              "* Notice of example.com/a; version v1.0.0:\n"
              "\n"
              "by a\n");
}

TEST_F(AttributionTest, TextsAreUtf8WithoutControlBytes) {
    source["LICENSE"] = "Copyright \xA9 M\xFCller\f\x1b[31m\x07";  // Latin-1
    EXPECT_THAT(text(), AllOf(HasSubstr("Copyright \u00A9 M\u00FCller\n[31m\n"), Not(HasSubstr("\x1b"))));
}

TEST_F(AttributionTest, LicencesHoldsEachFileAsItCame) {
    module("example.com/a", {{"LICENSE", "MIT\r\n"}, {"sub/LICENSE", "unlinked"}}, 100, {"MIT"});
    EXPECT_THAT(made(), UnorderedElementsAre(Key("ATTRIBUTION.txt"), Key("licences.json"),
                                             Pair("LICENSES/example.com/a/LICENSE", "MIT\r\n"),
                                             Key("LICENSES/example.com/tool/LICENSE"),
                                             Key("LICENSES/golang.org/go/LICENSE"),
                                             Key("LICENSES/golang.org/go/PATENTS")));
}

TEST_F(AttributionTest, TwoVersionsOfOneModuleBothHaveAPlace) {
    module("example.com/a", {{"LICENSE", "one"}}, 100, {"MIT"});
    modules[{"example.com/a", "v1.1.0"}] = {{"LICENSE", "two"}};
    lines += dep("example.com/a", "v1.1.0");
    const Files all = made();
    EXPECT_EQ(all.at("LICENSES/example.com/a/LICENSE"), "one");
    EXPECT_EQ(all.at("LICENSES/example.com/a@v1.1.0/LICENSE"), "two");
}

TEST_F(AttributionTest, AModuleWithoutALicenceIsRefusedWithTheOverrideToWrite) {
    module("example.com/bare", {{"a.go", "package a"}}, 0, {});
    EXPECT_THAT(refused(), AllOf(HasSubstr("the licence of 1 module is not found"),
                                 HasSubstr("example.com/bare v1.0.0: no licence file (looked for LICENSE"),
                                 HasSubstr("projects/example/tool/project.yaml"),
                                 HasSubstr("example.com/bare: {spdx:")));
    overrides = {{"example.com/bare", "MIT", "its README says so"}};
    EXPECT_THAT(text(),
                HasSubstr("** example.com/bare; version v1.0.0 --\nhttps://example.com/bare\n\nSPDX: MIT\n\n"
                          "No file of the licence alone. its README says so\n"));
    EXPECT_THAT(make().notes,
                ElementsAre(AllOf(HasSubstr("no licence file"), HasSubstr("its README says so"))));
    EXPECT_EQ(list()["findings"][0]["finding"], "no-file");
}

TEST_F(AttributionTest, ATextOfNoKnownLicenceIsRefusedBelowThreeQuarters) {
    module("example.com/a", {{"LICENSE", "mine"}}, 74, {"MIT"});
    EXPECT_THAT(refused(),
                HasSubstr("example.com/a v1.0.0: LICENSE is of no known licence (74 % of its words are "
                          "of a known licence: MIT)"));
    said["example.com/a@v1.0.0/LICENSE"].first = 75;
    EXPECT_THAT(make().notes, IsEmpty());
}

TEST_F(AttributionTest, ANoticeNeedsNoKnownText) {
    module("example.com/a", {{"LICENSE", "MIT"}, {"NOTICE", "by us"}}, 100, {"MIT"});
    said["example.com/a@v1.0.0/NOTICE"] = {0, {}};
    EXPECT_THAT(make().notes, IsEmpty());
}

TEST_F(AttributionTest, ALicenceInAFileOfCopyrightWillDo) {
    module("example.com/a", {{"COPYRIGHT", "MIT"}}, 100, {"MIT"});
    EXPECT_EQ(list()["modules"][0]["licences"], (std::vector<std::string>{"MIT"}));
    module("example.com/p", {{"PATENTS", "grant"}}, 100, {"GooglePatentsFile"});
    EXPECT_THAT(refused(), HasSubstr("example.com/p v1.0.0: no licence file"));
}

TEST_F(AttributionTest, RestrictedLicencesAreRefusedAllAtOnceUnlessAPersonAllowsThem) {
    const std::vector<std::string> ids = {"GPL-3.0",      "AGPL-3.0",      "LGPL-2.1", "SSPL-1.0",
                                          "CC-BY-NC-4.0", "CommonsClause", "BUSL-1.1", "GPL-2.0-only"};
    for (std::size_t i = 0; i < ids.size(); ++i)
        module("example.com/m" + std::to_string(i), {{"LICENSE", ids[i]}}, 100, {ids[i]});
    const std::string error = refused();
    for (const std::string& id : ids) EXPECT_THAT(error, HasSubstr(id + ", a restricted licence"));
    for (std::size_t i = 0; i < ids.size(); ++i)
        overrides.push_back({"example.com/m" + std::to_string(i), ids[i], "bought"});
    EXPECT_EQ(make().notes.size(), ids.size());
    EXPECT_EQ(list()["modules"][0]["because"], "bought");
    EXPECT_EQ(list()["modules"][0]["kind"], "restricted");
}

TEST_F(AttributionTest, OneRestrictedTextBesideAnotherIsEnough) {
    module("example.com/a", {{"LICENSE", "either"}}, 100, {"GPL-2.0", "MIT"});
    EXPECT_THAT(refused(), HasSubstr("GPL-2.0, a restricted licence"));
    overrides = {{"example.com/a", "MIT", "may be chosen"}};
    EXPECT_THAT(text(), HasSubstr("SPDX: MIT\n\neither\n"));
}

TEST_F(AttributionTest, ALicenceThatNobodyJudgedIsRefused) {
    module("example.com/a", {{"LICENSE", "x"}}, 100, {"Beerware"});
    EXPECT_THAT(refused(), HasSubstr("LICENSE is Beerware, which is on no list"));
}

TEST_F(AttributionTest, ReciprocalLicencesAreNotedAndPass) {
    module("example.com/a", {{"LICENSE", "x"}}, 100, {"MPL-2.0"});
    EXPECT_THAT(make().notes, ElementsAre(HasSubstr("example.com/a v1.0.0: MPL-2.0, a reciprocal licence")));
}

TEST_F(AttributionTest, AnOverrideThatNothingNeedsIsNotedAndTwoForOneModuleAreRefused) {
    overrides = {{"example.com/gone", "MIT", "once"}};
    EXPECT_THAT(make().notes, ElementsAre(HasSubstr("example.com/gone is not needed")));
    overrides.push_back(overrides.front());
    EXPECT_THAT(refused(), HasSubstr("two overrides speak of the licence of example.com/gone"));
}

TEST_F(AttributionTest, WhatSpdxHasNoNameForIsNamedAsSpdxWants) {
    module("example.com/a", {{"LICENSE", "x"}}, 100, {"MIT-NoAd"});
    EXPECT_THAT(text(), HasSubstr("SPDX: LicenseRef-MIT-NoAd\n"));
}

TEST_F(AttributionTest, AReportThatIsNoneIsRefused) {
    for (const char* report :
         {"{", "[]", "{\"version\": 2, \"classifier\": \"\", \"files\": []}",
          "{\"version\": 1, \"classifier\": \"c\", \"files\": []}",
          "{\"version\": 1, \"classifier\": \"c\", \"files\": [{\"path\": \"x\", \"percent\": 101, "
          "\"licences\": [], \"named\": []}]}",
          "{\"version\": 1, \"classifier\": \"c\", \"files\": [{\"path\": \"x\", \"percent\": 1, "
          "\"licences\": [\"MIT\\u001b\"], \"named\": []}]}"})
        EXPECT_THAT(refused(report), HasSubstr("the licence classifier's report")) << report;
}

TEST_F(AttributionTest, IsTheSameForTheSameInputs) {
    module("example.com/b", {{"LICENSE", "x"}}, 100, {"MIT"});
    module("example.com/a", {{"LICENSE", "x"}}, 100, {"MIT"});
    const Digest once = make().tree;
    lines = dep("example.com/a", "v1.0.0") + dep("example.com/b", "v1.0.0");
    EXPECT_EQ(make().tree, once);
}
