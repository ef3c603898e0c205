#include "sandbox/sandbox_limits.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace verbatim;

TEST(SandboxLimits, WhatIsAskedForIsKeptAndTheRestIsChosen) {
    const SandboxLimits limits = machine_sandbox_limits({.memory_bytes = 5, .processes = 7});
    EXPECT_EQ(limits.memory_bytes, 5U);
    EXPECT_EQ(limits.processes, 7U);
    EXPECT_EQ(limits.disk_bytes, 32ULL << 30U);
    EXPECT_GT(machine_sandbox_limits().memory_bytes, 1U << 20U);
    EXPECT_GT(machine_sandbox_limits().processes, 2048U);
}

TEST(SandboxLimits, ThreadsOfThisUserAreCounted) {
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < 5; ++i)
        threads.emplace_back([&] {
            while (!stop) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        });
    EXPECT_GE(threads_of_this_user(), 6U);
    stop = true;
    for (std::thread& thread : threads) thread.join();
}
