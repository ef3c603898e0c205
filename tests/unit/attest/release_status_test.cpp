#include "attest/release_status.h"

#include "../../support/expect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::HasSubstr;

namespace {

ReleaseStatus withdrawn(std::int64_t number) {
    return {.channel = "1-36", .number = number, .reason = "the kubelet does not start", .date = 1780346855};
}
ReleaseStatus superseded(std::int64_t number, std::int64_t by) {
    return {.channel = "1-36",
            .number = number,
            .state = ReleaseStatus::State::superseded,
            .superseded_by = by,
            .date = 1780346855};
}
std::string refused(const std::string& what, const std::string& with) {
    std::string text = release_status_yaml(withdrawn(7));
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    text.replace(at, what.size(), with);
    const Error error = test::thrown_by([&] { return parse_release_status("status.yaml", text); });
    EXPECT_GT(error.where().line, 0);
    return error.message();
}

}  // namespace

TEST(ReleaseStatus, HasOneTextThatIsReadBack) {
    EXPECT_EQ(
        release_status_yaml(withdrawn(7)),
        "apiVersion: verbatim.example/v1\nkind: ReleaseStatus\nmetadata:\n  name: kubernetes-1-36-eks-7\n"
        "spec:\n  channel: 1-36\n  date: \"2026-06-01T20:47:35Z\"\n  number: 7\n"
        "  reason: the kubelet does not start\n  state: withdrawn\n");
    EXPECT_EQ(
        release_status_yaml(superseded(7, 8)),
        "apiVersion: verbatim.example/v1\nkind: ReleaseStatus\nmetadata:\n  name: kubernetes-1-36-eks-7\n"
        "spec:\n  channel: 1-36\n  date: \"2026-06-01T20:47:35Z\"\n  number: 7\n  state: superseded\n"
        "  supersededBy: 8\n");
    for (const ReleaseStatus& status : {withdrawn(7), superseded(7, 8)})
        EXPECT_EQ(parse_release_status("status.yaml", release_status_yaml(status)), status);
}

TEST(ReleaseStatus, IsRefusedWhereItCannotBe) {
    EXPECT_THAT(refused("ReleaseStatus", "Release"), HasSubstr("has the kind ReleaseStatus"));
    EXPECT_THAT(refused("verbatim.example", "distro.eks.amazonaws.com"), HasSubstr("has the apiVersion"));
    EXPECT_THAT(refused("withdrawn", "gone"), HasSubstr("no state of a release"));
    EXPECT_THAT(refused("withdrawn", "superseded"), HasSubstr("needs the key \"supersededBy\""));
    EXPECT_THAT(refused("withdrawn", "withdrawn\n  supersededBy: 7"), HasSubstr("superseded by a later one"));
    EXPECT_THAT(refused("  reason: the kubelet does not start\n", ""), HasSubstr("needs the key \"reason\""));
    EXPECT_THAT(refused("number: 7", "number: 8"), HasSubstr("not that of the release"));
    EXPECT_THAT(refused("20:47:35Z", "20:47:35+02:00"), HasSubstr("is no time"));
    EXPECT_THAT(refused("  number", "  colour: red\n  number"), HasSubstr("has no key \"colour\""));
    EXPECT_THROW((void)release_status_yaml(superseded(7, 7)), Error);
    EXPECT_THROW((void)release_status_yaml({.channel = "1-36"}), Error);
}

TEST(LatestRelease, IsTheHighestThatIsNotWithdrawn) {
    EXPECT_EQ(latest_release({}, {}), std::nullopt);
    EXPECT_EQ(latest_release({1, 2, 10, 9}, {}), 10);
    EXPECT_EQ(latest_release({7, 8}, {{8, withdrawn(8)}}), 7);
    EXPECT_EQ(latest_release({7, 8}, {{7, withdrawn(7)}, {8, withdrawn(8)}}), std::nullopt);
    EXPECT_EQ(latest_release({7}, {{8, withdrawn(8)}}), 7);
}

TEST(LatestRelease, ASupersededOneStaysUntilTheOtherIsThere) {
    EXPECT_EQ(latest_release({7, 8}, {{7, superseded(7, 8)}}), 8);
    EXPECT_EQ(latest_release({7}, {{7, superseded(7, 8)}}), 7);
    EXPECT_EQ(latest_release({7, 8}, {{7, superseded(7, 8)}, {8, withdrawn(8)}}), 7);
}
