#include "sandbox/bubblewrap/control_group.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace fs = std::filesystem;
using namespace verbatim;
using namespace verbatim::bubblewrap;

namespace {

constexpr SandboxLimits limits{.memory_bytes = 1ULL << 30U, .processes = 1000, .disk_bytes = 1};

bool possible() {
    const ControlGroup group(current_cgroup_places(), limits);
    return group.limits_memory() && group.limits_processes();
}

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
    return names;
}

}  // namespace

TEST(ControlGroup, WhereNoneCanBeMadeNothingIsLimitedAndNothingStays) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    {
        const ControlGroup group({{CgroupPlace::Version::v2, "", dir.path()}}, limits);
        EXPECT_FALSE(group.limits_memory());
        EXPECT_FALSE(group.limits_processes());
        EXPECT_TRUE(group.joined().empty());
    }
    EXPECT_EQ(names_in(dir.path()), std::vector<std::string>{});
}

TEST(ControlGroup, GroupsThatAProcessOfOurNumberLeftAreNoHindrance) {
    if (!possible()) GTEST_SKIP() << "no control group can be made here";
    std::vector<fs::path> left;
    for (const CgroupPlace& place : current_cgroup_places())
        for (int number = 0; number < 50; ++number) {
            fs::path folder =
                place.folder / ("verbatim-" + std::to_string(::getpid()) + "-" + std::to_string(number));
            if (::mkdir(folder.c_str(), 0755) == 0) left.push_back(folder);
        }
    EXPECT_TRUE(possible());
    for (const fs::path& folder : left) ::rmdir(folder.c_str());
}

TEST(ControlGroup, RunsThatBeginAtOnceAreAllLimited) {
    if (!possible()) GTEST_SKIP() << "no control group can be made here";
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int n = 0; n < 8; ++n)
        threads.emplace_back([&] {
            if (possible()) ++good;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(good, 8);
}
