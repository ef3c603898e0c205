#include "report/verify_report.h"

#include "golden.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

using namespace verbatim;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr Style no_colours{};

Claim claim(const std::string& path, const std::string& project, int line) {
    std::string name = "projects/" + project + "/1-36/CHECKSUMS of aws/eks-distro@17884462";
    return {sha256("1"), path, project, {SourceText::make(std::move(name), ""), line, 1}};
}

Finding finding(Verdict verdict, const std::string& component, const std::string& path, int line,
                const std::string& reason = {}, const std::string& log = {}) {
    Finding one{claim(path, component, line), verdict, component, {}, reason, log};
    if (verdict == Verdict::reproduced) one.built = sha256("1");
    if (verdict == Verdict::differs) {
        one.built = sha256("2");
        one.reason = different_digest_reason(*one.built);
    }
    if (verdict == Verdict::out_of_scope) one.component.clear();
    return one;
}

VerifyReport base() {
    VerifyReport report;
    report.release = "1-36";
    report.origin = "aws/eks-distro@17884462";
    report.components = {{"coredns/coredns", "v1.14.3", "go1.26.5", 12},
                         {"etcd-io/etcd", "v3.6.12", "go1.25.12", 0}};
    report.builds_made = 10;
    report.elapsed = std::chrono::seconds(292);
    return report;
}

VerifyReport all_good() {
    VerifyReport report = base();
    report.findings.claims = {finding(Verdict::reproduced, "coredns/coredns", "bin/coredns", 1),
                              finding(Verdict::reproduced, "etcd-io/etcd", "bin/etcd", 1),
                              finding(Verdict::reproduced, "etcd-io/etcd", "bin/etcdctl", 2),
                              finding(Verdict::out_of_scope, "kubernetes/kubernetes", "bin/kubectl", 1)};
    return report;
}

// Of a build with a toolchain, a root and a distro that are not Verbatim's.
Definitions definitions(const std::string& name) {
    Plan plan;
    plan.actions.resize(3);
    plan.actions[0].operation = FetchToolchain{name, "v0", {"h1:x", {}}};
    plan.actions[1].operation = FetchRoot{name, {DebianPackage{name, "1", "main", "p", {}, 1}}};
    plan.actions[2].operation = FetchDistro{name, name, {}, {}, {}, {}};
    Definitions made;
    made.add(plan, {0, 1, 2}, {});
    return made;
}

VerifyReport of_every_kind() {
    VerifyReport report = all_good();
    auto& claims = report.findings.claims;
    claims.push_back(finding(Verdict::differs, "etcd-io/etcd", "bin/etcdutl", 3));
    claims.push_back(finding(Verdict::missing, "etcd-io/etcd", "bin/other", 4,
                             "the project's definition builds nothing at this path"));
    claims.push_back(finding(Verdict::equivalent, "etcd-io/etcd", "etcd.tar.gz", 5,
                             "packed otherwise, the content is the same"));
    claims.back().differences = {"times differ in 2 of 2 members", "the members are in another order"};
    claims.push_back(
        finding(Verdict::unbuildable, "etcd-io/etcd", "bin/closed", 6, "its source is not public"));
    for (int line = 2; line < 7; ++line)
        claims.push_back(finding(Verdict::failed, "coredns/coredns", "bin/c" + std::to_string(line), line,
                                 "build coredns/coredns failed: exit status 1", "/store/logs/1.log"));
    claims.push_back(finding(Verdict::failed, "etcd-io/etcd", "bin/e", 7, "fetch etcd-io/etcd failed"));
    report.findings.unclaimed = {"bin/1", "bin/2", "bin/3", "bin/4", "bin/5", "bin/6"};
    report.builds_from_store = 3;
    report.builds_failed = 2;
    report.quirks = {"status.date is not written in UTC in whole seconds",
                     "status.components[].gitCommit is left out, 12 times"};
    report.stale = {{"etcd-io/etcd",
                     1782900000,
                     1783000000,
                     "v3.5.21",
                     "1.23",
                     "v3.6.0",
                     "1.24",
                     {"v3.5.21 with go1.25.12"},
                     4,
                     3,
                     "other bits with 2 different sets of inputs"}};
    report.definitions = definitions("tiny");
    report.errors = {"error: the build of coredns/coredns failed\n   exit status 1\n"};
    return report;
}

