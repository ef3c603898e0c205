#include "verify/verdict.h"

#include <gtest/gtest.h>

using namespace verbatim;

namespace {

Claim claim(const std::string& path, const std::string& content, const std::string& project = "org/repo") {
    return {sha256(content), path, project, {}};
}
Built built(const std::string& path, const std::string& content) {
    return {path, "org/repo", "linux/amd64", sha256(content), "", ""};
}
Built failed(const std::string& path) {
    return {path, "org/repo", "linux/amd64", {}, "build org/repo failed", "logs/1.log"};
}
Scope lock() {
    Scope scope;
    scope.components = {"org/repo"};
    return scope;
}
Scope files() {
    Scope scope = lock();
    scope.by_path_only = true;
    return scope;
}
Finding only(const Findings& findings) {
    EXPECT_EQ(findings.claims.size(), 1U);
    return findings.claims.at(0);
}

}  // namespace

TEST(Judge, ReproducedMeansTheSameDigestAtTheSamePath) {
    const Finding finding = only(judge({claim("bin/a", "1")}, {built("bin/a", "1")}, lock()));
    EXPECT_EQ(finding.verdict, Verdict::reproduced);
    EXPECT_EQ(finding.component, "org/repo");
    EXPECT_EQ(only(judge({claim("bin/a", "1")}, {built("bin/b", "1")}, lock())).verdict, Verdict::missing);
}

TEST(Judge, DiffersCarriesBothDigests) {
    const Finding finding = only(judge({claim("bin/a", "1")}, {built("bin/a", "2")}, lock()));
    EXPECT_EQ(finding.verdict, Verdict::differs);
    EXPECT_EQ(finding.claim.sha256, sha256("1"));
    EXPECT_EQ(finding.built, sha256("2"));
    EXPECT_EQ(finding.reason, "built bits have digest " + sha256("2").hex());
}

TEST(Judge, AFailedBuildGivesItsReasonAndLog) {
    const Finding finding = only(judge({claim("bin/a", "1")}, {failed("bin/a")}, lock()));
    EXPECT_EQ(finding.verdict, Verdict::failed);
    EXPECT_EQ(finding.reason, "build org/repo failed");
    EXPECT_EQ(finding.log, "logs/1.log");
}

TEST(Judge, WhatNobodyElseCanBuildIsUnbuildableAndNamesTheInput) {
    Scope scope = lock();
    scope.unbuildable = {{"org/closed", "upstream has no tag v1-private"}};
    const Findings findings = judge({claim("bin/linux-amd64/c", "1", "org/closed"), claim("bin/a", "1")},
                                    {built("bin/a", "1")}, scope);
    EXPECT_EQ(findings.claims.at(0).verdict, Verdict::unbuildable);
    EXPECT_EQ(findings.claims.at(0).component, "org/closed");
    EXPECT_EQ(findings.claims.at(0).reason, "an input is not public: upstream has no tag v1-private");
    EXPECT_EQ(findings.in_scope(), 2U);
    EXPECT_EQ(exit_status(findings), ExitStatus::not_reproduced);
    EXPECT_EQ(exit_status(judge({claim("c", "1", "org/closed")}, {}, scope)), ExitStatus::not_reproduced)
        << "of these alone too: it is no check that could not be made, but a claim that is not met";
    scope.platform_folders = {"linux-arm64"};
    EXPECT_EQ(only(judge({claim("bin/linux-amd64/c", "1", "org/closed")}, {}, scope)).verdict,
              Verdict::out_of_scope);
    EXPECT_EQ(only(judge({claim("bin/linux-arm64/c", "1", "org/closed")}, {}, scope)).verdict,
              Verdict::unbuildable);
    scope.by_path_only = true;
    EXPECT_EQ(only(judge({claim("bin/linux-arm64/c", "1", "org/closed")}, {}, scope)).verdict,
              Verdict::missing)
        << "what the user gave is nobody's";
}

TEST(MissingInput, IsNamedWithItsTagOnce) {
    Unbuildable one;
    one.tag.value = "v0.7.18-cvefix";
    one.because = "upstream has no tag v0.7.18-cvefix";
    EXPECT_EQ(missing_input(one), "upstream has no tag v0.7.18-cvefix");
    one.because = "its repository is private";
    EXPECT_EQ(missing_input(one), "its repository is private (tag v0.7.18-cvefix)");
}

TEST(Judge, ClaimsOfProjectsNotAskedForAreOutOfScope) {
    const Finding finding =
        only(judge({claim("bin/a", "1", "another/project")}, {built("bin/a", "1")}, lock()));
    EXPECT_EQ(finding.verdict, Verdict::out_of_scope);
    EXPECT_EQ(finding.component, "");
}

