// What a module proxy says of Go releases, read as text of a stranger.
#include "pin/go_releases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace verbatim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ListedGoReleases, AreThoseOfTheHostInTheOrderOfTheirNumbers) {
    const std::string list =
        "v0.0.1-go1.25.10.linux-amd64\nv0.0.1-go1.25.9.linux-amd64\nv0.0.1-go1.26rc1.linux-amd64\n"
        "v0.0.1-go1.26.0.linux-arm64\nv0.0.1-go1.9.linux-amd64\nv0.0.1-go1.25.11.linux-amd64 \n"
        "v0.0.1-.linux-amd64\nv0.0.1-linux-amd64\n.linux-amd64\nv0.0.2-go1.25.8.linux-amd64\n\n";
    EXPECT_THAT(listed_go_releases(list, {"linux", "amd64"}), ElementsAre("go1.9", "go1.25.9", "go1.25.10"));
    EXPECT_THAT(listed_go_releases(list, {"linux", "arm64"}), ElementsAre("go1.26.0"));
    EXPECT_THAT(listed_go_releases("", {"linux", "amd64"}), IsEmpty());
}

TEST(ModuleTime, IsThatOfTheRecordOrNothing) {
    const std::string info = R"({"Version": "v0.0.1-go1.21.0.linux-amd64", "Time": "2023-08-04T20:14:06Z"})";
    EXPECT_EQ(module_time(info), 1691180046);
    EXPECT_EQ(module_time(R"({"Time": "2023-08-04T22:14:06.25+02:00"})"), 1691180046);
    for (const char* other :
         {"", "{", "[]", "null", "1691180046", R"({"Time": 1691180046})", R"({"time": "x"})",
          R"({"Time": "2023-08-04"})", R"({"Time": ""})", R"(["Time"])"})
        EXPECT_FALSE(module_time(other)) << other;
    for (std::size_t size = 0; size < info.size(); ++size)
        EXPECT_FALSE(module_time(info.substr(0, size))) << "cut after " << size;
    std::mt19937 random(1);
    for (int i = 0; i < 20'000; ++i) {
        std::string mutated = info;
        for (int k = 0; k < 3; ++k) mutated[random() % mutated.size()] = static_cast<char>(random());
        (void)module_time(mutated);  // no crash, no exception
    }
}

TEST(GoReleasesBetween, AreThePatchReleasesThatThereMustHaveBeen) {
    const auto releases = [](const std::vector<std::string>& versions) {
        std::vector<GoRelease> all;
        for (const std::string& version : versions) all.push_back({version, {}});
        return all;
    };
    EXPECT_THAT(go_releases_between(releases({"go1.23.1", "go1.23.4", "go1.24.0", "go1.20.3"})),
                ElementsAre("go1.23.0", "go1.23.2", "go1.23.3"));
    EXPECT_THAT(go_releases_between(releases({"go1.25.0", "go1.25.1", "nonsense"})), IsEmpty());
    EXPECT_THAT(go_releases_between({}), IsEmpty());
    EXPECT_EQ(go_releases_between(releases({"go1.23.2000000000"})).size(), 1000U) << "an absurd number";
}

}  // namespace
}  // namespace verbatim