VerifyReport with_hostile_names() {
    VerifyReport report;
    const std::string& bad = test::hostile;
    report.release = report.origin = bad;
    report.components = {{bad, bad, bad, 1}};
    report.findings.claims = {finding(Verdict::differs, bad, bad, 1),
                              finding(Verdict::failed, bad, bad, 2, bad, bad),
                              finding(Verdict::missing, bad, bad, 3, bad, bad)};
    report.findings.claims[2].differences = {bad};
    report.findings.unclaimed = {bad};
    report.quirks = {bad};
    report.definitions = definitions(bad);
    report.stale = {{bad, -1, 0, bad, "", "", bad, {bad}, 1, 0, bad}};
    return report;
}

}  // namespace

TEST(VerifyText, OfARunThatReproducedEverything) {
    test::expect_golden("verify-reproduced.txt", verify_text(all_good(), no_colours));
}

TEST(VerifyText, TellsEveryClaimThatIsNotReproduced) {
    test::expect_golden("verify-every-kind.txt", verify_text(of_every_kind(), no_colours));
}

// Whoever pins the compiler can give any bits.
TEST(VerifyText, SaysBesideAGoodVerdictWhatItRestsOnThatIsNotVerbatimsOwn) {
    VerifyReport report = all_good();
    EXPECT_THAT(verify_text(report, no_colours), Not(HasSubstr("own")));
    report.definitions = definitions("go1.25.12");
    const std::string text = verify_text(report, no_colours);
    EXPECT_THAT(text, HasSubstr("\nrests on definitions sha256:" + report.definitions.sha256().hex() +
                                "\nnot Verbatim's own: builder root go1.25.12 (go1.25.12 1), distro "
                                "go1.25.12, toolchain go1.25.12 (h1:x)\n3 of 3 claims reproduced"));
    EXPECT_TRUE(text.ends_with(" · not by Verbatim's own definitions alone\n")) << text;
}

TEST(VerifyText, WithoutAClaimInScopeIsNoPass) {
    VerifyReport report = base();
    report.findings.claims = {finding(Verdict::out_of_scope, "kubernetes/kubernetes", "bin/kubectl", 1)};
    const std::string text = verify_text(report, no_colours);
    test::expect_golden("verify-nothing-to-check.txt", text);
    EXPECT_THAT(text, Not(HasSubstr("bit for bit")));
}

TEST(VerifyText, ShowsHostileNamesWithoutTheirControlBytes) {
    const std::string text = verify_text(with_hostile_names(), no_colours);
    test::expect_harmless(text);
    test::expect_golden("verify-hostile.txt", text);
}

TEST(VerifyText, ColoursAreBesideTheWordsAndNeverInTheirPlace) {
    std::string coloured = verify_text(of_every_kind(), Style{true});
    EXPECT_THAT(coloured, HasSubstr("\x1b[31mdiffers\x1b[0m"));
    for (std::size_t at = 0; (at = coloured.find('\x1b')) != std::string::npos;)
        coloured.erase(at, coloured.find('m', at) - at + 1);
    EXPECT_EQ(coloured, verify_text(of_every_kind(), no_colours));
}

TEST(VerifyJson, HoldsEveryClaimAndTheExitStatus) {
    const std::string text = verify_json(of_every_kind());
    test::expect_golden("verify-every-kind.json", text);
    const auto record = nlohmann::json::parse(text);
    EXPECT_EQ(record["format"], "verbatim.verify/1");
    EXPECT_EQ(record["claims"].size(), of_every_kind().findings.claims.size());
    EXPECT_EQ(record["exit_status"], 1);
    EXPECT_EQ(record["components"][1]["counts"]["reproduced"], 2);
}

TEST(VerifyJson, KeepsHostileNamesAsEscapesThatAReaderGetsBack) {
    VerifyReport report = with_hostile_names();
    const std::string valid = "a\x1b[2J\u009b2J\u202e\x7f\"\\\n\r";
    report.release = valid;
    const std::string text = verify_json(report);
    test::expect_harmless(text);
    test::expect_golden("verify-hostile.json", text);
    EXPECT_EQ(nlohmann::json::parse(text)["release"], valid);
}