TEST(Judge, ClaimsOfPlatformsNotAskedForAreOutOfScope) {
    Scope scope = lock();
    scope.left_out = {"linux-arm64/a"};
    EXPECT_EQ(only(judge({claim("linux-arm64/a", "1")}, {}, scope)).verdict, Verdict::out_of_scope);
    EXPECT_EQ(only(judge({claim("linux-mips/a", "1")}, {}, scope)).verdict, Verdict::missing);
    scope.by_path_only = true;
    EXPECT_EQ(only(judge({claim("a", "1", "")}, {}, scope)).verdict, Verdict::out_of_scope);
}

TEST(Judge, FilesOfTheUserMatchTheOnlyBinaryWhosePathEndsSo) {
    const std::vector<Built> two = {built("_output/linux-amd64/a", "1"), built("_output/linux-arm64/a", "2")};
    EXPECT_EQ(only(judge({claim("linux-arm64/a", "2", "")}, two, files())).verdict, Verdict::reproduced);
    EXPECT_EQ(only(judge({claim("_output/linux-amd64/a", "1", "")}, two, files())).verdict,
              Verdict::reproduced);
    const Finding ambiguous = only(judge({claim("a", "2", "")}, two, files()));
    EXPECT_EQ(ambiguous.verdict, Verdict::missing);
    EXPECT_EQ(ambiguous.reason, "more than one binary has a path that ends so");
    // "4/a" ends a path's text, but is no part of it; and a distro's claims match whole paths alone.
    EXPECT_EQ(only(judge({claim("4/a", "1", "")}, two, files())).verdict, Verdict::missing);
    EXPECT_EQ(only(judge({claim("linux-arm64/a", "2")}, two, lock())).verdict, Verdict::missing);
}

TEST(Judge, WhatNobodyClaimsIsUnclaimedUnlessItFailed) {
    const auto findings =
        judge({claim("bin/a", "1")}, {built("bin/a", "2"), built("bin/b", "1"), failed("bin/c")}, lock());
    EXPECT_EQ(findings.unclaimed, std::vector<std::string>{"bin/b"});
}

TEST(Judge, CountsByComponentWhatIsInScope) {
    const auto findings = judge({claim("bin/a", "1"), claim("bin/b", "1"), claim("bin/c", "1", "not/ours")},
                                {built("bin/a", "1")}, lock());
    EXPECT_EQ(findings.in_scope(), 2U);
    EXPECT_EQ(findings.by_component(),
              (std::map<std::string, VerdictCounts>{
                  {"org/repo", {{Verdict::reproduced, 1U}, {Verdict::missing, 1U}}}}));
}

TEST(ExitStatusOfFindings, IsOkOnlyWhereEveryClaimInScopeIsReproduced) {
    const std::vector<Built> all = {built("bin/a", "1"), failed("bin/f")};
    const auto status = [&](const std::vector<Claim>& claims) {
        return exit_status(judge(claims, all, lock()));
    };
    const Claim good = claim("bin/a", "1"), different = claim("bin/a", "2"), failure = claim("bin/f", "1"),
                absent = claim("bin/x", "1"), elsewhere = claim("bin/a", "1", "not/ours");
    EXPECT_EQ(status({good}), ExitStatus::ok);
    EXPECT_EQ(status({good, elsewhere}), ExitStatus::ok);
    EXPECT_EQ(status({good, different}), ExitStatus::not_reproduced);
    EXPECT_EQ(status({good, failure}), ExitStatus::not_reproduced);
    EXPECT_EQ(status({absent}), ExitStatus::not_reproduced);
    EXPECT_EQ(status({failure, absent}), ExitStatus::not_reproduced);
    EXPECT_EQ(status({failure, failure}), ExitStatus::nothing_compared);
    EXPECT_EQ(status({failure, elsewhere}), ExitStatus::nothing_compared);
    EXPECT_EQ(status({elsewhere}), ExitStatus::nothing_to_check);
    EXPECT_EQ(status({}), ExitStatus::nothing_to_check);
}

TEST(ExitStatusOfFindings, NeverTakesEquivalentOrUnbuildableForReproduced) {
    for (const Verdict verdict : {Verdict::equivalent, Verdict::unbuildable}) {
        Findings findings;
        findings.claims.resize(1);
        findings.claims[0].verdict = verdict;
        EXPECT_EQ(exit_status(findings), ExitStatus::not_reproduced);
    }
}
