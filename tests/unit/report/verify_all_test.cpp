// The table over all locks, what is not reproduced, and the exit status.
#include "report/verify_all.h"

#include "golden.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

using namespace verbatim;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr Style colourless{};

Finding finding(Verdict verdict, const std::string& component, const std::string& path,
                const std::string& reason = {}) {
    Finding one{{sha256("1"), path, component, {SourceText::make("CHECKSUMS", ""), 1, 1}},
                verdict,
                component,
                {},
                reason,
                {}};
    if (verdict == Verdict::reproduced) one.built = sha256("1");
    return one;
}

VerifyReport release(const std::string& branch, std::vector<Finding> findings) {
    VerifyReport report;
    report.release = branch;
    report.findings.claims = std::move(findings);
    report.builds_made = 2;
    report.builds_from_store = 1;
    return report;
}

VerifyAll good() {
    VerifyAll all;
    all.releases = {release("1-35", {finding(Verdict::reproduced, "etcd-io/etcd", "etcd"),
                                     finding(Verdict::reproduced, "etcd-io/etcd", "etcdctl")}),
                    release("1-36", {finding(Verdict::reproduced, "etcd-io/etcd", "etcd"),
                                     finding(Verdict::reproduced, "coredns/coredns", "coredns"),
                                     finding(Verdict::out_of_scope, "", "kubectl")})};
    all.elapsed = std::chrono::seconds(90);
    return all;
}

VerifyAll mixed() {
    VerifyAll all = good();
    auto& claims = all.releases[0].findings.claims;
    for (const char* path : {"a", "b"})
        claims.push_back(
            finding(Verdict::unbuildable, "org/closed", path, "the tag v1-private is not public"));
    Finding differs = finding(Verdict::differs, "etcd-io/etcd", "etcdutl");
    differs.built = sha256("2");
    differs.reason = different_digest_reason(*differs.built);
    claims.push_back(differs);
    all.not_verified = {{"1-27", "error: releases/1-27.yaml cannot be read\n"}};
    return all;
}

}  // namespace

TEST(VerifyAll, IsATableOfBranchesAndComponents) {
    test::expect_golden("verify-all-good.txt", verify_all_text(good(), colourless));
    EXPECT_EQ(exit_status(good()), ExitStatus::ok);
}

TEST(VerifyAll, TellsWhatIsNotReproducedOnceAReason) {
    test::expect_golden("verify-all-mixed.txt", verify_all_text(mixed(), colourless));
}

TEST(VerifyAll, ExitStatusIsTheWorstThatHappened) {
    VerifyAll all = good();
    all.releases[1].findings.claims[0].verdict = Verdict::differs;
    EXPECT_EQ(exit_status(all), ExitStatus::not_reproduced);
    EXPECT_EQ(exit_status(mixed()), ExitStatus::nothing_compared) << "a lock could not be verified";
    VerifyAll failed;
    failed.releases = {release("1-35", {finding(Verdict::failed, "etcd-io/etcd", "etcd")})};
    EXPECT_EQ(exit_status(failed), ExitStatus::nothing_compared);
    failed.releases.push_back(good().releases[0]);
    EXPECT_EQ(exit_status(failed), ExitStatus::not_reproduced);
    EXPECT_EQ(exit_status(VerifyAll{}), ExitStatus::nothing_to_check) << "nothing at all is no pass";
    EXPECT_THAT(verify_all_text(VerifyAll{}, colourless), HasSubstr("nothing to check"));
}

TEST(VerifyAll, JsonHasTheRecordOfEachReleaseAndTheSums) {
    const auto record = nlohmann::json::parse(verify_all_json(mixed()));
    EXPECT_EQ(record["format"], "verbatim.verify-all/1");
    EXPECT_EQ(record["claims_in_scope"], 7);
    EXPECT_EQ(record["counts"]["reproduced"], 4);
    EXPECT_EQ(record["counts"]["unbuildable"], 2);
    EXPECT_EQ(record["builds"]["made"], 4);
    EXPECT_EQ(record["releases"][1]["release"], "1-36");
    EXPECT_EQ(record["not_verified"][0]["release"], "1-27");
    EXPECT_EQ(record["exit_status"], 3);
}

TEST(VerifyAll, NamesFromOutsideSteerNoTerminal) {
    VerifyAll all = good();
    all.releases[0].release = test::hostile;
    for (Finding& one : all.releases[0].findings.claims) {
        one.component = one.reason = test::hostile;
        one.verdict = Verdict::missing;
    }
    test::expect_harmless(verify_all_text(all, colourless));
}
