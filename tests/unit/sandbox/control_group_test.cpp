#include "sandbox/bubblewrap/control_group.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
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

pid_t ended_process() {
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(0);
    ::waitpid(pid, nullptr, 0);
    return pid;
}

// A process in the group that sleeps for ever, and whose parent is gone.
pid_t orphan_in(const fs::path& group) {
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0) return -1;
    const pid_t parent = ::fork();
    if (parent == 0) {
        const pid_t child = ::fork();
        if (child == 0)
            for (;;) ::pause();
        const FileDescriptor procs(::open((group / "cgroup.procs").c_str(), O_WRONLY));
        const std::string text = std::to_string(child);
        if (::write(procs.get(), text.data(), text.size()) < 0) ::kill(child, SIGKILL);
        (void)!::write(pipe[1], &child, sizeof child);
        ::_exit(0);
    }
    ::close(pipe[1]);
    pid_t child = -1;
    (void)!::read(pipe[0], &child, sizeof child);
    ::close(pipe[0]);
    ::waitpid(parent, nullptr, 0);
    return child;
}

}  // namespace

TEST(ControlGroup, WhatAKilledVerbatimLeftBehindIsEnded) {
    if (!possible()) GTEST_SKIP() << "no control group can be made here";
    const CgroupPlace place = current_cgroup_places().front();
    const fs::path folder =
        place.folder.filename() == "verbatim-itself" ? place.folder.parent_path() : place.folder;
    const fs::path stale = folder / ("verbatim-" + std::to_string(ended_process()) + "-0");
    ASSERT_EQ(::mkdir(stale.c_str(), 0755), 0);
    const pid_t orphan = orphan_in(stale);
    ASSERT_GT(orphan, 0);
    EXPECT_TRUE(possible());
    EXPECT_FALSE(fs::exists(stale)) << "the kernel removes none in which something runs";
    if (fs::exists(stale)) ::kill(orphan, SIGKILL);
}

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
